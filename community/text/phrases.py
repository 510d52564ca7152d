"""The phrases of the interface, each looked for once in a process.

Every application brings its catalogue, and Django keeps them apart when they count differently:
it went through some forty dictionaries, a hundred times a page, to find that a French phrase is
itself.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils.translation import trans_real

#: How many are kept: more than the house says, so that those of a page are always there.
MOST_KEPT = 8192


def remember() -> None:
    """Keep what the house's language answers; a catalogue that changes comes with a new memory."""
    catalogue: Any = trans_real.translation(settings.LANGUAGE_CODE)
    catalogue.gettext = lru_cache(maxsize=MOST_KEPT)(catalogue.gettext)
