"""Delegations and their seats in the admin."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldRowPanel, ObjectList
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import (
    CreateView,
    EditView,
    SnippetViewSet,
    SnippetViewSetGroup,
)

from community.text.panels import field

from .actions import tell_of
from .forms import SeatForm
from .models import Delegation, Seat

#: What is checked under the delegation's lock is saved under it.
whole = method_decorator(transaction.atomic, name="post")


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
            FieldRowPanel(
                [
                    field("supported_by", _("La fonction qui dirige l'exécutif, comme « maire ».")),
                    field("supported_since", _("Le jour où elle a dit son soutien.")),
                ]
            ),
            field("asked", _("Ce que la note à l'exécutif lui demande.")),
        ]
    )


@whole
class SeatCreateView(CreateView):
    pass


@whole
class SeatEditView(EditView):
    pass


class SeatViewSet(SnippetViewSet):
    model = Seat
    add_view_class = SeatCreateView
    edit_view_class = SeatEditView
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
                    field("until", _("Vide tant qu'elle siège. Dès ce jour, elle ne lit plus.")),
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


@hooks.register("after_create_snippet")
def seat_was_given(request: HttpRequest, instance: Model) -> None:
    """The log tells what was done through this door as it tells the rest."""
    if isinstance(instance, Seat):
        tell_of(instance, "seat.given", request.user)


@hooks.register("after_edit_snippet")
def seat_was_changed(request: HttpRequest, instance: Model) -> None:
    if isinstance(instance, Seat):
        tell_of(instance, "seat.changed", request.user)


@hooks.register("after_delete_snippet")
def seats_were_taken(request: HttpRequest, instances: Iterable[Model]) -> None:
    for instance in instances:
        if isinstance(instance, Seat):
            tell_of(instance, "seat.taken", request.user)
