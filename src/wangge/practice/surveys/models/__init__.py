from .answers import SurveyAnswer, SurveyResult
from .sheets import GroupSheet, SheetNote
from .survey import Survey, SurveyItem

__all__ = ["GroupSheet", "SheetNote", "Survey", "SurveyAnswer", "SurveyItem", "SurveyResult"]
