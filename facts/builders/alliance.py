"""Organisations, people, territories and the figures of a year."""

from typing import Any

from community.alliance.models import Figure, FormerAddress, Organisation, Person, Territory
from facts.lists import Row
from facts.world import World

from .base import Builder
from .fields import Field, Number, Reference, Text


class OrganisationBuilder(Builder):
    list_name = "organisations"
    model = Organisation
    fields = (Field("slug"), Field("name"), Field("kind"))


class PersonBuilder(Builder):
    list_name = "people"
    model = Person
    fields = (
        Field("slug"),
        Field("name"),
        Text("role"),
        Reference("organisation", "organisations"),
    )
    # They are named by public reports.
    defaults = {"public": True}

    def find(self, row: Row, world: World) -> int | None:
        """Or the card that somebody merged theirs with."""
        former = FormerAddress.objects.filter(slug=row["slug"]).values_list("person", flat=True)
        return super().find(row, world) or former.first()

    def update(self, pk: int, changes: Row, row: Row, world: World) -> None:
        """A card keeps its address: that of one merged with it leads to it already."""
        former = FormerAddress.objects.filter(person=pk, slug=row["slug"]).exists()
        kept: dict[str, Any] = {
            name: value for name, value in changes.items() if not (former and name == "slug")
        }
        super().update(pk, kept, row, world)


class TerritoryBuilder(Builder):
    list_name = "territories"
    model = Territory
    fields = (
        Field("slug"),
        Field("name"),
        Field("kind"),
        Text("department"),
        Text("region"),
        Field("country"),
        Field("population"),
        Field("area_km2"),
        Field("communes"),
        Field("lat"),
        Field("lon"),
    )


class FigureBuilder(Builder):
    list_name = "figures"
    model = Figure
    fields = (
        Field("year"),
        Field("key"),
        Number("value"),
        Text("unit"),
        Field("label"),
        Field("approximate"),
    )
    removable = True
