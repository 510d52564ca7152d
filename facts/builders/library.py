"""Concepts, resources, lessons, methods and the press."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from facts.lists import Row
from facts.world import World
from resources.models import (
    Concept,
    Lesson,
    Method,
    PressArticle,
    ResourceIndexPage,
    ResourcePage,
)

from .base import Builder
from .fields import Date, Field, Reference, Text, Values, pairs
from .pages import PageBuilder, section


class ConceptBuilder(Builder):
    list_name = "concepts"
    model = Concept
    fields = (
        Field("scheme"),
        Field("notation"),
        Field("label"),
        Field("alt_labels"),
        Text("definition"),
    )


class Address(Text):
    """Where a resource lies: an address, or – when a person put one there – a file that we keep."""

    def read_all(self, objects: Iterable[Any], world: World) -> Values:
        return {
            page.pk: f"#document/{page.document_id}" if page.document_id else page.address or None
            for page in objects
        }

    def assign(self, item: Any, value: Any, world: World) -> None:
        super().assign(item, value, world)
        item.document = None


class ResourceBuilder(PageBuilder):
    list_name = "resources"
    model = ResourcePage
    fields = (
        Field("slug"),
        Field("title"),
        Field("kind"),
        Text("collection"),
        Reference("publisher", "organisations"),
        Date("date"),
        Reference("programme", "programmes"),
        Address("url", "address"),
        Text("summary"),
    )

    def parent(self, row: Row, world: World) -> Any:
        return section(ResourceIndexPage)


class Tags(Field):
    """The concepts of one scheme that a lesson illustrates."""

    def read_all(self, objects: Iterable[Any], world: World) -> Values:
        owners = list(objects)
        found: Values = {item.pk: [] for item in owners}
        links = list(pairs(owners, "concepts"))
        notations = dict(
            Concept.objects.filter(
                scheme=self.name, pk__in={concept for _owner, concept in links}
            ).values_list("pk", "notation")
        )
        for owner, concept in links:
            if concept in notations:
                notation = notations[concept]
                found[owner].append(int(notation) if notation.isdigit() else notation)
        return found

    def assign(self, item: Any, value: Any, world: World) -> None:
        """Nothing to do before the lesson has its row."""

    def after_save(self, item: Any, value: Any, world: World) -> None:
        item.concepts.remove(*item.concepts.filter(scheme=self.name).exclude(notation__in=value))
        item.concepts.add(*Concept.objects.filter(scheme=self.name, notation__in=value))


class LessonBuilder(Builder):
    list_name = "lessons"
    model = Lesson
    fields = (
        Reference("programme", "programmes", parent=True),
        Field("year"),
        Field("text"),
        Tags("fondamentaux"),
        Tags("dimensions"),
        Tags("fantastiques"),
    )
    removable = True


class MethodBuilder(Builder):
    list_name = "methods"
    model = Method
    fields = (Field("slug"), Field("title"), Field("steps"), Text("summary"))


class PressBuilder(Builder):
    list_name = "press"
    model = PressArticle
    fields = (
        Field("title"),
        Field("outlet"),
        Date("date"),
        Reference("programme", "programmes"),
        Text("url"),
    )
    removable = True
