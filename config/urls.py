"""The addresses of the house; Wagtail's pages answer whatever is not named here."""

from django.conf import settings
from django.urls import include, path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from . import errors, health, media

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler429 = errors.too_many  # allauth's
handler500 = errors.server_error
urlpatterns = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("", include("community.welcome.urls")),
    path("compte/", include("community.accounts.urls")),
    path("compte/", include("allauth.urls")),
    # Ahead of Wagtail's own switch: who sees a page has one rule, its audience.
    path(
        "gestion/pages/<int:page_id>/privacy/",
        RedirectView.as_view(pattern_name="page_audience"),
    ),
    path("gestion/", include(wagtailadmin_urls)),
    path("conduite/", include("accompagnements.urls")),
    path("delegations/", include("community.delegations.urls")),
    path("discussions/", include("community.discussions.urls")),
    path("", include("community.gatherings.urls")),
    path("", include("resources.urls")),
    path("documents/", include(wagtaildocs_urls)),
    path("", include("home.urls")),
]
if settings.DEMO:
    urlpatterns += [
        path("", include("demo.urls")),
        path("media/images/<path:path>", media.picture),
    ]
if settings.OPENID:
    urlpatterns += [path("compte/openid/", include("community.accounts.openid.urls"))]
urlpatterns += [path("", include(wagtail_urls))]
