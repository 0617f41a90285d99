"""`wangge web`: the pages, served by granian with threads."""

import argparse
import os
import socket
import sys

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from config.cli.installation import database_at_hand, make_engines_ready

MOST_WORKERS = 4
THREADS = 4


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_address(parser)
    cores = os.cpu_count() or 1
    parser.add_argument("--workers", type=int, default=min(cores, MOST_WORKERS), help="进程数，默认与处理器核数相同")
    parser.add_argument("--threads", type=int, default=THREADS, help="每个进程的线程数，各用一个数据库连接")


def add_address(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="监听的地址；对外服务请放在反向代理之后")
    parser.add_argument("--port", type=int, default=8000, help="监听的端口")


def run(options: argparse.Namespace) -> int:
    fault = why_unusable(options.host, options.port)
    if fault:
        print(fault, file=sys.stderr)
        return 1
    make_engines_ready()
    with database_at_hand():
        Granian(
            "config.wsgi:application",
            address=options.host,
            port=options.port,
            interface=Interfaces.WSGI,
            workers=options.workers,
            blocking_threads=options.threads,
            respawn_failed_workers=True,
            workers_kill_timeout=5,
            log_level=LogLevels.warning,
        ).serve()
    return 0


def why_unusable(host: str, port: int) -> str:
    """A sentence when nothing can listen on this address, else nothing."""
    try:
        kind, _, _, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(kind, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(place)
    except (OSError, OverflowError) as fault:
        reason = getattr(fault, "strerror", None) or fault
        return f"不能在 {host}:{port} 上服务（{reason}）：请先停止占用它的程序，或用 --port 换一个端口。"
    return ""
