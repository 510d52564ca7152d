"""Who acts, for what is written in the log when a row changes, whichever door it changed by.

Wagtail's admin says so already for its own logs; the verbs of the house say it in the same place.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from wagtail.log_actions import LogContext, get_active_log_context


@contextmanager
def acting(user: Any) -> Iterator[None]:
    """What changes meanwhile is by ``user``; nobody leaves it to whom it was before."""
    if user is None:
        yield
        return
    with LogContext(user=user):
        yield


def acting_user() -> Any:
    """The account that acts now; none for a command, a loader or a test."""
    return get_active_log_context().user
