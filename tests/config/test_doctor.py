"""`wangge doctor`: each fault is seen and comes with its cure."""

from collections import namedtuple
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder

from config.cli import checks, main
from config.cli.checks import database, machine, work
from config.cli.doctor import examine
from wangge.ground.foundation import jobs

Usage = namedtuple("Usage", "total used free")


def faults(findings) -> list[str]:
    found = [finding for finding in findings if finding.level == "fault"]
    assert all(finding.cure for finding in found)
    return [finding.title for finding in found]


@pytest.fixture(autouse=True)
def _built(monkeypatch, tmp_path):
    """The pages' assets are there, whether or not this checkout has built them."""
    (tmp_path / "manifest.json").write_text("{}")
    monkeypatch.setattr(machine, "FOLDER", tmp_path)


@pytest.mark.django_db
def test_sound_installation_lacks_only_its_worker():
    assert faults(examine()) == ["后台任务"]


@pytest.mark.django_db
def test_live_worker_is_seen_and_a_silent_one_is_not():
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '5 minutes')")
        silent = faults(work.jobs_are_done())
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now())")

    assert (silent, faults(work.jobs_are_done())) == (["后台任务"], [])


@pytest.mark.django_db
def test_waiting_and_failed_jobs_are_counted():
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now())")
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status, scheduled_at) VALUES"
            " ('q', 't', 'todo', now() - interval '10 minutes'), ('q', 't', 'todo', now() + interval '1 day'),"
            " ('q', 't', 'failed', NULL), ('q', 't', 'failed', NULL)"
        )

    health = jobs.health()

    assert timedelta(minutes=9) < health.oldest_wait < timedelta(minutes=11)
    assert (health.live_workers, health.failed) == (1, 2)
    assert faults(work.jobs_are_done()) == ["任务积压", "失败的任务"]


@pytest.mark.django_db
def test_channel_that_nobody_knows_is_a_fault_with_the_channels_own_cure(settings):
    settings.NOTICE_CHANNELS = ["pigeon"]
    (unknown,) = work.channels_can_send()
    settings.NOTICE_CHANNELS = []

    assert (unknown.level, "pigeon" in unknown.says, "WANGGE_CHANNELS" in unknown.cure) == ("fault", True, True)
    assert faults(work.channels_can_send()) == []


@pytest.mark.django_db
def test_missing_migrations_are_a_fault_and_stop_what_needs_them():
    MigrationRecorder(connection).migration_qs.filter(app="sessions").delete()

    assert faults(examine()) == ["数据库结构"]


@pytest.mark.django_db
def test_clock_that_runs_away_is_a_fault(monkeypatch):
    monkeypatch.setattr(database, "CLOCKS_MAY_DIFFER", timedelta(seconds=-1))

    assert faults(database.clock_agrees()) == ["时钟"]


@pytest.mark.django_db
def test_old_server_and_foreign_encoding_are_faults(monkeypatch):
    monkeypatch.setattr(database, "OLDEST", 990000)
    monkeypatch.setattr(database, "FULL", 0.0)

    assert faults(database.version_is_new_enough()) == ["数据库版本", "数据库连接"]


@pytest.mark.django_db
def test_encoding_that_cannot_hold_chinese_is_a_fault(monkeypatch):
    monkeypatch.setattr(database, "_row", lambda _: ("SQL_ASCII", "C"))
    narrow = faults(database.locale_is_portable())
    monkeypatch.setattr(database, "_row", lambda _: ("UTF8", "zh_CN.UTF-8"))
    (changing,) = database.locale_is_portable()

    assert (narrow, changing.level) == (["数据库字符集"], "advice")


def test_unreachable_database_ends_the_examination_with_a_cure(monkeypatch):
    def refuse() -> None:
        raise OperationalError("connection refused\nIs the server running?")

    monkeypatch.setattr(connection, "ensure_connection", refuse)

    findings = list(examine())

    assert faults(findings) == ["数据库"]
    assert findings[-1].says == "连接不上：connection refused"


def test_full_disk_is_a_fault(monkeypatch):
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda _: Usage(100 << 30, 99 << 30, 1 << 30))

    assert faults(machine.disk_has_room()) == ["磁盘空间（数据）", "磁盘空间（附件）"]


def test_missing_page_assets_are_a_fault(tmp_path):
    (tmp_path / "manifest.json").unlink()

    assert faults(machine.assets_are_built()) == ["页面资源"]


def test_key_that_others_can_read_is_a_fault(settings, tmp_path):
    settings.HOME = tmp_path
    settings.KEY_FILE = tmp_path / "keys.json"
    (tmp_path / "secret.key").write_text("secret")
    (tmp_path / "secret.key").chmod(0o644)

    assert faults(machine.folders_are_ours()) == ["密钥文件"]


def test_keys_of_the_encrypted_fields_must_be_there_whole_and_our_own(settings, tmp_path):
    settings.KEY_FILE = tmp_path / "keys.json"
    missing = [f.level for f in machine.fields_can_be_opened()]
    settings.KEY_FILE.write_text("{}")
    settings.KEY_FILE.chmod(0o644)

    assert missing == ["advice"]
    assert faults(machine.fields_can_be_opened()) == ["字段密钥", "字段密钥"]


def test_public_address_must_be_encrypted_and_allowed(settings):
    settings.PUBLIC_URL = "http://wangge.example.gov.cn"
    settings.DEBUG = True
    plain = faults(machine.settings_are_safe())
    settings.PUBLIC_URL = "https://wangge.example.gov.cn"
    settings.DEBUG = False
    unknown = faults(machine.settings_are_safe())
    settings.ALLOWED_HOSTS = ["wangge.example.gov.cn"]

    assert (plain, unknown, faults(machine.settings_are_safe())) == (["调试方式", "网址"], ["网址"], [])


def test_check_that_breaks_is_a_fault_not_an_end(monkeypatch):
    def broken():
        raise OSError("no such device")
        yield

    monkeypatch.setattr(checks, "WITHOUT_DATABASE", (broken, machine.settings_are_safe))
    monkeypatch.setattr(connection, "ensure_connection", lambda: None)
    monkeypatch.setattr(checks, "ON_DATABASE", ())
    monkeypatch.setattr(checks, "ON_CURRENT_STRUCTURE", ())

    assert faults(examine()) == ["broken"]


@pytest.mark.django_db
def test_command_prints_the_cure_and_ends_with_one(capsys, monkeypatch):
    monkeypatch.setenv("WANGGE_PG_HOST", "already-known")
    code = main(["doctor", "--quiet"])

    said = capsys.readouterr().out
    assert code == 1
    assert "治法：运行 wangge serve" in said
    assert "共 1 处毛病。" in said
