"""Making the log and the outbox nameless, when somebody leaves the house."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry, PageLogEntry

from community.text.typography import typeset

from .models import BarrierReport, Event, Mail

Writer = Callable[[str], str]

#: Where a line of text may name somebody: in the house's log, in Wagtail's, in mails that are over.
#: A mail that waits is somebody else's: it leaves as it was written, and goes with its trace.
LINES: tuple[tuple[QuerySet[Any], tuple[str, ...]], ...] = (
    (Event.objects.all(), ("label",)),
    (Mail.objects.exclude(state=Mail.State.WAITING), ("subject", "body", "last_error")),
    (ModelLogEntry.objects.all(), ("label",)),
)


def forget_address(address: str) -> None:
    """Delete what was sent to an address, and the reports that gave it to be answered."""
    Mail.objects.filter(address__iexact=address).delete()
    BarrierReport.objects.filter(email__iexact=address).delete()


def forget_lines_about(model: type[Model], pks: Iterable[int]) -> None:
    """Take its words from every line of the log about these rows: the verb and the author stay."""
    kind = ContentType.objects.get_for_model(model)
    lines = Event.objects.filter(content_type=kind, object_id__in=list(pks))
    lines.update(label="", object_id=None, content_type=None)


def forget_names(names: Iterable[str]) -> None:
    """Write « une personne partie » wherever the log or a mail has one of these names.

    These lines are others' too: what could be a word of theirs is left where it stands.
    """
    _write_instead(names, _("une personne partie"))


def write_instead(former: str, name: str) -> None:
    """Write ``name`` wherever the log or a mail calls the same person by a ``former`` name.

    When they leave, they are looked for by the name that they have then: the other would stay.
    """
    if _is_nobody_else_s_word(former):
        # The name itself too: the former one may be a part of it.
        _write_instead((former, name), name)


def _write_instead(names: Iterable[str], words: str) -> None:
    own = {name for name in names if _is_nobody_else_s_word(name)}
    spellings = {spelling for name in own for spelling in (name, typeset(name))}
    if not spellings:
        return
    longest_first = sorted(spellings, key=len, reverse=True)
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(_exactly, longest_first))})(?!\w)")

    def write(text: str) -> str:
        return pattern.sub(lambda _found: words, text)

    for rows, fields in LINES:
        _write_in_texts(rows, fields, spellings, write)
    for entries in (ModelLogEntry, PageLogEntry):
        _write_in_data(entries, spellings, write)


def _is_nobody_else_s_word(name: str) -> bool:
    """An address, or several words with a capital: whoever is called « https » rewrites nothing."""
    return "@" in name or (len(name.split()) > 1 and not name.islower())


def _exactly(spelling: str) -> str:
    """A name as it is written; an address, however it was typed."""
    return f"(?i:{re.escape(spelling)})" if "@" in spelling else re.escape(spelling)


def _write_in_texts(
    rows: QuerySet[Any], fields: tuple[str, ...], spellings: set[str], write: Writer
) -> None:
    named = Q()
    for field in fields:
        for spelling in spellings:
            named |= Q(**{f"{field}__icontains": spelling})
    for row in rows.filter(named).iterator():
        for field in fields:
            longest = row._meta.get_field(field).max_length
            setattr(row, field, write(getattr(row, field))[:longest])
        row.save(update_fields=fields)


def _write_in_data(model: type[Model], spellings: set[str], write: Writer) -> None:
    """What Wagtail keeps beside a line: the words of a comment, a value before and after."""
    named = Q()
    for spelling in spellings:
        # As the database writes it: with escapes, or without.
        named |= Q(written__icontains=json.dumps(spelling)[1:-1]) | Q(written__icontains=spelling)
    rows = model._default_manager.annotate(written=Cast("data", TextField())).filter(named)
    for pk, data in rows.values_list("pk", "data"):
        model._default_manager.filter(pk=pk).update(data=_rewritten(data, write))


def _rewritten(value: Any, write: Writer) -> Any:
    if isinstance(value, str):
        return write(value)
    if isinstance(value, list):
        return [_rewritten(item, write) for item in value]
    if isinstance(value, dict):
        return {key: _rewritten(item, write) for key, item in value.items()}
    return value
