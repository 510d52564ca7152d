"""What the value of a choice is called, asked of every row of a list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import models


def called(field: str, choices: type[models.TextChoices]) -> Callable[[Any], str]:
    """A model's own ``get_…_display``: Django's words all the choices anew for each row.

    A value that is none of them is called what it is.
    """
    labels = dict(choices.choices)

    def display(row: Any) -> str:
        value = getattr(row, field)
        return str(labels.get(value, value))

    return display
