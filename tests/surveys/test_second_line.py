"""What people said, behind the second line: no SQL shows another place's."""

from decimal import Decimal

import pytest

from tests.behind import check_second_line
from tests.people.roster import Roster
from tests.surveys.test_surveys import KNOWS, answer, opened
from tests.world import MONDAY
from wangge.practice.surveys.lifecycle import SurveyKind
from wangge.practice.surveys.operations import NewNote, NewResult, import_results, note_sheet
from wangge.practice.surveys.queries import groups

pytestmark = pytest.mark.django_db
# In each town a sample of one answer, and a survey of two groups of which the first was heard.
HALF = {
    "surveys_survey": 2, "surveys_item": 1, "surveys_answer": 1, "surveys_sheet": 2, "surveys_sheet_note": 1,
    "surveys_result": 1,
}  # fmt: skip


@pytest.fixture
def towns(roster: Roster, other: Roster) -> tuple[Roster, Roster]:
    for one in (roster, other):
        answer(one, opened(one, KNOWS), 0, words="路灯不亮")
        heard = opened(one, kind=SurveyKind.GROUPS)
        sheet = groups(scope=one.lead.scope("visit.see"), survey_id=heard)[0]
        assert sheet.area_id == one.grid.pk
        note_sheet(actor=one.lead, new=NewNote(sheet_id=sheet.sheet_id, people=9, words="先修水渠"), at=MONDAY)
        result = NewResult(area_id=one.village.pk, item="知晓率", on=MONDAY.date(), source="省局", percent=Decimal(70))
        import_results(actor=one.lead, new=[result], at=MONDAY)
    return roster, other


def test_sql_that_names_no_scope_sees_the_scope_only(towns: tuple[Roster, Roster]):
    # What was said in one grid is not for the next: not the answer, not the sheet, not what was noted on it.
    beside = {"surveys_answer": 0, "surveys_sheet": 1, "surveys_sheet_note": 0}
    check_second_line("surveys", HALF, towns, beside)
