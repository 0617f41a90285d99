"""A roster (花名册) made here, taken in as a town would: read, checked, compared with what is held by the keyed numbers
of documents, registered in whole buildings by two processes; then the same file again, which must change nothing."""

import os
import random
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from bench.world import HOME, TOWN_CODE, installation

TITLE = "Import of a roster"
SIZES = (10_000, 100_000)
GOAL = 60.0  # seconds for 100,000 persons
PERSONS_A_HOUSEHOLD = 4
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂"


def run() -> list[dict[str, object]]:
    with installation(HOME.parent / "bench-roster"):
        return [_measured(size) for size in SIZES]


def _measured(persons: int) -> dict[str, object]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "roster.xlsx"
        from wangge.core.people.models import Person

        offset = Person.objects.everywhere("how many the bench has").count()
        write_roster(path, persons, offset=offset)
        seconds, _cpu, report = _taken_in(path)
        again, _cpu, second = _taken_in(path)
    return {
        "persons": persons,
        "registered": report.persons,
        "refused": len(report.faults),
        "seconds": round(seconds, 1),
        "persons a second": round(persons / seconds),
        "goal": f"{GOAL * persons / 100_000:.0f} s",
        "ratio": round(GOAL * persons / 100_000 / seconds, 2),
        "seconds again": round(again, 1),
        "registered again": second.persons,
    }


def _taken_in(path: Path):  # type: ignore[no-untyped-def]  # django is not at hand when this is read
    from wangge.core.access.queries import Actor, HeldGrant
    from wangge.faces.exchange.roster.intake import take_in

    began, cpu = time.perf_counter(), time.process_time()
    actor = Actor(None, "bench", (HeldGrant("", frozenset({"people.see", "people.edit"}), "/", None),))
    report = take_in(
        path=path, area_code=TOWN_CODE, actor=actor, at=datetime.now(UTC), processes=min(2, os.cpu_count() or 1)
    )
    return time.perf_counter() - began, time.process_time() - cpu, report


def write_roster(path: Path, persons: int, *, offset: int = 0) -> None:
    """A file as towns have it: one person a row, the address on the first row of each household only."""
    import xlsxwriter

    from wangge.core.areas.queries import areas_in_memory

    chance = random.Random(offset)
    areas = areas_in_memory()
    grids = [row for row in areas.below(areas.by_code[TOWN_CODE].path) if row.level == "grid"]
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet()
    for column, name in enumerate(("网格", "门牌", "姓名", "与户主关系", "身份证号", "电话")):
        sheet.write_string(0, column, name)
    for number in range(persons):
        household, place = divmod(number, PERSONS_A_HOUSEHOLD)
        if place == 0:
            house = offset // PERSONS_A_HOUSEHOLD + household
            sheet.write_string(number + 1, 0, grids[house % len(grids)].code)
            sheet.write_string(
                number + 1, 1, f"花名小区{house // 40 + 1}幢{house % 40 // 20 + 1}单元{house % 20 + 101}室"
            )
        name = chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=2))
        sheet.write_string(number + 1, 2, name)
        sheet.write_string(number + 1, 3, ("户主", "配偶", "长子", "长女")[place])
        sheet.write_string(number + 1, 4, _document(offset + number))
        sheet.write_string(number + 1, 5, f"139{(offset + number) % 10**8:08d}")
    book.close()


def _document(number: int) -> str:
    """Another number for each; nobody has it."""
    from wangge.ground.foundation.identity import id_check

    day, serial = divmod(number, 999)
    body = f"621123{1950 + day % 60}{1 + day // 60 % 12:02d}{1 + day // 720 % 28:02d}{serial + 1:03d}"
    return body + id_check(body)
