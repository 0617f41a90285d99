from django.urls import path

from . import api, pages, photos, telemetry

app_name = "phone"
urlpatterns = [
    path("", pages.show_app, name="app"),
    path("manifest.webmanifest", pages.send_webmanifest, name="webmanifest"),
    path("sw.js", pages.send_worker, name="worker"),
    path("api/sign-in/", api.sign_in_phone, name="sign-in"),
    path("api/me/", api.show_me, name="me"),
    path("api/news/", api.tell_news, name="news"),
    path("api/pull/", api.pull_rows, name="pull"),
    path("api/push/", api.push_ops, name="push"),
    path("api/files/", photos.photos, name="photos"),
    path("api/files/<uuid:file_id>/", photos.photo, name="photo"),
    path("api/telemetry/", telemetry.keep_numbers, name="telemetry"),
]
