"""What is read of surveys; everything within a scope."""

from .found import (
    ChoiceCount,
    GroupRow,
    ItemFound,
    ResultRow,
    SurveyPage,
    SurveyRow,
    groups,
    results,
    sheet_notes,
    survey_page,
    surveys,
)

__all__ = [
    "ChoiceCount",
    "GroupRow",
    "ItemFound",
    "ResultRow",
    "SurveyPage",
    "SurveyRow",
    "groups",
    "results",
    "sheet_notes",
    "survey_page",
    "surveys",
]
