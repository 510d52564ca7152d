"""Delegations keep their programme: what was said among their seats is not deleted with a page."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import ngettext
from wagtail.models import Page

from .models import Delegation


def delegations_below(pages: QuerySet[Page]) -> str | None:
    """How many delegations keep these pages."""
    total = Delegation.objects.filter(programme__in=pages.values("pk")).count()
    if not total:
        return None
    return ngettext(
        "%(total)s délégation y a ses sièges et ses échanges.",
        "%(total)s délégations y ont leurs sièges et leurs échanges.",
        total,
    ) % {"total": total}
