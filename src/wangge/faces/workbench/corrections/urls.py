from django.urls import path

from . import views

urlpatterns = [
    path("corrections/", views.show_corrections, name="corrections"),
    path("corrections/export/", views.export_corrections, name="corrections-export"),
]
