from django.urls import path

from wangge.faces.portal import pages
from wangge.faces.portal.grids import views as grids
from wangge.faces.portal.people import views as people
from wangge.faces.portal.plans import views as plans
from wangge.faces.portal.report import views as report
from wangge.faces.portal.track import views as track

app_name = "portal"
urlpatterns = [
    path("", grids.show_home, name="home"),
    path("locate/", grids.find_by_position, name="locate"),
    path("c/<slug:token>/", grids.show_code, name="code"),
    path("g/<slug:code>/", grids.show_area, name="area"),
    path("g/<slug:code>/outlines.json", grids.send_outlines, name="outlines"),
    path("g/<slug:code>/poster.pdf", grids.send_poster, name="poster"),
    path("report/<slug:code>/", report.show_report, name="report"),
    path("complaint/", pages.show_complaint, name="complaint"),
    path("complaint/<slug:code>/", report.show_complaint, name="complaint-form"),
    path("t/", track.show_look_up, name="look-up"),
    path("t/<str:number>/<str:code>/", track.show_case, name="case"),
    path("t/<str:number>/<str:code>/sent/", track.show_sent, name="sent"),
    path("t/<str:number>/<str:code>/rate/", track.rate, name="rate"),
    path("t/<str:number>/<str:code>/add/", track.add, name="add"),
    path("t/<str:number>/<str:code>/withdraw/", track.withdraw, name="withdraw"),
    path("t/<str:number>/<str:code>/appeal/", track.appeal, name="appeal"),
    path("t/<str:number>/<str:code>/<uuid:photo_id>.jpg", track.send_photo, name="photo"),
    path("t/<str:number>/<str:code>/<uuid:photo_id>-small.jpg", track.send_thumb, name="thumb"),
    path("v/<str:token>/", people.verify, name="verify"),
    path("people/<slug:code>/", people.show_directory, name="people"),
    path("grid-plans/<slug:code>/", plans.show_notices, name="plans"),
    path("grid-plan/<uuid:plan_id>/", plans.show_notice, name="plan"),
    path("grid-plan/<uuid:plan_id>/map.json", plans.send_map, name="plan-map"),
    path("privacy/", pages.show_privacy, name="privacy"),
]
