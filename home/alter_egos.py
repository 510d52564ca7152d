"""Territories that have something in common with another one: « un alter ego à qui parler »."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext

from accompagnements.models import PilotProjectPage
from community.alliance.models import Territory
from community.alliance.regions import REGIONS, region_of
from community.prepared import prepared
from community.programmes.models import ProgrammePage
from community.programmes.querysets import visible_pages

#: How many are shown.
SHOWN = 4
#: Two places are of a size when one has no more than so many times the inhabitants of the other.
TIMES = 2
#: What each thing in common weighs: who has the same size or subject has most to say.
SIZE, SUBJECT, REGION, KIND, PROGRAMME = 3, 3, 2, 2, 1


@dataclass(frozen=True)
class AlterEgo:
    """A territory, and what it has in common."""

    territory: Territory
    reasons: list[str]


def alter_egos_of(row: Territory, user: Any) -> list[AlterEgo]:
    """Those that have most in common, in one query; the reasons are what ``user`` may know of."""
    values, shape = _terms(row)
    return [AlterEgo(other, reasons_of(other)) for other in _alike(user, *values, **shape)]


def most_alike_first(row: Territory, user: Any) -> QuerySet[Any]:
    """All the others, those that have most in common first; each tells ``reasons_of``."""
    values, shape = _terms(row)
    return _compared(user, *values, **shape).order_by("-likeness", "name", "pk")


def _terms(row: Territory) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """What others are compared with, and which comparisons make sense."""
    region, people = region_of(row), row.population or 0
    span = (people // TIMES, people * TIMES)
    values = (row.pk, row.kind, region, *span, *REGIONS.get(region, ()))
    typed = row.kind != Territory.Kind.AUTRE
    return values, {"sized": bool(people), "placed": bool(region), "typed": typed}


def reasons_of(other: Any) -> list[str]:
    """In words, the strongest first."""
    reasons = []
    if other.same_size:
        reasons.append(gettext("même taille"))
    if other.same_subject:
        reasons.append(gettext("même sujet : %(subject)s") % {"subject": other.same_subject})
    if other.same_region:
        reasons.append(gettext("même région"))
    if other.same_kind:
        reasons.append(gettext("même type de territoire"))
    if other.same_programme:
        reasons.append(gettext("même dispositif"))
    return reasons


@prepared
def _alike(user: Any, *values: Any, **shape: Any) -> QuerySet[Any]:
    alike = _compared(user, *values, **shape).filter(likeness__gt=0)
    return alike.order_by("-likeness", "name", "pk")[:SHOWN]


def _compared(
    user: Any,
    territory_id: int,
    kind: str,
    region: str,
    least: int,
    most: int,
    *departments: str,
    sized: bool,
    placed: bool,
    typed: bool,
) -> QuerySet[Any]:
    """Other territories, each with what it has in common with this one."""
    never = Q(pk__in=[])
    projects = visible_pages(user, PilotProjectPage.objects.exclude(theme=""))
    subjects = projects.filter(territory=territory_id).values("theme")
    shared = projects.filter(territory=OuterRef("pk"), theme__in=subjects).values("theme")[:1]
    chosen = ProgrammePage.territories.through.objects
    visible = visible_pages(user, ProgrammePage.objects.filter(territories=territory_id))
    beside = chosen.filter(programmepage__in=visible.values("pk")).values("territory")
    size = Q(population__gte=least, population__lte=most) if sized else never
    near = Q(region=region) | Q(region="", department__in=departments) if placed else never
    rows: QuerySet[Any] = Territory.objects.exclude(pk=territory_id).annotate(
        same_size=_worth(SIZE, size),
        same_subject=Coalesce(Subquery(shared), Value("")),
        same_region=_worth(REGION, near),
        same_kind=_worth(KIND, Q(kind=kind) if typed else never),
        same_programme=_worth(PROGRAMME, Q(pk__in=beside)),
    )
    likeness = F("same_size") + F("same_region") + F("same_kind") + F("same_programme")
    return rows.annotate(likeness=likeness + Case(When(same_subject="", then=0), default=SUBJECT))


def _worth(points: int, condition: Q) -> Case:
    return Case(When(condition, then=Value(points)), default=Value(0))
