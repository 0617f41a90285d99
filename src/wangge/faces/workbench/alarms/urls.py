"""Pages of orders to move people."""

from django.urls import path

from . import issuing, views

urlpatterns = [
    path("alarms/", views.show_alarms, name="alarms"),
    path("alarms/new/", issuing.issue, name="alarm-new"),
    path("alarms/<uuid:alarm_id>/", views.show_alarm, name="alarm"),
    path("alarms/<uuid:alarm_id>/figures/", views.show_figures, name="alarm-figures"),
    path("alarms/<uuid:alarm_id>/list/", views.show_list, name="alarm-list"),
    path("alarms/<uuid:alarm_id>/paper/", views.show_paper, name="alarm-paper"),
    path("alarms/<uuid:alarm_id>/tick/", views.tick, name="alarm-tick"),
    path("alarms/<uuid:alarm_id>/end/", views.end, name="alarm-end"),
]
