"""The library in the admin: lessons, concepts, methods, press."""

from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.documents.models import AbstractDocument
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from .models import Concept, Lesson, Method, PressArticle
from .permissions import may_have_file


class LessonViewSet(SnippetViewSet):
    model = Lesson
    icon = "pick"
    list_display = ["text", "year", "programme"]
    list_filter = ["year", "programme"]
    search_fields = ["text"]


class ConceptViewSet(SnippetViewSet):
    model = Concept
    icon = "tag"
    list_display = ["label", "scheme", "notation"]
    list_filter = ["scheme"]


class MethodViewSet(SnippetViewSet):
    model = Method
    icon = "list-ol"
    list_display = ["title"]


class PressViewSet(SnippetViewSet):
    model = PressArticle
    icon = "doc-full"
    list_display = ["title", "outlet", "date"]
    list_filter = ["outlet"]


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
