"""What keeps a page from being deleted, told by the rooms that hang their rows on pages.

Such a row refers to its page with ``PROTECT``, and its room registers the reason: the admin then
refuses with a sentence, where the database would only refuse.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import QuerySet
from django.utils.translation import gettext
from wagtail.models import Page

#: Says why the pages cannot go, or nothing.
Reason = Callable[[QuerySet[Page]], str | None]

_reasons: list[Reason] = []


def register(reason: Reason) -> Reason:
    """Ask ``reason`` of the pages of a branch before it is deleted; call it in ``ready()``."""
    if reason not in _reasons:
        _reasons.append(reason)
    return reason


def refusal(page: Page) -> str | None:
    """Why the branch of ``page`` cannot be deleted, in sentences; nothing when it can."""
    branch = Page.objects.descendant_of(page, inclusive=True)
    reasons = [sentence for reason in _reasons if (sentence := reason(branch))]
    if not reasons:
        return None
    return gettext("Cette page ne peut pas être supprimée : %(reasons)s Dépubliez-la plutôt.") % {
        "reasons": " ".join(reasons)
    }
