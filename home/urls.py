from django.urls import include, path

from community.alliance import views as cards

from . import accessibility, charter, light, map, story, twinning, views
from .former import at_former_addresses
from .sitemaps import sitemap

alliance = (
    [
        path("", views.alliance, name="index"),
        path("organisations/", views.organisations, name="organisations"),
        path("organisations/<slug:slug>/", views.organisation, name="organisation"),
        path(
            "organisations/<slug:slug>/modifier/",
            cards.organisation_card,
            name="organisation_card",
        ),
        path("ma-fiche/", cards.own_card, name="own_card"),
        path("ma-fiche/vue/", cards.own_card_seen, name="own_card_seen"),
        path("personnes/", views.people, name="people"),
        path("personnes/<slug:slug>/", at_former_addresses(views.person), name="person"),
        path("territoires/", views.territories, name="territories"),
        path("territoires/<slug:slug>/", story.territory, name="territory"),
        path("territoires/<slug:slug>/histoire/", story.whole_story, name="territory_story"),
        path("carte/", map.territories_map, name="map"),
        path("chiffres/", views.figures, name="figures"),
        path("charte/", charter.current, name="charter"),
        path("charte/signer/", charter.sign, name="charter_sign"),
        path("charte/signatures/<bounded:pk>/retirer/", charter.withdraw, name="charter_withdraw"),
        path("charte/<str:version>/", charter.version, name="charter_version"),
        path(
            "organisations/<slug:slug>/<slug:what>/",
            views.all_of_organisation,
            name="organisation_all",
        ),
        path(
            "personnes/<slug:slug>/<slug:what>/",
            at_former_addresses(views.all_of_person),
            name="person_all",
        ),
        path("territoires/<slug:slug>/<slug:what>/", views.all_of_territory, name="territory_all"),
        path("pages/<bounded:pk>/<slug:what>/", views.all_of_page, name="page_all"),
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
    path("delegations/<bounded:pk>/jumeler/", twinning.twin_delegation, name="twin"),
    path("mode-leger/", light.light_mode, name="light_mode"),
    path("sitemap.xml", sitemap, name="sitemap"),
]
