"""How a page answers what somebody sent."""

from __future__ import annotations

from typing import Any

#: What was sent is to be taken up again: the page says what, and keeps what was typed.
REFUSED = 422


def status_of(*forms: Any) -> int:
    """The status of a page that shows these forms: one that was sent and is shown was refused."""
    return REFUSED if any(form.is_bound for form in forms) else 200
