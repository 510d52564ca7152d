"""The library in the admin: lessons, concepts, methods, press."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from community.programmes.models import ProgrammePage

from .models import Concept, Lesson, Method, PressArticle


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


@hooks.register("before_delete_page")
def keep_provenance(request: HttpRequest, page: Page) -> HttpResponse | None:
    """A lesson never loses its provenance: a programme that taught one is not deleted."""
    total = _lessons_taught_below(page)
    if not total:
        return None
    messages.error(
        request,
        _t(
            "Cette page ne peut pas être supprimée : %(total)s enseignement(s) en viennent. "
            "Dépubliez-la, ou rattachez-les d'abord ailleurs."
        )
        % {"total": total},
    )
    return redirect("wagtailadmin_explore", page.get_parent().pk)


@hooks.register("before_bulk_action")
def keep_provenance_of_many(
    request: HttpRequest, action_type: str, objects: list[Any], action_class_instance: Any
) -> HttpResponse | None:
    """The same when pages are ticked and deleted together."""
    if action_type != "delete":
        return None
    for page in objects:
        if isinstance(page, Page) and (refusal := keep_provenance(request, page)):
            return refusal
    return None


def _lessons_taught_below(page: Page) -> int:
    branch = ProgrammePage.objects.descendant_of(page, inclusive=True)
    return Lesson.objects.filter(programme__in=branch.values("pk")).count()
