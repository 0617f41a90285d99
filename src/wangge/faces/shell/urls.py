from django.conf import settings
from django.urls import path

from wangge.faces.shell import styleguide, views

app_name = "shell"
urlpatterns = [path("preferences/", views.set_preferences, name="preferences")]

if getattr(settings, "DEVELOPMENT", False):
    urlpatterns += [
        path("styleguide/", styleguide.show_index, name="styleguide"),
        path("styleguide/error/<int:status>/", styleguide.show_error, name="styleguide-error"),
        path("styleguide/areas.json", styleguide.send_areas, name="styleguide-areas"),
        path("styleguide/<slug:page>/", styleguide.show_page, name="styleguide-page"),
    ]
