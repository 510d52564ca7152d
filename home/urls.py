from django.urls import include, path

from . import accessibility, light, views
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
        path(
            "organisations/<slug:slug>/<slug:what>/",
            views.all_of_organisation,
            name="organisation_all",
        ),
        path("personnes/<slug:slug>/<slug:what>/", views.all_of_person, name="person_all"),
        path("territoires/<slug:slug>/<slug:what>/", views.all_of_territory, name="territory_all"),
        path("pages/<int:pk>/<slug:what>/", views.all_of_page, name="page_all"),
    ],
    "alliance",
)
accessible = (
    [
        path("", accessibility.statement, name="statement"),
        path("signaler/", accessibility.report, name="report"),
        path("signaler/recu/", accessibility.received, name="received"),
    ],
    "accessibility",
)
urlpatterns = [
    path("accessibilite/", include(accessible)),
    path("alliance/", include(alliance)),
    path("mode-leger/", light.light_mode, name="light_mode"),
    path("sitemap.xml", sitemap, name="sitemap"),
]
