from django.urls import path

from . import api, pages, photos, telemetry

app_name = "phone"
urlpatterns = [
    path("phone/", pages.show_app, name="app"),
    path("phone/manifest.webmanifest", pages.send_webmanifest, name="webmanifest"),
    path("phone/sw.js", pages.send_worker, name="worker"),
    path("phone/api/sign-in/", api.sign_in_phone, name="sign-in"),
    path("phone/api/me/", api.show_me, name="me"),
    path("phone/api/pull/", api.pull_rows, name="pull"),
    path("phone/api/push/", api.push_ops, name="push"),
    path("phone/api/files/", photos.photos, name="photos"),
    path("phone/api/files/<uuid:file_id>/", photos.photo, name="photo"),
    path("phone/api/telemetry/", telemetry.keep_numbers, name="telemetry"),
]
