import pytest

from config.cli import COMMANDS, HANDED_ON, SURROUNDINGS, main


def test_without_words_every_command_is_listed(capsys):
    code = main([])

    said = capsys.readouterr().out
    assert code == 2
    assert [name for name in COMMANDS if f"  {name} " not in said] == []


@pytest.mark.parametrize("name", sorted(set(COMMANDS) - set(HANDED_ON) - set(SURROUNDINGS)))
def test_each_command_explains_itself(name, capsys):
    with pytest.raises(SystemExit) as end:
        main([name, "--help"])

    assert end.value.code == 0
    assert COMMANDS[name] in capsys.readouterr().out


def test_options_after_bench_are_handed_to_the_measurements(capfd):
    assert main(["bench", "--list"]) == 0
    assert "create_case" in capfd.readouterr().out
