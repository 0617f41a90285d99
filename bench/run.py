"""All measurements, or those named: python bench/run.py [--list] [--write] [name …]. See docs/benchmarks.md."""

import argparse
import importlib
import multiprocessing
import os
import platform
import subprocess
import sys
import time
import timeit
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "benchmarks.md"
NAMES = (
    *("create_case", "case_lists", "import_messages", "roster_import", "point_index", "repeats_quality", "repeats"),
    *("classify", "escalation", "shift", "faults", "daily_report", "page_weight", "phone", "sync_contract"),
    *("typhoon", "county", "routes"),
    *("partition", "partition_small", "partition_micro", "partition_change", "simulation"),
)

for folder in (ROOT, ROOT / "src"):
    sys.path.insert(0, str(folder))


def main() -> int:
    options = _options()
    if options.list:
        print("\n".join(NAMES))
        return 0
    for name in options.names or NAMES:
        table = _measured_apart(name)
        print(table, flush=True)
        if options.write or not options.names:
            PAGE.write_text(_page([table]), "utf8")
            print(f"\n→ {PAGE.relative_to(ROOT)}")
    return 0


def _measured_apart(name: str) -> str:
    """Each in a process of its own: some need another installation than others, some libraries bear no others."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as apart:
        return apart.submit(_measured, name).result()


def _measured(name: str) -> str:
    module = importlib.import_module(f"bench.{name}")
    print(f"\n{module.TITLE} …", flush=True)
    from bench import elsewhere

    before, began = _yardstick(), time.monotonic()
    try:
        rows = module.run()
    finally:
        elsewhere.end_other_process()
    seconds = time.monotonic() - began
    return _table(module, rows, f"{seconds:.0f} s; yardstick {before:.0f} ms before, {_yardstick():.0f} ms after")


def _yardstick() -> float:
    """CPU milliseconds of a million additions, the least of five: how fast this machine is just now."""
    return min(timeit.repeat("for n in range(1_000_000): s += n", "s = 0", time.process_time, repeat=5, number=1)) * 1e3


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*NAMES, []], help="which; all of them without a name")
    parser.add_argument("--write", action="store_true", help="keep the tables of the named ones, too")
    parser.add_argument("--list", action="store_true", help="name them")
    return parser.parse_args()


def _table(module: ModuleType, rows: list[dict[str, Any]], cost: str) -> str:
    columns = list(dict.fromkeys(key for row in rows for key in row))
    lines = [f"## {module.TITLE}", "", (module.__doc__ or "").strip(), ""]
    lines.append("| " + " | ".join(columns) + " |")
    lines.append("|" + "---|" * len(columns))
    lines += ["| " + " | ".join(_word(row.get(column, "")) for column in columns) + " |" for row in rows]
    name = module.__name__.rpartition(".")[2]
    lines += ["", f"`make bench ARGS={name}`, {cost}; {date.today().isoformat()} at {_revision()}."]
    return "\n".join(lines)


def _word(value: Any) -> str:
    return f"{value:,.2f}" if isinstance(value, float) else f"{value:,}" if isinstance(value, int) else str(value)


def _revision() -> str:
    words = ["git", "rev-parse", "--short", "HEAD"]
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip() or "—"


def _page(tables: list[str]) -> str:
    """The page with these tables in place of those of the same name; what was not measured now stays."""
    machine = f"{os.cpu_count()} cores ({platform.machine()}), Python {platform.python_version()}, {platform.system()}"
    head = (
        "# Benchmarks\n\n"
        f"Written by `make bench` on {machine}; client, web processes and database share the machine. "
        "Trust ratios within a table; absolute times vary between machines and with what else they do. The yardstick "
        "under a table is what a million additions in a loop of Python cost there and then.\n"
    )
    kept = {_title(table): table for table in _sections(PAGE.read_text("utf8") if PAGE.exists() else "")}
    kept |= {_title(table): table for table in tables}
    titles = [importlib.import_module(f"bench.{name}").TITLE for name in NAMES]
    return head + "\n" + "\n\n".join(kept[title] for title in titles if title in kept) + "\n"


def _sections(page: str) -> list[str]:
    return [f"## {part}".rstrip() for part in page.split("\n## ")[1:]]


def _title(table: str) -> str:
    return table.partition("\n")[0].removeprefix("## ")


if __name__ == "__main__":
    sys.exit(main())
