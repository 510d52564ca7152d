"""How the things of one list are made, read back and changed: plain rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.db.models import Model

from facts.builders.fields import Field
from facts.lists import BY_NAME, Row
from facts.world import World


class Builder:
    """Builds the rows of one model from the rows of one list."""

    list_name: ClassVar[str]
    model: ClassVar[type[Any]]
    fields: ClassVar[tuple[Field, ...]]
    #: Column values of a new row that no file gives.
    defaults: ClassVar[Mapping[str, Any]] = {}
    #: Whether a row that no source speaks of any more is removed: it has no address of its own.
    removable: ClassVar[bool] = False

    def objects(self, pks: Iterable[int]) -> list[Any]:
        """The objects that are still there."""
        return list(self.model._default_manager.filter(pk__in=list(pks)))

    def read(self, pks: Iterable[int], world: World) -> dict[int, dict[str, Any]]:
        """What the site shows of these objects, in the form of the files."""
        objects = self.objects(pks)
        columns = {field.name: field.read_all(objects, world) for field in self.fields}
        return {
            item.pk: {name: values[item.pk] for name, values in columns.items()} for item in objects
        }

    def find(self, row: Row, world: World) -> int | None:
        """The object that a person made for this thing before any file spoke of it."""
        identity = BY_NAME[self.list_name].identity
        lookups: dict[str, Any] = {}
        for field in self.fields:
            if field.name in identity:
                lookups |= field.lookup(row[field.name], world)
        found = self.model._default_manager.filter(**lookups).values_list("pk", flat=True).first()
        return None if found is None else int(found)

    def create(self, row: Row, world: World) -> int:
        """Make the object of a thing that no object stands for."""
        item = self.model(**self.defaults)
        for field in self.fields:
            field.assign(item, row[field.name], world)
        item.full_clean()
        item.save()
        for field in self.fields:
            field.after_save(item, row[field.name], world)
        return int(item.pk)

    def update(self, pk: int, changes: Row, row: Row, world: World) -> None:
        """Write some fields of an object; ``row`` is all that the files say of it."""
        item = self.model._default_manager.get(pk=pk)
        changed = [field for field in self.fields if field.name in changes]
        for field in changed:
            field.assign(item, changes[field.name], world)
        item.full_clean()
        item.save()
        for field in changed:
            field.after_save(item, changes[field.name], world)

    def remove(self, pk: int) -> None:
        """Remove the object of a thing that no source speaks of any more."""
        self.model._default_manager.get(pk=pk).delete()

    @property
    def content_model(self) -> type[Model]:
        """The model that provenance refers to."""
        return self.model
