"""What a schema cannot say: references, identities, the calendar, periods, who shares a slug.

A document may break the schema as well: a value of a wrong type is passed over here, since the
schema tells it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from community.text.dates import PartialDate
from facts.faults import Fault, shown
from facts.lists import LISTS, Document, FactList, Row
from facts.schema import label_of

DATES = ("date", "end_date")
DATE_FORM = re.compile(r"[1-9][0-9]{3}(-[0-9]{2}(-[0-9]{2})?)?")
#: Lists that are mixed somewhere, so that no slug may be in both.
MIXED = ("organisations", "people")
check_url = URLValidator(schemes=["http", "https"])


def check_rows(file: str, document: Document) -> Iterator[Fault]:
    """The faults of a file's rows, one by one and against one another."""
    defined = {kind.name: _slugs(document, kind.name) for kind in LISTS}
    for kind in LISTS:
        seen: set[Any] = set()
        for index, row in _rows(document, kind.name):
            label = label_of(kind.name, row, index)
            for field, wrong, expected in _row_faults(kind, row, defined, seen):
                yield Fault(file, kind.name, label, field, wrong, expected)
    where = _("même fichier")
    yield from _shared_slugs(file, document, *MIXED, defined[MIXED[1]], where)


def check_together(
    files: Iterable[tuple[str, Document]], kept: Iterable[Document]
) -> Iterator[Fault]:
    """The faults that appear only when files meet: one title twice, one slug for two things."""
    given: dict[str, tuple[str, Document]] = {}
    for file, document in files:
        title = document["source"]
        if title in given and given[title][1] != document:
            wrong = _("titre déjà pris par %(file)s") % {"file": given[title][0]}
            yield Fault(file, "", "", "source", wrong, _("un titre par rapport"))
        given[title] = (file, document)
    met = [(other["source"], other) for other in kept if other["source"] not in given]
    for file, document in given.values():
        for where, other in met:
            for own, mixed in (MIXED, MIXED[::-1]):
                yield from _shared_slugs(file, document, own, mixed, _slugs(other, mixed), where)
        met.append((file, document))


def _shared_slugs(
    file: str, document: Document, own: str, mixed: str, slugs: set[str], where: str
) -> Iterator[Fault]:
    """Rows of the list ``own`` whose slug a row of the list ``mixed`` has as well."""
    for slug in sorted(_slugs(document, own) & slugs):
        wrong = _("%(slug)s est aussi dans %(list)s (%(where)s)") % {
            "slug": shown(slug),
            "list": mixed,
            "where": where,
        }
        expected = _("jamais le même slug pour une personne et une organisation")
        yield Fault(file, own, slug, "slug", wrong, expected)


def _row_faults(
    kind: FactList, row: Row, defined: dict[str, set[str]], seen: set[Any]
) -> Iterator[tuple[str, str, str]]:
    yield from _identity_faults(kind, row, seen)
    for field, lists in kind.references.items():
        known = set().union(*(defined[name] for name in lists))
        for slug in _listed(row.get(field)):
            if isinstance(slug, str) and slug not in known:
                wrong = _("référence inconnue %(slug)s") % {"slug": shown(slug)}
                expected = _("un slug de %(lists)s") % {"lists": _(" ou ").join(lists)}
                yield field, wrong, expected
    for field in DATES:
        if _is_date_form(row.get(field)) and _date(row[field]) is None:
            wrong = _("%(date)s n'existe pas") % {"date": shown(row[field])}
            yield field, wrong, _("une date du calendrier")
    if kind.period:
        yield from _period_faults(kind.period, row)
    yield from _participants_faults(row.get("participants"))
    url = row.get("url")
    if isinstance(url, str) and not _is_url(url):
        yield "url", shown(url), _("une adresse http:// ou https://")


def _identity_faults(kind: FactList, row: Row, seen: set[Any]) -> Iterator[tuple[str, str, str]]:
    parts = tuple(row.get(name) for name in kind.identity)
    if not all(part is None or isinstance(part, str | int) for part in parts):
        return
    if parts in seen:
        field = ", ".join(kind.identity)
        yield field, _("doublon : cette ligne est déjà dans la liste"), _("une ligne par identité")
    seen.add(parts)


def _period_faults(period: tuple[str, str], row: Row) -> Iterator[tuple[str, str, str]]:
    start, end = (row.get(name) for name in period)
    if period == DATES and end and start is None:
        yield "end_date", _("un dernier jour sans premier jour"), _("une date, ou end_date null")
    if ends_before_it_starts(start, end):
        wrong = _("%(end)s vient avant %(start)s") % {"end": shown(end), "start": shown(start)}
        yield period[1], wrong, _("une fin après le début")


def ends_before_it_starts(start: Any, end: Any) -> bool:
    """Whether the whole of the end lies before the start; a date or a year may be unknown."""
    first, last = (_date(str(value)) for value in (start, end))
    return bool(first and last and last.last_day < first.first_day)


def _participants_faults(counts: Any) -> Iterator[tuple[str, str, str]]:
    years = [count.get("year") for count in _listed(counts) if isinstance(count, dict)]
    for year in {year for year in years if isinstance(year, int) and years.count(year) > 1}:
        yield "participants", _("année %(year)s répétée") % {"year": year}, _("une ligne par année")


def _rows(document: Document, name: str) -> list[tuple[int, Row]]:
    """The rows that are objects, with their place in the list."""
    return [
        (index, row)
        for index, row in enumerate(_listed(document.get(name)))
        if isinstance(row, dict)
    ]


def _slugs(document: Document, name: str) -> set[str]:
    slugs = (row.get("slug") for _index, row in _rows(document, name))
    return {slug for slug in slugs if isinstance(slug, str)}


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _is_date_form(value: Any) -> bool:
    return isinstance(value, str) and bool(DATE_FORM.fullmatch(value))


def _date(value: str) -> PartialDate | None:
    try:
        return PartialDate(value)
    except ValueError:
        return None


def _is_url(value: str) -> bool:
    try:
        check_url(value)
    except ValidationError:
        return False
    return True
