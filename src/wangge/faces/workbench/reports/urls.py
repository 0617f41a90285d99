from django.urls import path

from . import meetings, views

urlpatterns = [
    path("reports/", views.show_reports, name="reports"),
    path("reports/backfill/", views.backfill, name="reports-backfill"),
    path("reports/<uuid:report_id>/", views.show_report, name="report"),
    path("reports/<uuid:report_id>/cases/", views.show_behind, name="report-cases"),
    path("reports/<uuid:report_id>/paper.pdf", views.print_report, name="report-paper"),
    path("reports/<uuid:report_id>/figures.xlsx", views.export_figures, name="report-figures"),
    path("reports/<uuid:report_id>/meeting/", views.open_meeting, name="report-meeting"),
    path("reports/meetings/", meetings.show_meetings, name="meetings"),
    path("reports/meetings/plan/", meetings.plan, name="meetings-plan"),
    path("reports/meetings/<uuid:meeting_id>/", meetings.show_meeting, name="meeting"),
    path("reports/meetings/<uuid:meeting_id>/paper.pdf", meetings.print_meeting, name="meeting-paper"),
    path("reports/meetings/<uuid:meeting_id>/minutes/", meetings.write_minutes, name="meeting-minutes"),
    path("reports/meetings/<uuid:meeting_id>/agenda/", meetings.fill, name="meeting-agenda"),
    path("reports/meetings/<uuid:meeting_id>/add/", meetings.add, name="meeting-add"),
    path("reports/items/<uuid:item_id>/", meetings.show_item, name="meeting-item"),
    path("reports/items/<uuid:item_id>/task/", meetings.assign, name="item-task"),
    path("reports/items/<uuid:item_id>/result/", meetings.finish, name="item-result"),
    path("reports/items/<uuid:item_id>/notice/", meetings.publish, name="item-notice"),
    path("reports/notices/<uuid:notice_id>/", meetings.show_notice, name="risk-notice"),
]
