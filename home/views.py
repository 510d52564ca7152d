"""The alliance: its organisations, people, territories and figures, read from every room."""

from itertools import groupby
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from accompagnements.models import PilotProjectPage
from community.alliance.models import Figure, Organisation, Person, Territory
from community.gatherings.models import GatheringPage
from community.gatherings.permissions import openly_told
from community.programmes.models import ProgrammePage
from community.programmes.querysets import visible_pages
from resources.models import ResourcePage

PAGE_SIZE = 60


def alliance(request: HttpRequest) -> HttpResponse:
    """Who is here, in numbers and doors."""
    context = {
        "organisations": Organisation.objects.count(),
        "people": Person.objects.visible_to(request.user).count(),
        "territories": Territory.objects.count(),
    }
    return render(request, "alliance/index.html", context)


def organisations(request: HttpRequest) -> HttpResponse:
    lede = _("Celles qui font l'alliance, et celles avec qui elle travaille.")
    return _directory(request, Organisation.objects.all(), _("Organisations"), lede)


def territories(request: HttpRequest) -> HttpResponse:
    lede = _("Du village à la région, ceux qui essaient et racontent.")
    return _directory(request, Territory.objects.all(), _("Territoires"), lede)


def people(request: HttpRequest) -> HttpResponse:
    rows = Person.objects.visible_to(request.user).select_related("organisation", "territory")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "alliance/people.html", {"page": page})


def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """An organisation: its people, what it takes part in, where it spoke, what it published."""
    row = get_object_or_404(Organisation, slug=slug)
    user = request.user
    context = {
        "organisation": row,
        "people": Person.objects.visible_to(user).filter(organisation=row),
        "programmes": visible_pages(
            user,
            ProgrammePage.objects.filter(partners=row)
            | ProgrammePage.objects.filter(funders=row)
            | ProgrammePage.objects.filter(participations__organisation=row),
        ).distinct(),
        "gatherings": _gatherings(user, GatheringPage.objects.filter(organisations=row)),
        "resources": visible_pages(user, ResourcePage.objects.filter(publisher=row)),
        "projects": visible_pages(
            user, PilotProjectPage.objects.filter(allied_organisations=row)
        ).select_related("territory"),
    }
    return render(request, "alliance/organisation.html", context)


def person(request: HttpRequest, slug: str) -> HttpResponse:
    """Somebody: function, organisation, territory, what they animate and where they spoke."""
    visible = Person.objects.visible_to(request.user).select_related("organisation", "territory")
    row = get_object_or_404(visible, slug=slug)
    user = request.user
    animated = ProgrammePage.objects.filter(
        participations__in=row.participations.filter(role="animator")
    )
    context = {
        "person": row,
        "programmes": visible_pages(user, animated),
        "gatherings": _gatherings(user, GatheringPage.objects.filter(speakers=row)),
        "projects": visible_pages(
            user, PilotProjectPage.objects.filter(allied_people=row)
        ).select_related("territory"),
    }
    return render(request, "alliance/person.html", context)


def territory(request: HttpRequest, slug: str) -> HttpResponse:
    """A territory: what is known of it, the programmes it is in, the projects it tries."""
    row = get_object_or_404(Territory, slug=slug)
    user = request.user
    context = {
        "territory": row,
        "programmes": visible_pages(user, ProgrammePage.objects.filter(territories=row)),
        "projects": visible_pages(
            user, PilotProjectPage.objects.filter(territory=row)
        ).select_related("territory"),
        "gatherings": _gatherings(
            user, GatheringPage.objects.filter(experience_reports__territory=row).distinct()
        ),
        "people": Person.objects.visible_to(user)
        .filter(territory=row)
        .select_related("organisation"),
    }
    return render(request, "alliance/territory.html", context)


def figures(request: HttpRequest) -> HttpResponse:
    """The numbers that the alliance gives of itself, year by year."""
    rows = list(Figure.objects.all())
    years = [
        {"year": year, "figures": list(group)}
        for year, group in groupby(rows, key=lambda row: row.year)
    ]
    return render(request, "alliance/figures.html", {"figures": rows, "years": years})


def _gatherings(user: Any, rows: QuerySet[GatheringPage]) -> QuerySet[GatheringPage]:
    visible = openly_told(user, visible_pages(user, rows))
    return visible.select_related("audience__programme").order_by("-starts_on")


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
