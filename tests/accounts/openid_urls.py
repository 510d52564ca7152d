"""The addresses of a house whose settings name a provider."""

from django.urls import include, path

from config import urls

handler400, handler403, handler404 = urls.handler400, urls.handler403, urls.handler404
handler429, handler500 = urls.handler429, urls.handler500
urlpatterns = [
    path("compte/openid/", include("community.accounts.openid.urls")),
    *urls.urlpatterns,
]
