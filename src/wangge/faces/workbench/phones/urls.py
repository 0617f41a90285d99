from django.urls import path

from . import devices, views

urlpatterns = [
    path("phones/", views.show_waiting, name="phones"),
    path("phones/held/<uuid:op_id>/", views.show_held, name="phone-held"),
    path("phones/held/<uuid:op_id>/apply/", views.apply, name="phone-held-apply"),
    path("phones/held/<uuid:op_id>/dismiss/", views.dismiss, name="phone-held-dismiss"),
    path("phones/conflicts/<uuid:conflict_id>/", views.settle, name="phone-conflict"),
    path("phones/devices/", devices.show_devices, name="phone-devices"),
    path("phones/devices/<uuid:device_id>/close/", devices.close, name="phone-close"),
]
