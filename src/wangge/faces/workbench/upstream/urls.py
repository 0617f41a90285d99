"""Pages of the exchange with upstream platforms."""

from django.urls import path

from . import files, home, reports, settings

urlpatterns = [
    path("", home.show_upstream, name="upstream"),
    path("add/", settings.add, name="upstream-add"),
    path("files/send/", files.send_file, name="upstream-send"),
    path("files/<uuid:file_id>/", files.show_file, name="upstream-file"),
    path("files/<uuid:file_id>/progress/", files.show_progress, name="upstream-progress"),
    path("comparisons/<uuid:reconciliation_id>/", reports.show_comparison, name="upstream-comparison"),
    path("comparisons/<uuid:reconciliation_id>.csv", reports.send_comparison, name="upstream-comparison-file"),
    path("platforms/", reports.export_platforms, name="upstream-platforms"),
    path("<uuid:system_id>/", home.show_system, name="upstream-system"),
    path("<uuid:system_id>/change/", settings.change, name="upstream-change"),
    path("<uuid:system_id>/again/", settings.again, name="upstream-again"),
    path("<uuid:system_id>/secret/", settings.renew, name="upstream-secret"),
]
