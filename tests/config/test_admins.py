import argparse

import pytest

from config.cli import admins, main
from wangge.core.access.models import Account, AuditEntry, Grant

pytestmark = pytest.mark.django_db


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    admins.add_arguments(parser)
    return admins.run(parser.parse_args(words))


def test_three_administrators_are_three_accounts_whose_passwords_are_told_once(capsys):
    code = run()

    told = dict(line.split()[1:] for line in capsys.readouterr().out.splitlines()[1:])
    assert code == 0
    assert sorted(told) == ["audit.admin", "security.admin", "system.admin"]
    assert all(Account.objects.get(login_name=login).check_password(word) for login, word in told.items())
    assert set(Account.objects.values_list("must_change_password", flat=True)) == {True}
    roles = Grant.objects.values_list("account__login_name", "role", "area_path")
    assert sorted(roles) == [(f"{name}.admin", f"{name}_admin", "/") for name in ("audit", "security", "system")]
    assert AuditEntry.objects.count() == 3


def test_administrators_are_not_made_twice(capsys):
    run()

    assert run("--system", "another") == 1
    assert Account.objects.count() == 3


def test_one_person_cannot_be_two_administrators():
    assert run("--system", "wang", "--audit", "wang") == 2
    assert Account.objects.count() == 0


def test_command_is_listed(capsys):
    main([])

    assert "  admins " in capsys.readouterr().out
