"""Dates that are known to the day, the month or the year, and are never shown as more.

A partial date is an ISO 8601 text of reduced precision: ``2024``, ``2024-05`` or ``2024-05-16``.
Its length is its precision.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
PATTERN = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
PRECISIONS = {4: "year", 7: "month", 10: "day"}


@dataclass(frozen=True)
class PartialDate:
    """A date as precisely as it is known."""

    iso: str

    def __post_init__(self) -> None:
        """Refuse, with ``ValueError``, what is not a date of the calendar from year 1000 on."""
        match = PATTERN.fullmatch(self.iso)
        if not match or int(match[1]) < 1000:
            raise ValueError(f"not a date: {self.iso!r}")
        dt.date(int(match[1]), int(match[2] or 1), int(match[3] or 1))

    @property
    def precision(self) -> str:
        """``year``, ``month`` or ``day``."""
        return PRECISIONS[len(self.iso)]

    @property
    def year(self) -> int:
        return int(self.iso[:4])

    @property
    def first_day(self) -> dt.date:
        """The first day of the period: what dates are sorted by."""
        year, month, day = [*map(int, self.iso.split("-")), 1, 1][:3]
        return dt.date(year, month, day)

    @property
    def last_day(self) -> dt.date:
        """The last day of the period: after it, the date is past."""
        first = self.first_day
        if self.precision == "day":
            return first
        month = 12 if self.precision == "year" else first.month
        return dt.date(first.year, month, calendar.monthrange(first.year, month)[1])

    def french(self) -> str:
        """``16 mai 2024``, ``mai 2024`` or ``2024``; the first of a month is ``1er``."""
        if self.precision == "year":
            return self.iso
        first = self.first_day
        month = f"{MONTHS[first.month - 1]} {first.year}"
        if self.precision == "month":
            return month
        return f"{'1er' if first.day == 1 else first.day} {month}"

    def __str__(self) -> str:
        return self.iso


def french_range(start: PartialDate, end: PartialDate | None) -> str:
    """``du 16 au 18 mai 2024``, ``de mai à juin 2024``; one date when there is no end."""
    if end is None or end == start:
        return start.french()
    first, last = start.french(), end.french()
    if start.year == end.year and "year" not in (start.precision, end.precision):
        first = first.removesuffix(f" {start.year}")
        if start.precision == end.precision == "day" and start.iso[:7] == end.iso[:7]:
            first = first.split(" ")[0]
    if start.precision == "day":
        return f"du {first} au {last}"
    return f"de {first} à {last}"


def said(start: PartialDate, end: PartialDate | None, today: dt.date) -> str:
    """The date as one says it today: « demain », « mardi 1er décembre », « du 16 au 18 mai ».

    The year is said when it is not this one; a month or a year is never said as a day.
    """
    words = french_range(start, end)
    if start.precision != "day":
        return words
    if start.year == (end or start).year == today.year:
        words = words.removesuffix(f" {today.year}")
    if end not in (None, start):
        return words
    near = {-1: "hier", 0: "aujourd'hui", 1: "demain"}
    day = start.first_day
    return near.get((day - today).days) or f"{WEEKDAYS[day.weekday()]} {words}"


def parse(value: str | PartialDate | None) -> PartialDate | None:
    """Read a partial date; none when empty. Raises ``ValidationError`` with a clear sentence."""
    if not value:
        return None
    if isinstance(value, PartialDate):
        return value
    try:
        return PartialDate(value.strip())
    except ValueError as error:
        raise ValidationError(
            _("« %(value)s » n'est pas une date : écrivez 2024, 2024-05 ou 2024-05-16."),
            code="partial_date",
            params={"value": value},
        ) from error


class PartialDateFormField(forms.CharField):
    """A text box for a date as precisely as it is known."""

    def to_python(self, value: Any) -> Any:
        return parse(super().to_python(value))

    def run_validators(self, value: Any) -> None:
        super().run_validators(str(value) if value else "")

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(initial or "") != str(data or "").strip()


if TYPE_CHECKING:
    TextColumn = models.CharField["PartialDate | str | None", "PartialDate | None"]
else:
    TextColumn = models.CharField


class PartialDateField(TextColumn):
    """A column for a :class:`PartialDate`; stored as its ISO text."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_length"] = 10
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: str | None, *_args: Any) -> PartialDate | None:
        return PartialDate(value) if value else None

    def to_python(self, value: Any) -> PartialDate | None:
        return parse(value)

    def get_prep_value(self, value: Any) -> str | None:
        return str(value) if value else None

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.value_from_object(obj) or "")

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        super().validate(str(value) if value else None, model_instance)

    def run_validators(self, value: Any) -> None:
        super().run_validators(str(value) if value else "")

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": PartialDateFormField, **kwargs})
