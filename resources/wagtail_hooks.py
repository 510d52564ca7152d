"""The library in the admin: lessons, concepts, methods, press."""

from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldRowPanel, ObjectList
from wagtail.documents.models import AbstractDocument
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from community.text.panels import choices_field, field

from .models import Concept, Lesson, Method, PressArticle
from .permissions import may_have_file


class LessonViewSet(SnippetViewSet):
    model = Lesson
    icon = "pick"
    list_display = ["text", "year", "programme"]
    list_filter = ["year", "programme"]
    search_fields = ["text"]
    edit_handler = ObjectList(
        [
            field("text", _("Une phrase ou deux, que d'autres pourront reprendre.")),
            FieldRowPanel(
                [
                    field("year", _("Celle où on l'a appris.")),
                    field("programme", _("Vide : l'alliance tout entière.")),
                ]
            ),
            field(
                "origin",
                _("La rencontre ou le projet pilote où cela a été appris, si on le sait."),
            ),
            choices_field("concepts", _("Ceux des grilles de lecture et du lexique.")),
            field("tags", _("Quelques mots que l'on chercherait, séparés par des virgules.")),
        ]
    )


class ConceptViewSet(SnippetViewSet):
    model = Concept
    icon = "tag"
    list_display = ["label", "scheme", "notation"]
    list_filter = ["scheme"]
    edit_handler = ObjectList(
        [
            field("scheme", _("La grille de lecture, ou le lexique.")),
            field("label", _("Le mot, tel que l'alliance le dit.")),
            field("notation", _("La fin de son adresse : des minuscules et des tirets.")),
            field("alt_labels", _("Les autres façons de le dire. Une par ligne.")),
            field("definition", _("Ce qu'il veut dire, pour quelqu'un qui arrive.")),
        ]
    )


class MethodViewSet(SnippetViewSet):
    model = Method
    icon = "list-ol"
    list_display = ["title"]
    edit_handler = ObjectList(
        [
            field("title", _("Ce qu'elle permet de faire.")),
            field("slug", _("La fin de son adresse : des minuscules et des tirets.")),
            field("summary", _("Quand s'en servir, et avec qui.")),
            field("steps", _("Ce qu'on fait, dans l'ordre. Une étape par ligne.")),
        ]
    )


class PressViewSet(SnippetViewSet):
    model = PressArticle
    icon = "doc-full"
    list_display = ["title", "outlet", "date"]
    list_filter = ["outlet"]
    edit_handler = ObjectList(
        [
            field("title", _("Celui de l'article.")),
            field("outlet", _("Le journal, la radio, le site.")),
            field("date", _("Aussi précise qu'on la connaît : 2024-05-16, 2024-05, 2024.")),
            field("url", _("Là où on peut le lire ou l'écouter.")),
            field("programme", _("Celui dont il parle, s'il y en a un.")),
        ]
    )


@register_snippet
class LibraryGroup(SnippetViewSetGroup):
    menu_label = _("Bibliothèque")
    menu_icon = "folder-open-inverse"
    menu_order = 220
    items = (LessonViewSet, ConceptViewSet, MethodViewSet, PressViewSet)


@hooks.register("before_serve_document")
def hide_file_from_others(document: AbstractDocument, request: HttpRequest) -> None:
    """A file is as open as what holds it; « not yours » and « does not exist » answer alike."""
    if not may_have_file(request.user, document):
        raise Http404
