"""Questions that are asked of meetings; none of them decides who may see (see programmes)."""

from __future__ import annotations

import datetime as dt

from django.db.models import F, Q
from django.utils import timezone
from wagtail.models import PageManager
from wagtail.query import PageQuerySet

#: What is read of a meeting for its line in a list, as a page and of its own: pages are wide.
NAME = ("title", "slug", "url_path", "depth")
LINE = (
    *("date", "end_date", "start_time", "end_time", "time_zone", "starts_on", "ends_on"),
    *("kind", "modality", "place", "summary", "quotation_rule", "demonstration"),
)


class GatheringQuerySet(PageQuerySet):
    def coming(self, today: dt.date | None = None) -> GatheringQuerySet:
        """Not over yet, the soonest first; of those that start alike, the less precise first."""
        coming = self.filter(ends_on__gte=today or timezone.localdate())
        return coming.order_by("starts_on", "date", "title")

    def past(self) -> GatheringQuerySet:
        """Over, or of unknown date; the latest first, those without a date last."""
        over = Q(ends_on__lt=timezone.localdate()) | Q(ends_on__isnull=True)
        return self.filter(over).latest_first()

    def latest_first(self) -> GatheringQuerySet:
        """The latest first; without a date last."""
        return self.order_by(F("starts_on").desc(nulls_last=True), "title")


GatheringManager = PageManager.from_queryset(GatheringQuerySet)
