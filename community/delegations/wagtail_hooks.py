"""Delegations and their seats in the admin."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldRowPanel, ObjectList
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from community.text.panels import field

from .forms import SeatForm
from .models import Delegation, Seat


class DelegationViewSet(SnippetViewSet):
    model = Delegation
    icon = "group"
    list_display = ["__str__", "programme"]
    list_filter = ["programme"]
    edit_handler = ObjectList(
        [
            field("territory", _("Celui pour lequel elle parle.")),
            field("programme", _("Là où elle prend part.")),
            field("composition", _("Qui doit y siéger. Vide : ce que le dispositif attend.")),
        ]
    )


class SeatViewSet(SnippetViewSet):
    model = Seat
    icon = "user"
    list_display = ["__str__", "delegation", "referent", "until"]
    list_filter = ["delegation", "kind"]
    edit_handler = ObjectList(
        [
            field("delegation", _("Celle où la personne siège.")),
            field(
                "participation",
                _("Quelqu'un qui participe déjà à ce dispositif ; sinon, ajoutez-l'y d'abord."),
            ),
            FieldRowPanel(
                [
                    field("kind", _("À quel titre elle parle.")),
                    field("title", _("Sa fonction, comme « maire adjointe ». Facultatif.")),
                ]
            ),
            FieldRowPanel(
                [
                    field("referent", _("Répond pour la délégation : une seule personne.")),
                    field("substitute", _("Siège quand l'autre ne peut pas.")),
                ]
            ),
            FieldRowPanel(
                [
                    field("since", _("Vide : depuis le début.")),
                    field("until", _("Vide tant qu'elle siège. Ce jour passé, elle ne lit plus.")),
                ]
            ),
        ],
        base_form_class=SeatForm,
    )


@register_snippet
class DelegationGroup(SnippetViewSetGroup):
    menu_label = _("Délégations")
    menu_icon = "group"
    menu_order = 260
    items = (DelegationViewSet, SeatViewSet)
