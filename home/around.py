"""What every room holds of one organisation, person, territory or programme, for one visitor.

Each function names its lists as addresses do: a page shows how each begins, and
``…/<list>/`` all of it.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from wagtail.models import Page

from accompagnements.models import PilotProjectPage
from accompagnements.reading import pilot_projects_of
from chantiers.models import SynthesisPage
from chantiers.reading import gatherings_of, syntheses_about, syntheses_of
from community.alliance.models import Organisation, Person, Territory
from community.gatherings.models import ExperienceReport, GatheringPage
from community.gatherings.permissions import openly_told
from community.programmes.models import Participation, ProgrammePage, SectionPage
from community.programmes.querysets import programme_title, told, visible_pages
from resources.models import ResourcePage
from resources.reading import kit_of, lessons_born_at

Lists = dict[str, QuerySet[Any]]


def organisation_lists(row: Organisation, user: Any) -> Lists:
    """Its people, what it takes part in, where it spoke, what it published."""
    taking_part = Participation.objects.filter(told(user), organisation=row).values("programme")
    programmes = ProgrammePage.objects.filter(
        Q(pk__in=_with(ProgrammePage.partners, organisation=row))
        | Q(pk__in=_with(ProgrammePage.funders, organisation=row))
        | Q(pk__in=taking_part)
    )
    return {
        "dispositifs": _pages(user, programmes),
        "projets": _projects(user, allied_organisations=row),
        "rencontres": _gatherings(user, organisations=row),
        "ressources": visible_pages(user, ResourcePage.objects.filter(publisher=row)).order_by(
            "-date", "title"
        ),
        "personnes": Person.objects.visible_to(user).filter(organisation=row),
    }


def person_lists(row: Person, user: Any) -> Lists:
    """What they animate, where they spoke, the projects they stand with."""
    animated = row.participations.filter(role=Participation.Role.ANIMATOR).values("programme")
    return {
        "dispositifs": _pages(user, ProgrammePage.objects.filter(pk__in=animated)),
        "projets": _projects(user, allied_people=row),
        "rencontres": _gatherings(user, speakers=row),
    }


def territory_lists(row: Territory, user: Any) -> Lists:
    """The programmes it is in, the projects it tries, where it told of itself, its people."""
    told = ExperienceReport.objects.filter(territory=row).values("gathering")
    return {
        "dispositifs": _pages(user, ProgrammePage.objects.filter(territories=row)),
        "projets": _projects(user, territory=row),
        "rencontres": _gatherings(user, pk__in=told),
        "personnes": Person.objects.visible_to(user).filter(territory=row),
    }


def programme_lists(row: ProgrammePage, user: Any) -> Lists:
    """What its own page only begins; its participants are for themselves and the team."""
    roles = row.participations.select_related("person__organisation", "organisation").order_by(
        "person__name", "organisation__name"
    )
    animators = Q(role=Participation.Role.ANIMATOR)
    return {
        "anime": roles.filter(animators),
        "roles": roles.exclude(animators).exclude(title=""),
        "participants": roles.exclude(animators).filter(told(user), title=""),
        "territoires": Territory.objects.filter(programmes=row),
        "partenaires": Organisation.objects.filter(
            pk__in=_with(ProgrammePage.partners, "organisation", programmepage=row)
        ),
        "financeurs": Organisation.objects.filter(
            pk__in=_with(ProgrammePage.funders, "organisation", programmepage=row)
        ),
        "syntheses": syntheses_of(row, user),
        "projets": pilot_projects_of(row, user),
        "presse": row.press_articles.all(),
    }


def meeting_lists(row: GatheringPage, user: Any) -> Lists:
    """What came of a meeting, unless it stays among those who were there."""
    if not openly_told(user, GatheringPage.objects.filter(pk=row.pk)).exists():
        return {}
    return {
        "enseignements": lessons_born_at(row, user),
        "ressources": kit_of(row, user),
        "syntheses": syntheses_about(row, user),
    }


def lists_of(page: Page, user: Any) -> Lists:
    """Of any page of the tree, by its type."""
    match page:
        case ProgrammePage():
            return programme_lists(page, user)
        case GatheringPage():
            return meeting_lists(page, user)
        case SynthesisPage():
            return {"rencontres": gatherings_of(page, user)}
        case PilotProjectPage():
            return {"enseignements": lessons_born_at(page, user)}
        case SectionPage():
            return {"projets": pilot_projects_of(page, user)}
    return {}


def _with(relation: Any, column: str = "programmepage", **condition: Any) -> QuerySet[Any, Any]:
    """The rows of a relation's own table, so that a page tied twice is found once."""
    found: QuerySet[Any, Any] = relation.through.objects.filter(**condition).values(column)
    return found


def _pages(user: Any, rows: QuerySet[Any]) -> QuerySet[Any]:
    return visible_pages(user, rows).order_by("-start_year", "title")


def _projects(user: Any, **condition: Any) -> QuerySet[PilotProjectPage]:
    projects = visible_pages(user, PilotProjectPage.objects.filter(**condition))
    return projects.select_related("territory").order_by("territory__name", "title")


def _gatherings(user: Any, **condition: Any) -> QuerySet[GatheringPage]:
    visible = openly_told(user, visible_pages(user, GatheringPage.objects.filter(**condition)))
    named = visible.annotate(programme_title=programme_title(user))
    return named.order_by("-starts_on", "title")
