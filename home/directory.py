"""The directory: people, organisations, territories, searched and narrowed as one may see them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery, Value
from django.utils.translation import gettext_lazy as _

from community.alliance.languages import LANGUAGES
from community.alliance.models import Organisation, Person, Territory
from community.alliance.regions import region_in_sql
from community.programmes.facets import Facet, Shelf
from community.programmes.models import Participation, ProgrammePage
from community.programmes.querysets import told, visible_pages

#: How many lines stand on a page of people, of organisations, of territories.
ROWS = 48


@dataclass(frozen=True)
class InRegion(Facet):
    """Where a territory lies: the region that somebody wrote, else that of its department."""

    #: The relation that leads to the territory; none when the rows are territories themselves.
    territory: str = ""

    def narrowed(self, user: Any, rows: Any, key: Any) -> Any:
        # Said of each territory, and not of each of the many people who act there.
        found = Territory.objects.alias(region_found=region_in_sql()).filter(region_found=key)
        return rows.filter(**{f"{self.territory or 'pk'}__in": found.values("pk")})

    def counted(self, user: Any, rows: Any) -> Any:
        return super().counted(user, rows.annotate(**{self.column: region_in_sql(self.territory)}))


@dataclass(frozen=True)
class InProgramme(Facet):
    """The programmes that an organisation stands in, whether it takes part, helps or pays."""

    def narrowed(self, user: Any, rows: Any, key: Any) -> Any:
        programme = visible_pages(user, ProgrammePage.objects.filter(slug=key)).values("pk")
        return rows.filter(pk__in=_organisations_in(user, programme))

    def counted(self, user: Any, rows: Any) -> Any:
        theirs = rows.filter(
            pk__in=_organisations_in(user, OuterRef(OuterRef("pk")), among="")
        ).order_by()
        total = theirs.annotate(all=Value(1)).values("all").annotate(total=Count("pk"))
        programmes = visible_pages(user, ProgrammePage.objects.order_by())
        counts = programmes.annotate(total=Subquery(total.values("total"))).filter(total__gt=0)
        return counts.values_list("slug", "title", "total")


def _organisations_in(user: Any, programme: Any, among: str = "__in") -> QuerySet[Any, Any]:
    """The organisations of some programmes, each once, by what ``user`` is told of it."""
    ties = [
        relation.through.objects.filter(**{f"programmepage{among}": programme})
        for relation in (ProgrammePage.partners, ProgrammePage.funders)
    ]
    taking = Participation.objects.filter(
        told(user), **{f"programme{among}": programme}, organisation__isnull=False
    )
    return taking.values("organisation").union(*(tie.values("organisation") for tie in ties))


PEOPLE_SHELF = Shelf(
    rows=lambda user: Person.objects.visible_to(user).order_by("search_text", "pk"),
    facets=(
        Facet(
            "type",
            _("Type d'organisation"),
            "organisation__kind",
            "organisation__kind",
            dict(Organisation.Kind.choices),
        ),
        InRegion("region", _("Région"), "region_found", "region_found", territory="territory"),
        Facet("territoire", _("Territoire"), "territory__slug", "territory__name"),
        Facet("sujet", _("Sujet"), "topics__slug", "topics__name"),
        Facet("langue", _("Langue"), "languages__code", "languages__code", LANGUAGES),
    ),
    dress=lambda rows: rows.select_related("organisation", "territory").only(
        *("name", "slug", "role", "demonstration"),
        *("organisation__name", "territory__name"),
    ),
    size=ROWS,
    searched="search_text",
)
ORGANISATIONS_SHELF = Shelf(
    rows=lambda _user: Organisation.objects.order_by("search_text", "pk"),
    facets=(
        Facet("type", _("Type"), "kind", "kind", dict(Organisation.Kind.choices)),
        InProgramme("dispositif", _("Dispositif"), "slug", "title"),
    ),
    dress=lambda rows: rows.only("name", "slug", "kind"),
    size=ROWS,
    searched="search_text",
)
TERRITORIES_SHELF = Shelf(
    rows=lambda _user: Territory.objects.order_by("search_text", "pk"),
    facets=(
        Facet("type", _("Type"), "kind", "kind", dict(Territory.Kind.choices)),
        InRegion("region", _("Région"), "region_found", "region_found"),
        Facet(
            "dispositif",
            _("Dispositif"),
            "programmes__slug",
            "programmes__title",
            programme="programmes",
        ),
    ),
    dress=lambda rows: rows.only("name", "slug", "kind", "department", "region", "country"),
    size=ROWS,
    searched="search_text",
)
