"""Pages of matters: the lists, admission, demands, the burden counter."""

from django.urls import path

from . import admissions, burden, demands, files, lines, lists

urlpatterns = [
    path("matters/", lists.show_matters, name="matters"),
    path("matters/import/", files.show_import, name="matters-import"),
    path("matters/import/take-over/", files.take_over, name="matters-take-over"),
    path("matters/export.xlsx", files.export, name="matters-export"),
    path("matters/powers/", lists.show_powers, name="powers"),
    path("matters/fields/", lists.show_fields, name="held-fields"),
    path("matters/reports/", lists.show_reports, name="required-reports"),
    path("matters/admissions/", admissions.show_admissions, name="admissions"),
    path("matters/admissions/new/", admissions.ask_admission, name="admission-new"),
    path("matters/admissions/<uuid:request_id>/", admissions.show_admission, name="admission"),
    path("matters/admissions/<uuid:request_id>/decide/", admissions.decide, name="admission-decide"),
    path("matters/admissions/<uuid:request_id>/again/<str:code>/", admissions.say_again, name="admission-again"),
    path("matters/demands/", demands.show_demands, name="demands"),
    path("matters/demands/new/", demands.send, name="demand-new"),
    path("matters/demands/<uuid:demand_id>/", demands.show_demand, name="demand"),
    path("matters/tasks/<uuid:task_id>/", demands.show_task, name="demand-task"),
    path("matters/burden/", burden.show_burden, name="burden"),
    path("matters/burden/entries/", burden.show_entries, name="burden-entries"),
    path("matters/burden/export.xlsx", burden.export, name="burden-export"),
    path("matters/lines/<slug:kind>/add/", lines.add, name="line-add"),
    path("matters/lines/<slug:kind>/<str:code>/change/", lines.change, name="line-change"),
    path("matters/lines/<slug:kind>/<str:code>/end/", lines.end, name="line-end"),
]
