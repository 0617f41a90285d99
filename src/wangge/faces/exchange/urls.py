from django.urls import path

from . import pushing

app_name = "exchange"
urlpatterns = [path("exchange/<uuid:system_id>/tickets", pushing.take_push, name="push")]
