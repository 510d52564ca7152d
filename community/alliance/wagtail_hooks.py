"""The alliance in the admin: organisations, people, territories, charter, figures."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from .forms import PersonForm
from .models import Charter, CharterSignature, Figure, Organisation, Person, Territory


class OrganisationViewSet(SnippetViewSet):
    model = Organisation
    icon = "group"
    list_display = ["name", "kind"]
    list_filter = ["kind"]
    search_fields = ["name"]


class PersonViewSet(SnippetViewSet):
    model = Person
    icon = "user"
    list_display = ["name", "role", "organisation"]
    search_fields = ["name", "role"]
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("name"), FieldPanel("slug")]),
            FieldPanel("role"),
            FieldRowPanel([FieldPanel("organisation"), FieldPanel("territory")]),
            FieldPanel("user"),
            FieldPanel("public"),
        ],
        base_form_class=PersonForm,
    )


class TerritoryViewSet(SnippetViewSet):
    model = Territory
    icon = "site"
    list_display = ["name", "kind", "department", "country"]
    list_filter = ["kind", "country"]
    search_fields = ["name"]


class CharterViewSet(SnippetViewSet):
    model = Charter
    icon = "doc-full"
    list_display = ["version", "adopted_on", "next_revision"]


class CharterSignatureViewSet(SnippetViewSet):
    model = CharterSignature
    icon = "edit"
    list_display = ["__str__", "date"]
    list_filter = ["charter"]


class FigureViewSet(SnippetViewSet):
    model = Figure
    icon = "form"
    list_display = ["label", "year", "value", "unit"]
    list_filter = ["year"]


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
