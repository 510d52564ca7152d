"""Delegations and their seats in the admin."""

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from .models import Delegation, Seat


class DelegationViewSet(SnippetViewSet):
    model = Delegation
    icon = "group"
    list_display = ["__str__", "programme"]
    list_filter = ["programme"]


class SeatViewSet(SnippetViewSet):
    model = Seat
    icon = "user"
    list_display = ["__str__", "delegation", "referent", "until"]
    list_filter = ["delegation", "kind"]


@register_snippet
class DelegationGroup(SnippetViewSetGroup):
    menu_label = _("Délégations")
    menu_icon = "group"
    menu_order = 260
    items = (DelegationViewSet, SeatViewSet)
