from django.urls import path

from . import api

app_name = "phone"
urlpatterns = [
    path("phone/api/sign-in/", api.sign_in_phone, name="sign-in"),
    path("phone/api/me/", api.show_me, name="me"),
    path("phone/api/pull/", api.pull_rows, name="pull"),
    path("phone/api/push/", api.push_ops, name="push"),
]
