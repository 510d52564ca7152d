"""The addresses of the house; Wagtail's pages answer whatever is not named here."""

from pathlib import Path

from django.conf import settings
from django.urls import include, path
from django.views.generic import RedirectView
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from . import errors, health

handler400 = errors.bad_request
urlpatterns = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("compte/", include("community.accounts.urls")),
    path("compte/", include("allauth.urls")),
    # Ahead of Wagtail's own switch: who sees a page has one rule, its audience.
    path(
        "gestion/pages/<int:page_id>/privacy/",
        RedirectView.as_view(pattern_name="page_audience"),
    ),
    path("gestion/", include(wagtailadmin_urls)),
    path("discussions/", include("community.discussions.urls")),
    path("", include("community.gatherings.urls")),
    path("", include("resources.urls")),
    path("documents/", include(wagtaildocs_urls)),
    path("", include("home.urls")),
]
if settings.DEMO:
    pictures = {"document_root": Path(settings.MEDIA_ROOT, "images")}
    urlpatterns += [
        path("demo/", include("demo.urls")),
        # What the proxy of a real house serves: pictures, and no document.
        path("media/images/<path:path>", serve, pictures),
    ]
urlpatterns += [path("", include(wagtail_urls))]
