"""The alliance: its organisations, people, territories and figures, read from every room."""

from collections.abc import Callable
from functools import cache
from itertools import groupby
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from community.alliance.models import Figure, Organisation, Person, Territory
from community.alliance.reading import card_of, organisation_card
from community.prepared import prepared
from community.programmes.excerpts import counted, first
from community.programmes.facets import Shelf, browse
from community.programmes.querysets import visible_pages

from . import around, directory

PAGE_SIZE = 60
#: How each kind of row of the directory is drawn.
ROWS = {
    "person": "components/person_row.html",
    "organisation": "components/organisation_row.html",
    "territory": "components/territory_row.html",
}
#: Of figures too: each is two elements of a page, and a year of its own at worst.
FIGURES = 60
#: What each list of what is around something is called, at the head of its own page.
HEADINGS = {
    "anime": _("Qui anime"),
    "roles": _("Qui fait quoi"),
    "participants": _("Qui participe"),
    "personnes": _("Les personnes"),
    "territoires": _("Les territoires"),
    "partenaires": _("Les partenaires"),
    "financeurs": _("Avec le soutien de"),
    "dispositifs": _("Les dispositifs"),
    "rencontres": _("Les rencontres"),
    "ressources": _("Les ressources"),
    "syntheses": _("Les synthèses publiées"),
    "projets": _("Les projets pilotes"),
    "presse": _("Dans la presse"),
    "enseignements": _("Ce qu'on y a appris"),
}


def alliance(request: HttpRequest) -> HttpResponse:
    """Who is here, in numbers and doors."""
    context = {
        "organisations": Organisation.objects.count(),
        "people": Person.objects.visible_to(request.user).count(),
        "territories": Territory.objects.count(),
    }
    return render(request, "alliance/index.html", context)


def organisations(request: HttpRequest) -> HttpResponse:
    words = {
        "heading": gettext("Organisations"),
        "lede": gettext("Celles qui font l'alliance, et celles avec qui elle travaille."),
        "empty": gettext("Aucune organisation n'est encore inscrite. L'équipe en tient la liste."),
    }
    return _directory(request, directory.ORGANISATIONS_SHELF, "organisation", words)


def territories(request: HttpRequest) -> HttpResponse:
    words = {
        "heading": gettext("Territoires"),
        "lede": gettext("Du village à la région, ceux qui essaient et racontent."),
        "empty": gettext("Aucun territoire n'est encore inscrit. L'équipe en tient la liste."),
    }
    return _directory(request, directory.TERRITORIES_SHELF, "territory", words)


def people(request: HttpRequest) -> HttpResponse:
    words = {
        "heading": gettext("Personnes"),
        "lede": gettext("Celles et ceux qui animent, racontent et transmettent."),
        "empty": gettext("Personne ne s'y montre encore. Pour y figurer, demandez à l'équipe."),
    }
    return _directory(request, directory.PEOPLE_SHELF, "person", words)


def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """An organisation: its people, what it takes part in, where it spoke, what it published."""
    row = get_object_or_404(Organisation, slug=slug)
    card = organisation_card(row, request.user)
    return _entity(request, row, "organisation", around.organisation_lists, card=card)


def person(request: HttpRequest, slug: str) -> HttpResponse:
    """Somebody: function, organisation, territory, what they animate and where they spoke."""
    row = _person(request, slug)
    card = card_of(row, request.user)
    return _entity(request, row, "person", around.person_lists, card=card)


def all_of_organisation(request: HttpRequest, slug: str, what: str) -> HttpResponse:
    row = get_object_or_404(Organisation, slug=slug)
    return _all_of(request, row, around.organisation_lists(row, request.user), what)


def all_of_person(request: HttpRequest, slug: str, what: str) -> HttpResponse:
    row = _person(request, slug)
    return _all_of(request, row, around.person_lists(row, request.user), what)


def all_of_territory(request: HttpRequest, slug: str, what: str) -> HttpResponse:
    row = get_object_or_404(Territory, slug=slug)
    return _all_of(request, row, around.territory_lists(row, request.user), what)


def all_of_page(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """All of a list that a page of the tree only begins."""
    row: Page = get_object_or_404(visible_pages(request.user), pk=pk).specific
    return _all_of(request, row, around.lists_of(row, request.user), what)


def figures(request: HttpRequest) -> HttpResponse:
    """The numbers that the alliance gives of itself, year by year, some at a time."""
    page = Paginator(Figure.objects.all(), FIGURES).get_page(request.GET.get("page"))
    rows = list(page)
    groups = groupby(rows, key=lambda row: row.year)
    context = {
        "figures": rows,
        "years": [{"year": year, "figures": list(group)} for year, group in groups],
        "page": page,
    }
    return render(request, "alliance/figures.html", context)


def _person(request: HttpRequest, slug: str) -> Person:
    visible = Person.objects.visible_to(request.user).select_related("organisation", "territory")
    return get_object_or_404(visible, slug=slug)


def _entity(
    request: HttpRequest,
    row: Any,
    name: str,
    lists: Callable[[Any, Any], around.Lists],
    **more: Any,
) -> HttpResponse:
    """A page that shows how each list of what is around something begins."""
    model: Any = type(row)
    begun = {
        what: counted(_begun(request.user, row.pk, model=model, lists=lists, what=what))
        for what in _names(lists, model)
    }
    return render(request, f"alliance/{name}.html", {name: row, "entity": row, **begun, **more})


@cache
def _names(lists: Callable[[Any, Any], around.Lists], model: Any) -> tuple[str, ...]:
    return tuple(lists(model(pk=0), AnonymousUser()))


@prepared
def _begun(user: Any, pk: int, *, model: type[Any], lists: Any, what: str) -> QuerySet[Any]:
    return first(lists(model(pk=pk), user)[what])


def _all_of(request: HttpRequest, row: Any, lists: around.Lists, what: str) -> HttpResponse:
    """One of those lists in full, page by page."""
    if what not in lists:
        raise Http404
    page = Paginator(lists[what], PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"of": row, "what": what, "heading": HEADINGS[what], "page": page}
    return render(request, "alliance/all_of.html", context)


def _directory(
    request: HttpRequest, shelf: Shelf, kind: str, words: dict[str, str]
) -> HttpResponse:
    """People, organisations or territories, found by words and by facets."""
    browsed = browse(shelf, request.user, request.GET)
    context = {"browse": browsed, "page": browsed.page, "row": ROWS[kind], "kind": kind, **words}
    return render(request, "alliance/directory.html", context)
