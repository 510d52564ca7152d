"""The series of meetings of a programme, and what comes next, for one visitor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from wagtail.models import Page

from community.programmes.querysets import visible_pages

from .models import GatheringPage


@dataclass(frozen=True)
class Series:
    """The meetings below a page: those that come, soonest first; those past, latest first."""

    coming: list[GatheringPage]
    past: list[GatheringPage]

    @property
    def next(self) -> GatheringPage | None:
        return self.coming[0] if self.coming else None

    def __len__(self) -> int:
        return len(self.coming) + len(self.past)


def series_of(page: Page, user: Any) -> Series:
    """The visible meetings directly below ``page``, read once and then parted by today."""
    below = visible_pages(user, GatheringPage.objects.child_of(page)).latest_first()
    meetings = list(below.with_speakers())
    coming = [meeting for meeting in meetings if not meeting.is_past]
    coming.sort(key=lambda meeting: (meeting.starts_on, str(meeting.date), meeting.title))
    return Series(coming=coming, past=[meeting for meeting in meetings if meeting.is_past])


def agenda_for(user: Any, limit: int | None = None) -> list[GatheringPage]:
    """The meetings to come that ``user`` may see, the soonest first, with their programme."""
    meetings = visible_pages(user, GatheringPage.objects.coming())
    return list(meetings.select_related("audience__programme")[:limit])
