"""The machine: room, rights and settings."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from config.cli.checks.findings import Finding, advice, fault, good
from wangge.faces.shell.manifest import FOLDER
from wangge.ground.engines import machine_code
from wangge.ground.foundation.crypto.keyring import key_file_faults

ROOM_NEEDED = 1 << 30
SHARE_NEEDED = 0.05
GIB = 1 << 30


def folders_are_ours() -> Iterator[Finding]:
    home = Path(settings.HOME)
    for title, folder in (("数据目录", home), ("附件目录", Path(settings.FILES_ROOT))):
        standing = folder if folder.exists() else folder.parent
        if not os.access(standing, os.W_OK | os.X_OK):
            owner = standing.stat().st_uid if standing.exists() else "?"
            cure = f"用建立它的用户（编号 {owner}）运行，或改变目录的主人：chown -R 用户 {standing}"
            yield fault(title, f"{standing} 不能写入", cure=cure)
        else:
            yield good(title, str(folder))
    key = home / "secret.key"
    if key.exists() and key.stat().st_mode & 0o077:
        yield fault("密钥文件", f"{key} 别人也能读", cure=f"chmod 600 {key}，再更换密钥")


def fields_can_be_opened() -> Iterator[Finding]:
    """The key file of the encrypted fields is there, readable by us alone, whole, and fits the master key."""
    path = Path(settings.KEY_FILE)
    if not path.exists():
        yield advice(
            "字段密钥",
            f"{path} 还没有",
            cure="新装的系统第一次用到时自动生成；已有数据的，请从备份恢复，否则加密的内容打不开",
        )
        return
    faults = key_file_faults()
    for words in faults:
        yield fault("字段密钥", words, cure=f"执行 chmod 600 {path}；损坏的从备份恢复；核对 WANGGE_KEK")
    if not faults:
        yield good("字段密钥", str(path))


def assets_are_built() -> Iterator[Finding]:
    if (FOLDER / "manifest.json").exists():
        yield good("页面资源", "已生成")
    else:
        yield fault("页面资源", f"{FOLDER} 里没有", cure="在源码目录运行 make assets，或安装发布的软件包")


def engines_are_ready() -> Iterator[Finding]:
    """The machine code of the search for rounds is made, so that no page waits for it."""
    state = machine_code.state()
    if state == "made":
        yield good("测算程序", "已准备")
    elif state == "missing":
        cure = "启动 wangge serve、web 或 worker 后自己准备，约半分钟；机器内存很小的可以不要（WANGGE_MAKE_ENGINES=0）"
        yield advice("测算程序", "还没有准备", cure=cure)
    else:
        cure = "治好后重新启动；多半是数据目录不能写，或者服务单元禁止了可执行内存（MemoryDenyWriteExecute）"
        yield fault("测算程序", machine_code.why_failed(), cure=cure)


def disk_has_room() -> Iterator[Finding]:
    for title, folder in (("磁盘空间（数据）", settings.HOME), ("磁盘空间（附件）", settings.FILES_ROOT)):
        place = Path(folder)
        while not place.exists():
            place = place.parent
        room = shutil.disk_usage(place)
        says = f"{place} 剩余 {room.free / GIB:.1f} GB，共 {room.total / GIB:.1f} GB"
        if room.free < ROOM_NEEDED or room.free < room.total * SHARE_NEEDED:
            yield fault(title, says, cure="清理磁盘或换更大的盘；写满后不能再上报和上传")
        else:
            yield good(title, says)


def settings_are_safe() -> Iterator[Finding]:
    public = urlsplit(settings.PUBLIC_URL)
    is_local = public.hostname in {"127.0.0.1", "localhost", "::1"}
    if settings.DEBUG and not is_local:
        yield fault("调试方式", "WANGGE_DEBUG 打开着，出错页会泄露数据", cure="去掉环境变量 WANGGE_DEBUG 后重新启动")
    if not is_local and public.scheme != "https":
        cure = "在反向代理上启用 TLS，把 WANGGE_PUBLIC_URL 改成 https:// 开头（见 docs/install.md）"
        yield fault("网址", f"{settings.PUBLIC_URL} 没有加密", cure=cure)
    elif public.hostname not in settings.ALLOWED_HOSTS and "*" not in settings.ALLOWED_HOSTS:
        cure = f"在 WANGGE_ALLOWED_HOSTS 里加上 {public.hostname}"
        yield fault("网址", f"{public.hostname} 不在允许的主机名里，页面会被拒绝", cure=cure)
    elif is_local:
        yield advice("网址", f"{settings.PUBLIC_URL} 只有本机能用", cure="正式使用时设置 WANGGE_PUBLIC_URL")
    else:
        yield good("网址", settings.PUBLIC_URL)
