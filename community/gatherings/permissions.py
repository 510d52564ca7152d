"""What of a meeting is open to whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from wagtail.models import Page

from community.prepared import prepared
from community.programmes.actions import programme_of
from community.programmes.models import QuotationRule
from community.programmes.permissions import may_edit_page, may_see_page
from community.programmes.querysets import in_circle, inside, readable

from .models import GatheringPage, GatheringPart


@dataclass(frozen=True)
class GatheringView:
    """A meeting as one visitor may see it."""

    #: The programme that it stands in, when this visitor may read that too.
    programme: Page | None
    rule: QuotationRule
    #: The meeting stays among those who were there: others see its title, date and place only.
    closed: bool
    #: The parts that this visitor may open.
    parts: list[GatheringPart]
    #: The parts that exist and stay shut: shown by their kind and their circle, never their words.
    locked: list[GatheringPart]
    #: An account is still awaited, and this visitor is somebody who may write it.
    account_awaited: bool

    @property
    def join_link(self) -> GatheringPart | None:
        return self._first(GatheringPart.Kind.JOIN_LINK)

    @property
    def account(self) -> GatheringPart | None:
        return self._first(GatheringPart.Kind.ACCOUNT)

    @property
    def recit(self) -> GatheringPart | None:
        """The story that opens the page; one given as a file or an address is a record."""
        recits = [part for part in self.parts if part.kind == GatheringPart.Kind.RECIT]
        return next((part for part in recits if part.text), None)

    @property
    def records(self) -> list[GatheringPart]:
        """What remains to see, hear or read, apart from what the page itself shows in full."""
        shown = [self.account]
        if self.recit and not (self.recit.url or self.recit.file):
            shown.append(self.recit)
        if self.join_link and not self.join_link.file:
            shown.append(self.join_link)
        return [part for part in self.parts if part not in shown]

    def _first(self, kind: str) -> GatheringPart | None:
        return next((part for part in self.parts if part.kind == kind), None)


def view_of(gathering: GatheringPage, user: Any) -> GatheringView:
    """Sort what a meeting holds into what ``user`` may open and what stays shut."""
    closed = gathering.is_private and not _itself_told(user, gathering.pk)
    parts = _parts(user, gathering.pk)
    past = gathering.is_past
    over = {GatheringPart.Kind.JOIN_LINK.value} if past else set()
    shown = [] if closed else [part for part in parts if part.kind not in over]
    has_account = any(part.kind == GatheringPart.Kind.ACCOUNT for part in parts)
    return GatheringView(
        programme=_readable_programme(gathering, user),
        rule=QuotationRule(gathering.quotation_rule),
        closed=closed,
        parts=[part for part in shown if part.opened],
        locked=[part for part in shown if not part.opened],
        account_awaited=past and not has_account and may_edit_page(user, gathering),
    )


@prepared
def _itself_told(user: Any, gathering_id: int) -> QuerySet[GatheringPage, Any]:
    return openly_told(user, GatheringPage.objects.filter(pk=gathering_id)).values("pk")


@prepared
def _parts(user: Any, gathering_id: int) -> QuerySet[GatheringPart]:
    """Each with whether it is ``opened`` to ``user``."""
    opened = Exists(GatheringPart.objects.filter(_openable(user), pk=OuterRef("pk")))
    return GatheringPart.objects.filter(gathering=gathering_id).annotate(opened=opened)


def _readable_programme(gathering: GatheringPage, user: Any) -> Page | None:
    """The programme that a meeting stands in, named to those who may read it."""
    if gathering.trail:  # it holds what the reader may read, and nothing else
        programme_id = gathering.trail[-1].audience.programme_id
        return next((step for step in gathering.trail if step.pk == programme_id), None)
    programme = programme_of(gathering)
    return programme if programme and may_see_page(user, programme) else None


def visible_parts(user: Any) -> QuerySet[GatheringPart]:
    """The parts that ``user`` may open, of the pages that ``user`` may see."""
    return GatheringPart.objects.filter(readable(user, "gathering") & _openable(user))


def openly_told(user: Any, gatherings: QuerySet[GatheringPage]) -> QuerySet[GatheringPage]:
    """Those whose speakers and reports ``user`` may know of: not the others' « entre nous »."""
    return gatherings.filter(_told(user))


def _openable(user: Any) -> Q:
    """The condition that a part is for ``user``.

    A meeting « entre nous » keeps its parts among its participants, whatever their own circle.
    """
    return in_circle(user, "circle", "gathering__audience__programme") & _told(user, "gathering__")


def _told(user: Any, gathering: str = "") -> Q:
    """The condition that a meeting is not « entre nous », or is among ``user``'s own."""
    quoted = ~Q(**{f"{gathering}quotation_rule": QuotationRule.PRIVATE})
    return quoted | inside(user, f"{gathering}audience__programme")
