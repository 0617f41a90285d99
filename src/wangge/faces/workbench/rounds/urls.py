"""Pages of visits, at `/rounds/`; return visits after an answer (回访) are another matter."""

from django.urls import path

from . import agency, coverage, door, doors, errands, note, notebook, surveys, talks, tonight

urlpatterns = [
    path("rounds/", doors.show_doors, name="rounds"),
    path("rounds/export/", doors.export_doors, name="rounds-export"),
    path("rounds/tonight/", tonight.show_tonight, name="tonight"),
    path("rounds/tonight/ready/", tonight.show_ready, name="tonight-ready"),
    path("rounds/tonight/ways.json", tonight.send_ways, name="tonight-ways"),
    path("rounds/tonight/doors.json", tonight.send_doors, name="tonight-doors"),
    path("rounds/coverage/", coverage.show_coverage, name="coverage"),
    path("rounds/coverage/<slug:part>/", coverage.show_covered, name="covered"),
    path("rounds/calls/", coverage.show_calls, name="calls"),
    path("rounds/doors/<uuid:household_id>/", door.show_door, name="round-door"),
    path("rounds/doors/<uuid:household_id>/errand/", door.ask_errand, name="round-errand"),
    path("rounds/doors/<uuid:household_id>/wish/", door.change_wish, name="round-wish"),
    path("rounds/doors/<uuid:household_id>/wish/drop/", door.drop_wish, name="round-wish-drop"),
    path("rounds/doors/<uuid:household_id>/agency/", door.take_over, name="round-agency"),
    path("rounds/notes/<uuid:visit_id>/", note.show_note, name="round-note"),
    path("rounds/notes/<uuid:visit_id>/<slug:kind>/", note.turn, name="round-follow"),
    path("rounds/errands/", errands.show_errands, name="errands"),
    path("rounds/errands/ask/", errands.ask_many, name="errands-ask"),
    path("rounds/errands/<uuid:errand_id>/withdraw/", errands.withdraw, name="errand-withdraw"),
    path("rounds/talks/", talks.show_talks, name="talks"),
    path("rounds/talks/new/", talks.record_talk, name="talk-new"),
    path("rounds/agencies/", agency.show_agencies, name="agencies"),
    path("rounds/agencies/<uuid:agency_id>/", agency.show_agency, name="agency"),
    path("rounds/surveys/", surveys.show_surveys, name="surveys"),
    path("rounds/surveys/new/", surveys.add_survey, name="survey-new"),
    path("rounds/surveys/results/", surveys.show_results, name="survey-results"),
    path("rounds/surveys/results/new/", surveys.add_result, name="survey-result-new"),
    path("rounds/surveys/<uuid:survey_id>/", surveys.show_survey, name="survey"),
    path("rounds/surveys/<uuid:survey_id>/answer/", surveys.answer, name="survey-answer"),
    path("rounds/surveys/<uuid:survey_id>/close/", surveys.close, name="survey-close"),
    path("rounds/sheets/<uuid:sheet_id>/", surveys.show_sheet, name="survey-sheet"),
    path("rounds/notebook/", notebook.show_notebook, name="notebook"),
    path("rounds/notebook/print/", notebook.print_notebook, name="notebook-print"),
]
