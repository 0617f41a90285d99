"""The launcher of the embedded database under every fault it must survive."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from wangge.ground.foundation.postgres import PostgresFault, Server, identity, socket_folder, start
from wangge.ground.foundation.postgres import server as server_module
from wangge.ground.foundation.postgres.binaries import find_binaries

SRC = Path(__file__).resolve().parents[2] / "src"
FAST = {"fsync": "off"}
HOLD = """
import sys, time
from pathlib import Path
from wangge.ground.foundation.postgres import start
server = start(Path(sys.argv[1]), settings={"fsync": "off"}, die_with_parent=sys.argv[2] == "mine")
print(server.pid, "started" if server.is_mine else "shared", flush=True)
sys.stdin.read()
server.stop()
"""


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A short private path: the temporary folders of pytest are too long for a socket on some machines."""
    data_dir = tmp_path / "pg"
    yield data_dir
    pid = server_module._postmaster(data_dir)
    if pid is not None:
        os.kill(pid, signal.SIGKILL)


def ask(server: Server, question: str) -> object:
    with psycopg.connect(server.dsn) as connection:
        row = connection.execute(question).fetchone()  # type: ignore[call-overload]  # the tests write the questions
    assert row is not None
    return row[0]


NO_UNSHARE = """
from wangge.ground.foundation.postgres import identity
identity.MAPPED = ("no-such-program",)
"""


def hold(data_dir: Path, *, whose: str, first: str = "") -> "subprocess.Popen[str]":
    """Another process that starts the server and keeps it until its input ends."""
    return subprocess.Popen(
        [sys.executable, "-c", first + HOLD, str(data_dir), whose],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(SRC)},
    )


def said(process: "subprocess.Popen[str]") -> tuple[int, str]:
    assert process.stdout is not None
    pid, how = process.stdout.readline().split()
    return int(pid), how


def eventually(is_so: Callable[[], bool], within: float = 20) -> bool:
    deadline = time.monotonic() + within
    while not is_so() and time.monotonic() < deadline:
        time.sleep(0.02)
    return is_so()


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_start_makes_the_named_database_with_portable_chinese_order(folder):
    with start(folder, settings=FAST, database="某镇") as server:
        found = ask(server, "SELECT current_database() || ' ' || current_setting('server_encoding')")
        locale = ask(server, "SELECT datcollate FROM pg_database WHERE datname = current_database()")
        hosts = ask(server, "SELECT current_setting('listen_addresses')")

    assert (found, locale, hosts) == ("某镇 UTF8", "C.UTF-8", "")


def test_data_survive_a_stop_and_a_second_stop_is_harmless(folder):
    with start(folder, settings=FAST) as server, psycopg.connect(server.dsn) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
    server.stop()

    assert not server.is_alive()
    with start(folder, settings=FAST) as again:
        assert ask(again, "SELECT number FROM kept") == 7


def test_four_starts_at_once_on_an_empty_folder_make_one_cluster_that_all_reach(folder):
    processes = [hold(folder, whose="shared") for _ in range(4)]
    answers = [said(process) for process in processes]

    with start(folder) as server:
        cluster = ask(server, "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'checkpointer'")
    for process in processes:
        process.communicate("")

    assert len({pid for pid, _ in answers}) == 1
    assert cluster == 1
    assert server.pid is None, "the last one out stops a server that belongs to nobody"


def test_only_the_owner_stops_its_server(folder):
    owner = hold(folder, whose="mine")
    pid, how = said(owner)
    guest = start(folder)

    guest.stop()

    assert how == "started"
    assert not guest.is_mine
    assert is_running(pid)
    owner.communicate("")
    assert not is_running(pid)


def test_server_ends_with_its_killed_owner_and_starts_again(folder):
    owner = hold(folder, whose="mine")
    pid, _ = said(owner)

    owner.kill()
    owner.wait()

    assert eventually(lambda: not is_running(pid))
    with start(folder, settings=FAST) as server:
        assert ask(server, "SELECT 1") == 1


def test_start_right_after_the_owner_was_killed_does_not_adopt_the_dying_server(folder):
    owner = hold(folder, whose="mine")
    said(owner)
    owner.kill()
    owner.wait()

    with start(folder, settings=FAST) as server:
        time.sleep(0.5)
        assert ask(server, "SELECT 1") == 1


def test_killed_postmaster_is_replaced_though_its_children_linger(folder):
    first = start(folder, settings=FAST)
    with psycopg.connect(first.dsn) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
    busy = psycopg.connect(first.dsn)
    child = busy.info.backend_pid
    os.kill(child, signal.SIGSTOP)
    assert first.pid is not None
    os.kill(first.pid, signal.SIGKILL)
    assert eventually(lambda: not first.is_alive())
    waker = subprocess.Popen(["/bin/sh", "-c", f"sleep 1; kill -CONT {child}"])

    with start(folder, settings=FAST) as second:
        number = ask(second, "SELECT number FROM kept")

    waker.wait()
    first.stop()
    assert number == 7


def test_id_file_that_names_a_stranger_is_not_believed(folder):
    start(folder, settings=FAST).stop()
    stranger = str(os.getpid())
    (folder / "postmaster.pid").write_text(f"{stranger}\n{folder}\n0\n5432\n{folder}\n\n0\nready\n")
    (folder / ".s.PGSQL.5432.lock").write_text(f"{stranger}\n")

    with start(folder, settings=FAST) as server:
        assert ask(server, "SELECT 1") == 1


def test_id_file_is_not_believed_where_working_folders_are_hidden(folder, monkeypatch):
    start(folder, settings=FAST).stop()
    (folder / "postmaster.pid").write_text(f"{os.getpid()}\n{folder}\n0\n5432\n{folder}\n\n0\nready\n")
    monkeypatch.setattr(server_module.os.path, "samefile", hide)

    with start(folder, settings=FAST) as server, start(folder) as guest:
        assert (ask(server, "SELECT 1"), guest.is_mine) == (1, False)


def hide(*_: object) -> bool:
    raise PermissionError


@pytest.mark.parametrize("name", ["x" * 110, "五" * 36, "东,西", "it's"], ids=["long", "long bytes", "comma", "quote"])
def test_path_that_cannot_name_a_socket_uses_a_private_short_folder(tmp_path, name):
    folder = tmp_path / name / "pg"

    with start(folder, settings=FAST) as server:
        number = ask(server, "SELECT 1")
        mode = Path(server.host).stat().st_mode & 0o777

    Path(server.host).rmdir()
    assert number == 1
    assert (server.host, mode) == (str(socket_folder(folder)), 0o700)
    assert Path(server.host) != folder


def test_short_folder_of_somebody_else_is_refused(tmp_path):
    folder = tmp_path / "东,西" / "pg"
    short = socket_folder(folder)
    short.mkdir(mode=0o755)

    try:
        with pytest.raises(PostgresFault, match="不是本程序建立的"):
            start(folder, settings=FAST)
    finally:
        short.rmdir()


def test_path_with_spaces_works(tmp_path):
    with start(tmp_path / "网格 数据" / "pg", settings=FAST) as server:
        assert ask(server, "SELECT 1") == 1


def test_interrupted_making_is_noticed_and_redone(folder):
    making = folder.with_name("pg.making")
    making.mkdir()
    (making / "PG_VERSION").write_text("18\n")

    with start(folder, settings=FAST) as server:
        assert ask(server, "SELECT 1") == 1
    assert not making.exists()


def test_folder_with_foreign_files_is_left_alone_with_a_clear_sentence(folder):
    folder.mkdir()
    (folder / "letters.txt").write_text("mine")

    with pytest.raises(PostgresFault, match="不是完整的数据库"):
        start(folder, settings=FAST)

    assert [path.name for path in folder.iterdir()] == ["letters.txt"]


def test_corrupted_folder_says_why_and_where_to_read_on(folder):
    start(folder, settings=FAST).stop()
    (folder / "global" / "pg_control").write_bytes(b"")

    with pytest.raises(PostgresFault, match=r"数据库没有启动.*pg_control.*pg\.log"):
        start(folder, settings=FAST)


def test_folder_of_another_version_names_both_versions(folder):
    folder.mkdir()
    (folder / "PG_VERSION").write_text("12\n")

    with pytest.raises(PostgresFault, match="PostgreSQL 12 建立的"):
        start(folder, settings=FAST)


def test_unknown_setting_is_refused_with_the_servers_words(folder):
    with pytest.raises(PostgresFault, match="no_such_setting"):
        start(folder, settings={"no_such_setting": "1"})

    with start(folder, settings=FAST) as server:
        assert ask(server, "SELECT 1") == 1


def test_named_programs_that_are_missing_are_a_clear_sentence(folder, monkeypatch):
    monkeypatch.setenv("WANGGE_PG_BIN", "/nowhere/bin")

    with pytest.raises(PostgresFault, match="WANGGE_PG_BIN"):
        start(folder)


def test_without_any_programs_the_sentence_names_the_ways_out(folder, monkeypatch):
    monkeypatch.setattr("wangge.ground.foundation.postgres.binaries._wheel", list)
    monkeypatch.setattr("wangge.ground.foundation.postgres.binaries.SYSTEM", folder)

    with pytest.raises(PostgresFault, match="没有找到 PostgreSQL"):
        start(folder)


def test_folder_that_cannot_be_made_is_a_clear_sentence(tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(PostgresFault, match="不能建立目录"):
        start(tmp_path / "file" / "pg")


def test_environment_of_the_caller_does_not_mislead(folder, monkeypatch):
    monkeypatch.setenv("PGPORT", "6543")
    monkeypatch.setenv("PGUSER", "nobody-here")
    monkeypatch.setenv("PGDATABASE", "elsewhere")

    with start(folder, settings=FAST) as server:
        assert ask(server, "SELECT current_database()") == "wangge"


def may_map(folder: Path) -> bool:
    return identity._can_work(identity.Identity(0, 0, identity.MAPPED), folder, find_binaries())


needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root lends its server a name")


@needs_root
def test_root_lends_the_server_to_another_user():
    with tempfile.TemporaryDirectory() as open_to_all:
        Path(open_to_all).chmod(0o755)
        if not any(
            identity._can_work(one, Path(open_to_all), find_binaries()) for one in identity._candidates(None)[:2]
        ):
            pytest.skip("this checkout lies in a folder that only root may enter")
        folder = Path(open_to_all) / "pg"

        with start(folder, settings=FAST) as server:
            owner = Path(f"/proc/{server.pid}").stat().st_uid

        assert owner == folder.stat().st_uid != 0


@needs_root
def test_root_behind_a_closed_folder_maps_itself(tmp_path):
    tmp_path.chmod(0o700)
    if not may_map(tmp_path):
        pytest.skip("unshare is not permitted here")

    with start(tmp_path / "pg", settings=FAST) as server:
        assert ask(server, "SELECT 1") == 1

    assert (tmp_path / "pg").stat().st_uid == 0


@needs_root
def test_mapped_server_ends_with_its_killed_owner(tmp_path):
    tmp_path.chmod(0o700)
    if not may_map(tmp_path):
        pytest.skip("unshare is not permitted here")
    owner = hold(tmp_path / "pg", whose="mine")
    pid, _ = said(owner)

    owner.kill()
    owner.wait()

    assert eventually(lambda: not is_running(pid))


@needs_root
def test_root_in_a_container_without_unshare_lends_the_right_to_pass(tmp_path, monkeypatch):
    tmp_path.chmod(0o700)
    monkeypatch.setattr(identity, "MAPPED", ("no-such-program",))

    with start(tmp_path / "pg", settings=FAST) as server:
        owner = (tmp_path / "pg").stat().st_uid
    with start(tmp_path / "pg", settings=FAST) as again:
        number = ask(again, "SELECT 1")

    assert owner != 0
    assert (server.is_mine, number) == (True, 1)


@needs_root
def test_passing_server_ends_with_its_killed_owner(tmp_path):
    tmp_path.chmod(0o700)
    owner = hold(tmp_path / "pg", whose="mine", first=NO_UNSHARE)
    pid, _ = said(owner)

    owner.kill()
    owner.wait()

    assert eventually(lambda: not is_running(pid))


@needs_root
def test_root_without_any_way_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setattr(identity, "LENDERS", ())
    monkeypatch.setattr(identity, "MAPPED", ("no-such-program",))
    monkeypatch.setattr(identity, "PASSING", ("no-such-program",))

    with pytest.raises(PostgresFault, match=r"chmod a\+x"):
        start(tmp_path / "pg")
