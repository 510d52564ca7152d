"""Two cards of one person become one: each room moves what it holds of the card that goes.

A room registers in ``ready()`` the columns that name a person and how its rows move. Rooms are
asked in the reverse order of their registration: those above move first, since their rows lean on
those below. What no room moved stops the whole: nothing that hangs on a card goes with it unseen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from wagtail.models import Page, ReferenceIndex

from .models import Person


class Pair(NamedTuple):
    """The card that stays, and the one that goes."""

    kept: Person
    gone: Person


class Count(NamedTuple):
    """How many rows of one kind hang on each of two cards."""

    heading: str
    kept: int
    gone: int


class Room(NamedTuple):
    #: The columns that name a person (« app.Model.field »), each with what its rows are called
    #: where they are counted; no name, and they are not.
    columns: Mapping[str, str | Promise]
    move: Callable[[Pair, Any], None]
    #: Sentences that say why two cards cannot become one as they are.
    refusals: Callable[[Pair], list[str]] | None
    #: Locks what is locked before a person everywhere: two at once never wait for each other.
    lock: Callable[[Pair], None] | None


_rooms: dict[str, Room] = {}


def register(
    name: str,
    columns: Mapping[str, str | Promise],
    move: Callable[[Pair, Any], None],
    *,
    refusals: Callable[[Pair], list[str]] | None = None,
    lock: Callable[[Pair], None] | None = None,
) -> None:
    """Have a room move what it holds of a person; a second room of the same name is a fault."""
    room = Room(columns, move, refusals, lock)
    if _rooms.setdefault(name, room) != room:
        raise ValueError(f"two rooms move as {name!r}")


def register_rows(name: str, column: str, heading: str | Promise, *beside: str) -> None:
    """Add a room that only points the rows of one column elsewhere, as ``move_rows`` does."""

    def move(pair: Pair, acting_user: Any) -> None:
        move_rows(column, pair, *beside)

    register(name, {column: heading}, move)


def naming_people() -> frozenset[str]:
    """The columns of the house that name a person: all of them are to be moved by some room."""
    relations: list[Any] = list(Person._meta.get_fields(include_hidden=True))
    return frozenset(
        f"{relation.related_model._meta.label}.{relation.field.name}"
        for relation in relations
        if relation.auto_created and (relation.one_to_many or relation.one_to_one)
    )


def counted(pair: Pair) -> list[Count]:
    """How many rows hang on each card, of the kinds of which there are some; in one query."""
    told = [
        (str(heading), column)
        for room in _rooms.values()
        for column, heading in room.columns.items()
        if heading
    ]
    counts: dict[str, Any] = {
        f"count_{place}": _count(column) for place, (_heading, column) in enumerate(told)
    }
    rows: Any = Person.objects.filter(pk__in=[person.pk for person in pair]).annotate(**counts)
    cards = {row["pk"]: row for row in rows.values("pk", *counts)}
    found = [
        Count(heading, *(cards[person.pk][f"count_{place}"] for person in pair))
        for place, (heading, _column) in enumerate(told)
    ]
    return [count for count in found if count.kept or count.gone]


def _count(column: str) -> Coalesce:
    """How many rows of a column name the person of the outer query."""
    model, field = column.rsplit(".", 1)
    rows = apps.get_model(model)._default_manager.filter(**{field: OuterRef("pk")})
    total = rows.order_by().values(field).annotate(total=models.Count("pk")).values("total")
    return Coalesce(Subquery(total), 0)


def refusals(pair: Pair, acting_user: Any) -> list[str]:
    """Why these two do not become one, in sentences that say what to do first."""
    kept, gone = pair
    if kept.pk == gone.pk:
        return [_("C'est deux fois la même fiche : choisissez-en deux.")]
    found = []
    if acting_user.pk in (kept.user_id, gone.user_id):
        found.append(
            _("L'une de ces fiches est la vôtre : demandez à quelqu'un d'autre de l'équipe.")
        )
    if kept.user_id and gone.user_id:
        found.append(
            _("Chacune a son compte : fermez d'abord celui qui ne sert plus, avec la personne.")
        )
    if kept.demonstration != gone.demonstration:
        found.append(_("L'une de ces fiches est de la démonstration : elle reste à part."))
    for room in _rooms.values():
        found += room.refusals(pair) if room.refusals else []
    return found


def lock_for_merging(kept: int, gone: int) -> Pair:
    """Both cards and what moves with them, as they are now and stay until the transaction ends.

    Raises ``ValidationError`` when one of them is not there any more.
    """
    if len(known := Person.objects.in_bulk([kept, gone])) == 2:
        pair = Pair(known[kept], known[gone])
        _lock_accounts(pair)
        for room in _rooms.values():
            if room.lock:
                room.lock(pair)
    rows = Person.objects.select_for_update(of=("self",)).filter(pk__in=[kept, gone])
    locked = {row.pk: row for row in rows.order_by("pk")}
    if not {kept, gone} <= locked.keys():
        raise ValidationError(
            _("L'une de ces fiches n'est plus là : elles ont peut-être déjà été réunies.")
        )
    return Pair(locked[kept], locked[gone])


def _lock_accounts(pair: Pair) -> None:
    """Whoever leaves locks their account before all that is theirs, after all administrators'."""
    accounts = get_user_model()._default_manager.select_for_update(no_key=True)
    accounts = accounts.filter(pk__in=[person.user_id for person in pair])
    list(accounts.order_by("-is_superuser", "pk"))


def move_rows(column: str, pair: Pair, *beside: str) -> None:
    """Point the rows of a column (« app.Model.field ») to the card that stays.

    Where it has a row with the same values ``beside`` already, one says it: the other goes.
    """
    model, field = column.rsplit(".", 1)
    rows = apps.get_model(model)._default_manager
    if beside:
        known = set(rows.filter(**{field: pair.kept}).values_list(*beside))
        for pk, *values in rows.filter(**{field: pair.gone}).values_list("pk", *beside):
            if tuple(values) in known:
                rows.filter(pk=pk).delete()
    rows.filter(**{field: pair.gone}).update(**{field: pair.kept})


def move_all(pair: Pair, acting_user: Any) -> None:
    """Have every room move its part; the card that goes then holds nothing, and goes."""
    citing = _citing(pair.gone)
    for room in reversed(_rooms.values()):
        room.move(pair, acting_user)
    _check_nothing_is_left(pair.gone)
    pair.gone.delete()
    _cite_again(citing)


def _check_nothing_is_left(gone: Person) -> None:
    """Deleting would take along, or make nobody's, what a room forgot to move.

    Raises ``RuntimeError``: it is the house's fault, and undoes the whole.
    """
    for column in naming_people():
        model, field = column.rsplit(".", 1)
        if apps.get_model(model)._base_manager.filter(**{field: gone}).exists():
            raise RuntimeError(f"nobody moved {column}")


def _citing(gone: Person) -> list[tuple[int, str]]:
    """What Wagtail knows to refer to this card: it says so where the card is shown in the admin."""
    references = ReferenceIndex.get_references_to(gone)
    return list(references.values_list("base_content_type", "object_id").distinct())


def _cite_again(citing: list[tuple[int, str]]) -> None:
    for content_type, pk in citing:
        model: Any = ContentType.objects.get_for_id(content_type).model_class()
        row = model._base_manager.filter(pk=pk).first()
        if row is not None:
            row = row.specific if isinstance(row, Page) else row
            ReferenceIndex.create_or_update_for_object(row)
