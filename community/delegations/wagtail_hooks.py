"""Delegations and their seats in the admin."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from .forms import SeatForm
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
    edit_handler = ObjectList(
        [
            FieldPanel("delegation"),
            FieldPanel("participation"),
            FieldRowPanel([FieldPanel("kind"), FieldPanel("title")]),
            FieldRowPanel([FieldPanel("referent"), FieldPanel("substitute")]),
            FieldRowPanel([FieldPanel("since"), FieldPanel("until")]),
        ],
        base_form_class=SeatForm,
    )


@register_snippet
class DelegationGroup(SnippetViewSetGroup):
    menu_label = _("Délégations")
    menu_icon = "group"
    menu_order = 260
    items = (DelegationViewSet, SeatViewSet)
