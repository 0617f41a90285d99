from django.urls import path

from . import views

urlpatterns = [
    path("whatif/", views.show_runs, name="whatif"),
    path("whatif/new/", views.ask_new, name="whatif-new"),
    path("whatif/<uuid:run_id>/", views.show_run, name="whatif-run"),
    path("whatif/<uuid:run_id>/delete/", views.ask_delete, name="whatif-delete"),
]
