"""A lesson never loses its provenance: a programme that taught one is not deleted."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext
from wagtail.models import Page

from .models import Lesson


def lessons_taught(pages: QuerySet[Page]) -> str | None:
    """How many lessons were learnt on these pages."""
    total = Lesson.objects.filter(programme__in=pages.values("pk")).count()
    return gettext("%(total)s enseignement(s) en viennent.") % {"total": total} if total else None
