from django.urls import path

from . import views

urlpatterns = [
    path("hot/", views.show_hot, name="hot"),
    path("hot/<uuid:cluster_id>/", views.show_issue, name="hot-issue"),
    path("hot/<uuid:cluster_id>/plan/", views.make_plan, name="hot-plan"),
    path("hot/<uuid:cluster_id>/result/", views.record_result, name="hot-result"),
    path("hot/<uuid:cluster_id>/put-in/", views.put_in, name="hot-put-in"),
    path("hot/<uuid:cluster_id>/take-out/<uuid:case_id>/", views.take_out, name="hot-take-out"),
]
