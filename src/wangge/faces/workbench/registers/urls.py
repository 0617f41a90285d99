from django.urls import path

from . import board, exporting, figures, lists, receptions

urlpatterns = [
    path("registers/", board.show_board, name="registers"),
    path("registers/figures/", figures.show_figures, name="figures"),
    path("registers/figures/<slug:code>/", figures.show_counted, name="figure"),
    path("registers/medians/<slug:code>/", figures.show_timed, name="median"),
    path("registers/receptions/", receptions.show_receptions, name="receptions"),
    path("registers/receptions/new/", receptions.plan, name="reception-new"),
    path("registers/receptions/<uuid:day_id>/", receptions.record, name="reception"),
    path("registers/<slug:code>/", lists.show_register, name="register"),
    path("registers/<slug:code>/export/", exporting.export_register, name="register-export"),
]
