"""The alliance in the admin: organisations, people, territories, charter, figures."""

from typing import Any

from django.urls import path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.auth import user_passes_test
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldRowPanel, ObjectList
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from community.activity.menu import GuardedMenuItem
from community.text.panels import field, group

from . import merging_views
from .forms import OrganisationForm, PersonForm
from .models import Charter, CharterSignature, Figure, Organisation, Person, Territory
from .permissions import is_team

ADDRESS_HELP = _("La fin de l'adresse de sa page : des minuscules, des chiffres et des tirets.")


class OrganisationViewSet(SnippetViewSet):
    model = Organisation
    icon = "group"
    list_display = ["name", "kind"]
    list_filter = ["kind"]
    search_fields = ["name"]
    edit_handler = ObjectList(
        [
            field("name", _("Celui qu'elle se donne, en toutes lettres.")),
            field("slug", ADDRESS_HELP),
            field("kind", _("On s'en sert pour trier l'annuaire.")),
            field("summary", _("Ce qu'elle fait, et ce qu'on peut lui demander.")),
            field(
                "contacts",
                _(
                    "Parmi ses propres membres : elles corrigent sa fiche et signent en son nom. "
                    "Les coordonnées, elles seules les écrivent."
                ),
            ),
        ],
        base_form_class=OrganisationForm,
    )


class PersonViewSet(SnippetViewSet):
    model = Person
    icon = "user"
    list_display = ["name", "role", "organisation"]
    search_fields = ["name", "role"]
    edit_handler = ObjectList(
        [
            group(
                _("Qui c'est"),
                [
                    field("name", _("Prénom et nom, comme la personne signe.")),
                    field("slug", ADDRESS_HELP),
                    field("role", _("Ce qu'elle fait, comme elle le dirait elle-même.")),
                    FieldRowPanel(
                        [
                            field("organisation", _("Celle pour laquelle elle travaille.")),
                            field("territory", _("Celui où elle agit.")),
                        ]
                    ),
                ],
            ),
            group(
                _("Son compte, et qui la voit"),
                [
                    field("user", _("Le compte avec lequel elle entre, si elle en a un.")),
                    field("public", _("Sinon, seules les personnes alliées voient cette fiche.")),
                ],
            ),
        ],
        base_form_class=PersonForm,
    )


class TerritoryViewSet(SnippetViewSet):
    model = Territory
    icon = "site"
    list_display = ["name", "kind", "department", "country"]
    list_filter = ["kind", "country"]
    search_fields = ["name"]
    edit_handler = ObjectList(
        [
            group(
                _("Ce que c'est"),
                [
                    field("name", _("Celui qu'on emploie, comme Loos ou Pays de Redon.")),
                    field("slug", ADDRESS_HELP),
                    field("kind", _("Commune, intercommunalité, parc…")),
                ],
            ),
            group(
                _("Où c'est"),
                [
                    FieldRowPanel(
                        [
                            field("department", _("Son numéro, comme 59 ou 2A.")),
                            field("region", _("En toutes lettres.")),
                        ]
                    ),
                    field("country", _("En toutes lettres.")),
                    FieldRowPanel(
                        [
                            field("lat", _("Pour le placer sur la carte, comme 50,61.")),
                            field("lon", _("Comme 3,01 ; à l'ouest de Greenwich, négative.")),
                        ]
                    ),
                ],
            ),
            group(
                _("En chiffres"),
                [
                    field("population", _("Au dernier recensement.")),
                    field("area_km2", _("En kilomètres carrés.")),
                    field("communes", _("Combien il en réunit ; vide pour une commune.")),
                ],
            ),
        ]
    )


class CharterViewSet(SnippetViewSet):
    model = Charter
    icon = "doc-full"
    list_display = ["version", "adopted_on", "next_revision"]
    edit_handler = ObjectList(
        [
            field("version", _("Ce qui la distingue des autres, comme 2024.")),
            field("text", _("Le texte entier, tel qu'on le signe.")),
            FieldRowPanel(
                [
                    field("adopted_on", _("Le jour où l'alliance l'a adoptée.")),
                    field("next_revision", _("Tous les trois ans, en principe.")),
                ]
            ),
        ]
    )


class CharterSignatureViewSet(SnippetViewSet):
    model = CharterSignature
    icon = "edit"
    list_display = ["__str__", "date"]
    list_filter = ["charter"]
    edit_handler = ObjectList(
        [
            field("charter", _("La version signée.")),
            field("person", _("Pour une signature en son nom.")),
            field("organisation", _("Ou pour celle d'une organisation. Pas les deux.")),
            field("date", _("Le jour de la signature.")),
        ]
    )


class FigureViewSet(SnippetViewSet):
    model = Figure
    icon = "form"
    list_display = ["label", "year", "value", "unit"]
    list_filter = ["year"]
    edit_handler = ObjectList(
        [
            field("label", _("Ce qu'on compte, comme « personnes formées ».")),
            FieldRowPanel(
                [
                    field("value", _("Le nombre seul.")),
                    field("unit", _("Vide pour des personnes ou des choses.")),
                ]
            ),
            field("approximate", _("À cocher quand on ne sait pas au juste.")),
            field("year", _("L'année que ce chiffre raconte.")),
            field("key", _("Un nom court, le même chaque année, pour les comparer.")),
        ]
    )


@register_snippet
class AllianceGroup(SnippetViewSetGroup):
    menu_label = _("Alliance")
    menu_icon = "group"
    menu_order = 200
    items = (
        OrganisationViewSet,
        PersonViewSet,
        TerritoryViewSet,
        CharterViewSet,
        CharterSignatureViewSet,
        FigureViewSet,
    )

    def get_submenu_items(self) -> list[MenuItem]:
        items: list[MenuItem] = super().get_submenu_items()
        doubles = GuardedMenuItem(
            _("Fiches en double"),
            reverse_lazy("doubles"),
            may_open=is_team,
            icon_name="copy",
            order=1000,
        )
        return [*items, doubles]


@hooks.register("register_admin_urls")
def merging_urls() -> list[Any]:
    team_only = user_passes_test(is_team)
    return [
        path("fiches-en-double/", team_only(merging_views.doubles), name="doubles"),
        path(
            "fiches-en-double/<bounded:kept>/<bounded:gone>/",
            team_only(merging_views.merging),
            name="merging",
        ),
    ]
