from django.urls import include, path

from wangge.faces.workbench import home
from wangge.faces.workbench.cases import asker, deciding, export, outlines, page, photos, steps
from wangge.faces.workbench.cases import list as cases
from wangge.faces.workbench.intake import views as intake
from wangge.faces.workbench.signing import views as signing
from wangge.faces.workbench.upstream import urls as upstream

app_name = "workbench"
urlpatterns = [
    path("sign-in/", signing.show_sign_in, name="sign-in"),
    path("sign-out/", signing.leave, name="sign-out"),
    path("account/password/", signing.show_password, name="password"),
    path("account/two-factor/", signing.show_two_factor, name="two-factor"),
    path("todo/", home.show_todo, name="todo"),
    path("more/", home.show_more, name="more"),
    path("cases/", cases.show_cases, name="cases"),
    path("cases/export/", export.export_list, name="export"),
    path("cases/outlines.json", outlines.send_outlines, name="outlines"),
    path("cases/<uuid:case_id>/", page.show_case, name="case"),
    path("cases/<uuid:case_id>/units/", steps.find_units, name="units"),
    path("cases/<uuid:case_id>/asker/", asker.show_asker, name="asker"),
    path("cases/<uuid:case_id>/requests/<uuid:request_id>/", deciding.take_decision, name="decide"),
    path("cases/<uuid:case_id>/<slug:action>/", steps.take_step, name="step"),
    path("files/<uuid:case_id>/<uuid:photo_id>/<slug:size>", photos.send_photo, name="photo"),
    path("requests/", deciding.show_requests, name="requests"),
    path("intake/", intake.show_intake, name="intake"),
    path("intake/areas/", intake.find_areas, name="intake-areas"),
    path("intake/asker/", intake.find_asker, name="intake-asker"),
    path("intake/callers/", intake.find_earlier, name="intake-callers"),
    path("intake/repeats/", intake.find_repeats, name="intake-repeats"),
    path("intake/suggestions/", intake.find_suggestions, name="intake-suggestions"),
    path("upstream/", include(upstream.urlpatterns)),
    path("", include("wangge.faces.workbench.corrections.urls")),
    path("", include("wangge.faces.workbench.hot.urls")),
    path("", include("wangge.faces.workbench.reports.urls")),
    path("", include("wangge.faces.workbench.whatif.urls")),
    path("", include("wangge.faces.workbench.administration.urls")),
    path("", include("wangge.faces.workbench.gridplans.urls")),
    path("", include("wangge.faces.workbench.gridteams.urls")),
    path("", include("wangge.faces.workbench.matters.urls")),
    path("", include("wangge.faces.workbench.whistles.urls")),
    path("", include("wangge.faces.workbench.disputes.urls")),
    path("", include("wangge.faces.workbench.visits.urls")),
    path("", include("wangge.faces.workbench.registers.urls")),
    path("", include("wangge.faces.workbench.rounds.urls")),
    path("", include("wangge.faces.workbench.alarms.urls")),
    path("", include("wangge.faces.workbench.phones.urls")),
    path("", include("wangge.faces.workbench.people.urls")),
]
