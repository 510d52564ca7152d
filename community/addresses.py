"""Addresses that rows give of themselves, each worked out once in a process.

A list asks one of every row, and Django's `reverse` goes through the router each time.
"""

from __future__ import annotations

from functools import lru_cache

from django.urls import reverse

#: How many are kept, the latest asked for: some pages of every list.
MOST_KEPT = 8192


@lru_cache(maxsize=MOST_KEPT)
def path_to(name: str, *values: int | str) -> str:
    """The address that goes by a name, with its values in their order."""
    return reverse(name, args=values)
