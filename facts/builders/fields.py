"""How each field of the files is read from an object of the site and written to it.

What is read has the form of the files, so that both can be compared: null for an empty text, a
slug for a reference. Reading goes by whole lists of objects, in a fixed number of queries.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Model

from community.text.dates import PartialDate
from facts.world import MissingParentError, World

Values = dict[Any, Any]


class Field:
    """A column whose values are those of the files."""

    def __init__(self, name: str, attribute: str = "") -> None:
        self.name = name
        self.attribute = attribute or name

    def read_all(self, objects: Iterable[Any], world: World) -> Values:
        """The value of each object, by primary key."""
        return {item.pk: self.to_facts(getattr(item, self.attribute)) for item in objects}

    def to_facts(self, value: Any) -> Any:
        return value

    def to_column(self, value: Any, world: World) -> Any:
        return value

    def assign(self, item: Any, value: Any, world: World) -> None:
        """Set the value on an object that is saved next."""
        setattr(item, self.attribute, self.to_column(value, world))

    def after_save(self, item: Any, value: Any, world: World) -> None:
        """Write what needs the object's row."""

    def lookup(self, value: Any, world: World) -> dict[str, Any]:
        """How to find objects that have that value."""
        return {self.attribute: self.to_column(value, world)}


class Text(Field):
    """A text column, empty when the files say null."""

    def to_facts(self, value: Any) -> Any:
        return value or None

    def to_column(self, value: Any, world: World) -> Any:
        return value or ""


class Date(Field):
    """A partial date."""

    def to_facts(self, value: Any) -> Any:
        return str(value) if value else None

    def to_column(self, value: Any, world: World) -> Any:
        return PartialDate(value) if value else None


class Number(Field):
    """A column for numbers, whole or not."""

    def to_facts(self, value: Any) -> Any:
        return float(value)

    def to_column(self, value: Any, world: World) -> Any:
        return float(value)


class Reference(Field):
    """A foreign key to the thing that a slug names.

    When a person deleted that thing it stays empty – but for a parent, without which the row would
    say something else.
    """

    def __init__(self, name: str, target: str, *, parent: bool = False) -> None:
        super().__init__(name, f"{name}_id")
        self.target = target
        self.parent = parent

    def read_all(self, objects: Iterable[Any], world: World) -> Values:
        pks = super().read_all(objects, world)
        return {
            owner: None if pk is None else world.name(self.target, pk) for owner, pk in pks.items()
        }

    def to_column(self, value: Any, world: World) -> Any:
        pk = None if value is None else world.pk(self.target, value)
        if self.parent and value is not None and pk is None:
            raise MissingParentError(value)
        return pk


class References(Field):
    """Many-to-many relations; ``targets`` gives the relation that holds the things of each list."""

    def __init__(self, name: str, **targets: str) -> None:
        super().__init__(name)
        self.targets: Mapping[str, str] = targets

    def read_all(self, objects: Iterable[Any], world: World) -> Values:
        owners = list(objects)
        found: Values = {item.pk: [] for item in owners}
        for target, attribute in self.targets.items():
            for owner, pk in pairs(owners, attribute):
                found[owner].append(world.name(target, pk))
        return found

    def assign(self, item: Any, value: Any, world: World) -> None:
        for target, attribute in self.targets.items():
            model = item._meta.get_field(attribute).related_model
            pks = [world.pk(target, name) for name in value]
            getattr(item, attribute).set(model.objects.filter(pk__in=pks))


def pairs(owners: list[Model], attribute: str) -> Iterable[tuple[Any, Any]]:
    """The rows of a many-to-many relation, for objects that have one field in common."""
    if not owners:
        return []
    relation: Any = owners[0]._meta.get_field(attribute)
    through = relation.remote_field.through
    own, other = relation.m2m_field_name(), relation.m2m_reverse_field_name()
    rows = through.objects.filter(**{f"{own}__in": [item.pk for item in owners]})
    return rows.order_by("pk").values_list(f"{own}_id", f"{other}_id")
