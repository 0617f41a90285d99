"""Row-level security as the second line, and the ways it is known to fail in practice."""

import pytest
from django.db import ProgrammingError, connection

from tests.behind import as_the_role, check_read_once, counted, with_policies
from tests.people.roster import LOOK, Roster
from tests.world import MONDAY, make_actor
from wangge.core.areas.scope import EVERYWHERE, NOWHERE, Scope
from wangge.core.people.models import Household, Person
from wangge.core.people.operations import fill_sheet, move_household, reveal_sheet
from wangge.core.people.queries import household_card, search_persons, sight_of
from wangge.core.people.second_line import ROLE, behind, is_up
from wangge.ground.foundation.errors import NotFound

pytestmark = pytest.mark.django_db

SENSITIVE = (
    "people_person", "people_household", "people_household_home", "people_residence", "people_household_member",
    "people_relation", "people_event", "people_sheet", "people_care_tag", "people_change_request", "people_consent",
)  # fmt: skip


@pytest.fixture
def towns(roster: Roster, other: Roster) -> tuple[Roster, Roster]:
    for one in (roster, other):
        household = one.family()
        fill_sheet(actor=one.lead, about="household", subject_id=household, values={"needs": "助餐"}, at=MONDAY)
    return roster, other


def test_sql_that_names_no_scope_sees_the_scope_only(towns):
    mine, theirs = towns
    both = Scope((mine.grid.path, theirs.village.path))

    assert is_up()
    assert counted("people_person") == 6
    for scope, seen in ((Scope((mine.grid.path,)), 3), (Scope((mine.next_grid.path,)), 0), (both, 6), (EVERYWHERE, 6)):
        with behind(scope):
            assert (counted("people_person"), Person.objects.everywhere(LOOK).count()) == (seen, seen)
    with behind(NOWHERE):
        assert [counted(table) for table in SENSITIVE] == [0] * len(SENSITIVE)


@pytest.mark.parametrize("table", [*SENSITIVE[:5], "people_event", "people_sheet"])
def test_each_sensitive_table_shows_half_of_it_behind_half_the_world(towns, table):
    whole = counted(table)

    with behind(Scope((towns[1].village.path,))):
        assert counted(table) == whole // 2 > 0


def test_every_table_with_something_sealed_has_policies():
    """A new table with an encrypted column must not be forgotten."""
    assert with_policies("people") == set(SENSITIVE)


def test_the_role_without_settings_sees_nothing(towns):
    """A policy on an absent setting must deny: '' and NULL are not "all"."""
    with as_the_role(), connection.cursor() as cursor:
        assert counted("people_person") == 0
        cursor.execute("SELECT set_config('app.towns', '', true), set_config('app.roots', '', true)")
        assert counted("people_person") == 0


@pytest.mark.django_db(transaction=True)
def test_the_next_transaction_on_the_same_connection_inherits_nothing(rules):
    """The trap of pooled connections: after a SET LOCAL the setting is '' for ever, not NULL."""
    with behind(EVERYWHERE), connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_setting('app.roots', true)")
        assert cursor.fetchone() == (ROLE, "{/}")

    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user = session_user, current_setting('app.roots', true)")
        assert cursor.fetchone() == (True, "")


def test_one_inside_another_narrows_and_gives_back(towns):
    mine, _theirs = towns
    with behind(Scope((mine.village.path,))):
        with behind(NOWHERE):
            assert counted("people_person") == 0
        assert counted("people_person") == 3
    assert counted("people_person") == 6


def test_an_error_inside_takes_the_settings_back(towns):
    with pytest.raises(NotFound), behind(NOWHERE):
        raise NotFound("x")

    assert counted("people_person") == 6


def test_the_reading_role_writes_nothing_and_copies_only_its_own(towns):
    mine, _theirs = towns
    scope = Scope((mine.village.path,))
    for statement in (
        "UPDATE people_person SET sex = ''",
        "DELETE FROM people_household",
        "INSERT INTO people_consent_text SELECT * FROM people_consent_text",
        "COPY people_person FROM STDIN",
        "SELECT * FROM access_account",
    ):
        with pytest.raises(ProgrammingError, match="denied"), behind(scope), connection.cursor() as cursor:
            cursor.execute(statement)
    with behind(scope), connection.cursor() as cursor, cursor.copy("COPY people_person TO STDOUT") as copy:
        assert len(list(copy.rows())) == 3


def test_no_view_looks_at_these_tables_with_its_owners_eyes():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_views WHERE schemaname = 'public' AND definition LIKE '%people\\_%'")
        assert cursor.fetchone()[0] == 0
        cursor.execute("SELECT proname FROM pg_proc WHERE prosecdef AND proconfig IS NULL AND proname LIKE 'people%'")
        assert cursor.fetchall() == []  # a definer without a search_path of its own looks where the caller says


def test_the_owner_is_not_bound_and_that_is_why_reads_change_the_role(towns):
    """FORCE is off: operations write as the owner, and the owner sees all."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_class WHERE relname LIKE 'people%' AND relforcerowsecurity")
        assert cursor.fetchone()[0] == 0
    assert counted("people_person") == 6


def test_settings_are_read_once_a_statement_not_once_a_row(towns):
    with behind(Scope((towns[0].village.path,))):
        for table in SENSITIVE:
            check_read_once(table)


def test_the_search_by_keyed_numbers_gives_ids_of_the_scope_only(towns):
    mine, theirs = towns

    for one in towns:
        found = search_persons(sight=sight_of(actor=one.lead), words="zdl").persons
        assert [hit.area_path for hit in found] == [one.grid.path]
    with behind(Scope((theirs.village.path,))), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM people_search(%s, '{}')", [mine.village.town_id])
        assert cursor.fetchone()[0] == 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM people_search(%s, '{}')", [mine.village.town_id])
        assert cursor.fetchone()[0] == 0  # without settings nobody


def test_a_sheet_goes_with_its_household_to_another_grid(towns):
    mine, _theirs = towns
    household = Household.objects.within(Scope((mine.village.path,))).get().pk
    move_household(actor=mine.lead, household_id=household, dwelling_id=mine.far_doors[0], at=MONDAY)
    there, here = make_actor("linked_cadre", at=mine.next_grid), mine.member

    card = household_card(sight=sight_of(actor=there), household_id=household)
    assert [item.label for item in card.sheet] == ["困难和需求"]
    with pytest.raises(NotFound):
        household_card(sight=sight_of(actor=here), household_id=household)
    with pytest.raises(NotFound):
        reveal_sheet(actor=here, sheet_id=card.sheet[0].sheet_id, purpose="走访", at=MONDAY)
