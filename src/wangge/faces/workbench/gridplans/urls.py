"""Pages of plans of grids."""

from django.urls import path

from . import beginning, comments, editing, files, lists, page, steps

urlpatterns = [
    path("plans/", lists.show_plans, name="plans"),
    path("plans/sizes/", lists.show_sizes, name="grid-sizes"),
    path("plans/sizes/export/", lists.send_sizes, name="grid-sizes-export"),
    path("plans/new/", beginning.choose_village, name="plan-new"),
    path("plans/new/<slug:code>/", beginning.begin, name="plan-begin"),
    path("plans/<uuid:plan_id>/", page.show_plan, name="plan"),
    path("plans/<uuid:plan_id>/progress/", page.show_progress, name="plan-progress"),
    path("plans/<uuid:plan_id>/map.json", page.send_map, name="plan-map"),
    path("plans/<uuid:plan_id>/buildings.json", page.send_buildings, name="plan-buildings"),
    path("plans/<uuid:plan_id>/edit/", editing.show_edit, name="plan-edit"),
    path("plans/<uuid:plan_id>/edit/<slug:what>/", editing.edit, name="plan-edit-step"),
    path("plans/<uuid:plan_id>/export/<slug:form>/", files.send, name="plan-export"),
    path("plans/<uuid:plan_id>/import/", files.take_in, name="plan-import"),
    path("plans/<uuid:plan_id>/comments/<uuid:comment_id>/", comments.answer, name="plan-comment"),
    path("plans/<uuid:plan_id>/choose/<slug:kind>/", steps.choose, name="plan-choose"),
    path("plans/<uuid:plan_id>/<slug:step>/", steps.take, name="plan-step"),
]
