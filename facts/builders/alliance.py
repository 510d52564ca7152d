"""Organisations, people, territories and the figures of a year."""

from community.alliance.models import Figure, Organisation, Person, Territory

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
