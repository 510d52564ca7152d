from django.urls import include, path

from . import views
from .sitemaps import sitemap

alliance = (
    [
        path("", views.alliance, name="index"),
        path("organisations/", views.organisations, name="organisations"),
        path("organisations/<slug:slug>/", views.organisation, name="organisation"),
        path("personnes/", views.people, name="people"),
        path("personnes/<slug:slug>/", views.person, name="person"),
        path("territoires/", views.territories, name="territories"),
        path("territoires/<slug:slug>/", views.territory, name="territory"),
        path("chiffres/", views.figures, name="figures"),
    ],
    "alliance",
)
urlpatterns = [
    path("alliance/", include(alliance)),
    path("sitemap.xml", sitemap, name="sitemap"),
]
