"""The roster of a county of 1,000,000 residents (the one of `typhoon`, in the same database), page by page through
Django's test client: middleware, session, grants, the second line, query, template. The one who looks has a role in
each of the twelve towns. Lists by key, on their first page and far inside; searches by what somebody types; the map of
a grid and of a village; the file of a grid. Names, documents, telephones and addresses become searchable once, in some
minutes, where the county was made before."""

import random
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import quote

from bench.case_lists import timed
from bench.typhoon import CODE, HOME, RESIDENTS, copy_rows, made_county
from bench.world import installation

TITLE = "The roster of a county of a million"
GOAL_MS = 50
LOGIN, PASSWORD = "county-desk", "county-desk-password"
AT = datetime(2026, 9, 1, 10, tzinfo=UTC)
TOWN, VILLAGE, GRID = f"{CODE}100000", f"{CODE}100200", f"{CODE}100200201000"
PAGE = 50
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗"
GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂华玉红建国文志海云梅春秋月生福贵荣金银德成永兴安宁康乐"
SEARCHABLE = "person_terms", "person_phone", "person_document_once", "dwelling_words"


def run() -> list[dict[str, object]]:
    with installation(HOME, with_town=False):
        made_county()
        _make_searchable()
        client = _client()
        rows = [_row(what, lambda url=url: client.get(url)) for what, url in _pages()]
        return rows + [
            _row(what, lambda words=words: client.post("/roster/", {"words": words})) for what, words in _searches()
        ]


def _row(what, visit) -> dict[str, object]:
    answer = visit()
    assert answer.status_code == 200, (what, answer.status_code)
    found = timed(visit)
    bytes_ = round(len(answer.content) / 1024)
    return {"what": what, **found, "KB": bytes_, "goal p95 ms": GOAL_MS, "ratio": round(found["p95 ms"] / GOAL_MS, 2)}


def _pages() -> Iterator[tuple[str, str]]:
    yield "the roster's first page", "/roster/"
    for name, code in (("a grid", GRID), ("a village", VILLAGE), ("a town", TOWN), ("the county", "")):
        yield f"households of {name}", f"/roster/households/?area={code}"
    yield "households of a town, page 500", f"/roster/households/?area={TOWN}&after={_household_key(TOWN, 499)}"
    yield "households of the county, page 1,000", f"/roster/households/?after={_household_key('', 999)}"
    yield "households of a town, unconfirmed for longest", f"/roster/households/?area={TOWN}&sort=late"
    yield "households of a town with an old person alone", f"/roster/households/?area={TOWN}&care=alone_elder"
    for name, code in (("a grid", GRID), ("a town", TOWN), ("the county", "")):
        yield f"persons of {name}", f"/roster/persons/?area={code}"
    yield "persons of a town, page 1,000", f"/roster/persons/?area={TOWN}&after={_person_key(TOWN, 999)}"
    yield "persons of a town of 80 and more", f"/roster/persons/?area={TOWN}&ages=old"
    for name, code in (("a grid", GRID), ("a village", VILLAGE)):
        yield f"map of {name}", f"/roster/map/?area={code}"
        yield f"map of {name}: outlines", f"/roster/map/areas.json?area={code}"
        yield f"map of {name}: houses", f"/roster/map/points.json?area={code}&layer=houses"
    yield "file of a grid", f"/roster/dossiers/?area={GRID}"


def _searches() -> Iterator[tuple[str, str]]:
    """What somebody types into the box over a whole county."""
    from wangge.core.people.models import Person

    someone = Person.objects.everywhere("somebody to look for").order_by("id")[12_345]
    yield "search: a whole name", someone.name
    yield "search: a name of two characters", "王伟"
    yield "search: initials", "zjg"
    yield "search: last four", someone.document_number[-4:]
    yield "search: name and last four", f"{someone.name} {someone.document_number[-4:]}"
    yield "search: a whole document number", someone.document_number
    yield "search: a whole telephone number", someone.phone
    yield "search: an address", "3镇12村第5网格77室"
    yield "search: a name at an address", f"{someone.name} 1镇"
    yield "search: two characters nobody is called", "司马"


def _household_key(code: str, page: int) -> str:
    from wangge.core.areas.queries import areas_in_memory
    from wangge.core.people.models import Household

    path = areas_in_memory().by_code[code].path if code else f"/{CODE}/"
    rows = Household.objects.everywhere("a page far inside").filter(area_path__startswith=path, ended_on=None)
    key, pk = rows.order_by("door_key", "id").values_list("door_key", "id")[page * PAGE - 1]
    return quote(f"{pk}~{key}")


def _person_key(code: str, page: int) -> str:
    from wangge.core.areas.queries import areas_in_memory
    from wangge.core.people.models import Person

    path = areas_in_memory().by_code[code].path
    rows = Person.objects.everywhere("a page far inside").filter(area_path__startswith=path)
    year, pk = rows.order_by("birth_year", "id").values_list("birth_year", "id")[page * PAGE - 1]
    return quote(f"{pk}~{year}")


def _client():
    """Somebody with a role in each town, signed in as people sign in."""
    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client

    from wangge.core.access.models import Account
    from wangge.core.access.operations import create_accounts, grant_roles
    from wangge.core.access.operations.accounts import NewAccount
    from wangge.core.access.operations.grants import NewGrant
    from wangge.core.areas.queries import areas_in_memory

    settings.ALLOWED_HOSTS = ["testserver"]
    if not Account.objects.filter(login_name=LOGIN).exists():
        call_command("rulebook", "apply", "qingping")
        new = NewAccount(LOGIN, "测量员", f"/{CODE}/", PASSWORD, must_change_password=False)
        (account,) = create_accounts(new=[new], demonstration=False, at=AT)
        towns = [row for row in areas_in_memory().below(f"/{CODE}/") if row.level == "town"]
        grants = [NewGrant(account.pk, "town_desk", "qingping", area_path=town.path) for town in towns]
        grant_roles(granted_by="bench", new=grants, at=AT)
    client = Client()
    assert client.post("/sign-in/", {"login_name": LOGIN, "password": PASSWORD}).status_code == 302
    return client


def _make_searchable() -> None:
    """Names, documents, telephones with what they are found by, and the words of addresses; once."""
    from django.db import connection

    marker = HOME / f"searchable-{RESIDENTS}"
    if marker.exists():
        return
    began = time.perf_counter()
    with connection.cursor() as cursor:
        definitions = _dropped(cursor)
        cursor.execute("SET session_replication_role = replica")
        _name_persons(cursor)
        _word_dwellings(cursor)
        cursor.execute("SET session_replication_role = origin")
        for definition in definitions:
            cursor.execute(definition)
        cursor.execute("VACUUM ANALYZE people_person")
        cursor.execute("VACUUM ANALYZE people_dwelling")
    marker.write_text(str(time.perf_counter() - began), "utf8")


def _dropped(cursor) -> list[str]:
    """Take the indexes of what is filled away; how to make them again."""
    cursor.execute("SELECT indexname, indexdef FROM pg_indexes WHERE indexname = ANY(%s)", [list(SEARCHABLE)])
    found = cursor.fetchall()
    for name, _definition in found:
        cursor.execute(f"DROP INDEX {name}")
    return [definition for _name, definition in found]


def _name_persons(cursor) -> None:
    from wangge.core.people.models import Person
    from wangge.core.people.searching import document_index, phone_index, terms_of

    chance = random.Random(1)
    seal = {name: Person._meta.get_field(name).seal for name in ("name", "document_number", "phone")}
    cursor.execute("CREATE TEMP TABLE named (id uuid, name bytea, document bytea, document_index bytea, phone bytea,"
                   " phone_index bytea, terms int[])")  # fmt: skip
    persons = Person.objects.everywhere("all of them").order_by("id").values_list("id", "town_id", "birth_year")
    rows = []
    for number, (pk, town, born) in enumerate(list(persons)):
        given = "".join(chance.choices(GIVEN, k=1 if chance.random() < 0.3 else 2))
        surname = SURNAMES[min(int(chance.expovariate(0.25)), len(SURNAMES) - 1)]
        document = f"{CODE}{born}{1 + number % 12:02}{1 + number % 28:02}{number % 10_000:04}"
        phone = f"138{number % 100_000_000:08}"
        terms = terms_of(town_id=town, name=surname + given, document=document, phone=phone)
        rows.append((pk, bytes(seal["name"](surname + given, pk)), bytes(seal["document_number"](document, pk)),
                     document_index(document), bytes(seal["phone"](phone, pk)), phone_index(phone),
                     terms))  # fmt: skip
        if len(rows) == 50_000:
            copy_rows(cursor, "named", rows)
    copy_rows(cursor, "named", rows)
    cursor.execute("ANALYZE named")
    cursor.execute(
        "UPDATE people_person p SET name = n.name, document_kind = 'id_card', document_number = n.document,"
        " document_index = n.document_index, phone = n.phone, phone_index = n.phone_index, terms = n.terms"
        " FROM named n WHERE n.id = p.id"
    )


def _word_dwellings(cursor) -> None:
    from wangge.core.people.models import Dwelling
    from wangge.ground.foundation.text import bigrams

    cursor.execute("CREATE TEMP TABLE worded (id uuid, grams int[])")
    doors = Dwelling.objects.everywhere("all of them").values_list("id", "address")
    copy_rows(cursor, "worded", [(pk, bigrams(address)) for pk, address in doors])
    cursor.execute("UPDATE people_dwelling d SET grams = w.grams FROM worded w WHERE w.id = d.id")
