"""Pages of whistles: the list, the rates, and the steps."""

from django.urls import path

from . import lists, steps

urlpatterns = [
    path("whistles/", lists.show_whistles, name="whistles"),
    path("whistles/rates/", lists.show_rates, name="whistle-rates"),
    path("whistles/case/<uuid:case_id>/", steps.new_whistle, name="whistle-new"),
    path("whistles/help/<uuid:case_id>/", steps.new_help, name="help-new"),
    path("whistles/party/<uuid:party_id>/<slug:step>/", steps.take_party_step, name="party-step"),
    path("whistles/<uuid:whistle_id>/<slug:step>/", steps.take_whistle_step, name="whistle-step"),
]
