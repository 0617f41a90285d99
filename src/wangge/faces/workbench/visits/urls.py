from django.urls import path

from . import lists, page

urlpatterns = [
    path("visits/", lists.show_visits, name="visits"),
    path("visits/<uuid:visit_id>/", page.show_visit, name="visit"),
]
