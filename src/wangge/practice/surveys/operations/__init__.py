"""What may be done about surveys."""

from .answering import NewAnswer, NewNote, answer_survey, note_sheet
from .opening import NewItem, NewSurvey, close_survey, open_survey
from .results import NewResult, import_results

__all__ = [
    "NewAnswer",
    "NewItem",
    "NewNote",
    "NewResult",
    "NewSurvey",
    "answer_survey",
    "close_survey",
    "import_results",
    "note_sheet",
    "open_survey",
]
