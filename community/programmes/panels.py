"""What the editors of all pages share: who sees the page, and its address."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldRowPanel,
    ObjectList,
    Panel,
    TabbedInterface,
)

from community.text.panels import choices_field, field, group, note, rows, title_field

ADDRESS = [
    field(
        "slug",
        _(
            "La fin de l'adresse de la page, proposée d'après le titre : des minuscules, des "
            "chiffres et des tirets. Si vous la changez plus tard, l'ancienne adresse mènera "
            "encore ici."
        ),
        heading=_("Adresse"),
    ),
    field(
        "search_description",
        _(
            "Ce que les moteurs de recherche montrent sous le titre : une ou deux phrases. "
            "Vide : le résumé de la page."
        ),
        heading=_("Pour les moteurs de recherche"),
    ),
]


def page_editor(content: Sequence[Panel]) -> TabbedInterface:
    """The editor of a page: what it says and who sees it, then its address."""
    audience = note("admin/panels/audience.html", _("Qui voit cette page"))
    return TabbedInterface(
        [
            ObjectList([*content, audience], heading=_("Contenu")),
            ObjectList(ADDRESS, heading=_("Adresse")),
        ]
    )


def section_panels() -> list[Panel]:
    return [
        title_field(_("Le nom de la rubrique, tel qu'on le lit en haut de la page.")),
        field("introduction", _("Une ou deux phrases qui disent ce qu'on trouve ici.")),
    ]


def programme_panels(*own: Panel) -> list[Panel]:
    """The fields of all dispositifs, with those that one kind has of its ``own``."""
    return [
        title_field(_("Le nom que les participant·es lui donnent, en quelques mots.")),
        group(
            _("Ce que c'est"),
            [
                field("summary", _("À quoi sert ce dispositif, en mots simples.")),
                *own,
                field(
                    "objectives",
                    _("Ce qu'on cherche à apprendre ou à produire. Un par ligne."),
                ),
            ],
        ),
        group(
            _("Quand et où"),
            [
                FieldRowPanel(
                    [
                        field("start_year", _("L'année de la première rencontre, comme 2023.")),
                        field("end_year", _("Vide tant que cela continue.")),
                    ]
                ),
                choices_field("territories", _("Ceux qui prennent part, ou dont on parle.")),
            ],
        ),
        group(
            _("Qui"),
            [
                choices_field("partners", _("Les organisations qui le mènent avec l'alliance.")),
                choices_field("funders", _("Les organisations qui le rendent possible.")),
                field(
                    "expected_composition",
                    _(
                        "Les délégations incomplètes le disent, avec les places qui restent à "
                        "pourvoir. « Libre » n'attend personne en particulier."
                    ),
                ),
            ],
        ),
        rows(
            "participant_counts",
            _("Participant·es par année"),
            _("année"),
            _("Combien de personnes ont pris part, année par année."),
            panels=[
                FieldRowPanel(
                    [
                        field("year", _("Comme 2024.")),
                        field("count", _("Des personnes, comptées une seule fois.")),
                        field("approximate", _("À cocher quand on ne sait pas au juste.")),
                    ]
                )
            ],
        ),
    ]
