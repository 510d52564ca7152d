"""The alliance: its organisations, people, territories and figures, read from every room."""

from collections.abc import Callable
from itertools import groupby
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from community.alliance.models import Figure, Organisation, Person, Territory
from community.programmes.excerpts import excerpt
from community.programmes.querysets import visible_pages

from . import around

PAGE_SIZE = 60
#: Of figures, fewer: each is two elements of a page.
FIGURES = 90
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
    lede = gettext("Celles qui font l'alliance, et celles avec qui elle travaille.")
    return _directory(request, Organisation.objects.all(), gettext("Organisations"), lede)


def territories(request: HttpRequest) -> HttpResponse:
    lede = gettext("Du village à la région, ceux qui essaient et racontent.")
    return _directory(request, Territory.objects.all(), gettext("Territoires"), lede)


def people(request: HttpRequest) -> HttpResponse:
    rows = Person.objects.visible_to(request.user).select_related("organisation", "territory")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "alliance/people.html", {"page": page})


def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """An organisation: its people, what it takes part in, where it spoke, what it published."""
    row = get_object_or_404(Organisation, slug=slug)
    return _entity(request, row, "organisation", around.organisation_lists)


def person(request: HttpRequest, slug: str) -> HttpResponse:
    """Somebody: function, organisation, territory, what they animate and where they spoke."""
    return _entity(request, _person(request, slug), "person", around.person_lists)


def territory(request: HttpRequest, slug: str) -> HttpResponse:
    """A territory: what is known of it, the programmes it is in, the projects it tries."""
    row = get_object_or_404(Territory, slug=slug)
    return _entity(request, row, "territory", around.territory_lists)


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
    request: HttpRequest, row: Any, name: str, lists: Callable[[Any, Any], around.Lists]
) -> HttpResponse:
    """A page that shows how each list of what is around something begins."""
    begun = {what: excerpt(rows) for what, rows in lists(row, request.user).items()}
    return render(request, f"alliance/{name}.html", {name: row, "entity": row, **begun})


def _all_of(request: HttpRequest, row: Any, lists: around.Lists, what: str) -> HttpResponse:
    """One of those lists in full, page by page."""
    if what not in lists:
        raise Http404
    page = Paginator(lists[what], PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"of": row, "what": what, "heading": HEADINGS[what], "page": page}
    return render(request, "alliance/all_of.html", context)


def _directory(request: HttpRequest, rows: QuerySet[Any], heading: str, lede: str) -> HttpResponse:
    """A directory narrowed by one kind, with the counts beside each."""
    kind = request.GET.get("type", "")
    labels = dict(rows.model.Kind.choices)
    counts = rows.order_by("kind").values_list("kind").annotate(total=Count("pk"))
    if kind:
        rows = rows.filter(kind=kind) if kind in labels else rows.none()
    context = {
        "heading": heading,
        "lede": lede,
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "kinds": [(key, labels.get(key, key), total) for key, total in counts],
        "kind": kind,
    }
    return render(request, "alliance/directory.html", context)
