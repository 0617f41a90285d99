"""`wangge worker`: the jobs that run behind the pages."""

import argparse

from config.cli.installation import make_engines_ready
from wangge.ground.foundation import jobs


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--concurrency", type=int, default=2, help="同时做几件")


def run(options: argparse.Namespace) -> int:
    make_engines_ready()
    jobs.run_worker(concurrency=options.concurrency)
    return 0
