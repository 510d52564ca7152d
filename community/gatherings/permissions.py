"""What of a meeting is open to whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from community.programmes.actions import programme_of
from community.programmes.models import Circle, ProgrammePage, QuotationRule
from community.programmes.permissions import may_edit_programme, open_circles
from community.programmes.querysets import in_circle, inside

from .models import GatheringPage, GatheringPart


@dataclass(frozen=True)
class GatheringView:
    """A meeting as one visitor may see it."""

    programme: ProgrammePage | None
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
        return self.part(GatheringPart.Kind.JOIN_LINK)

    @property
    def account(self) -> GatheringPart | None:
        return self.part(GatheringPart.Kind.ACCOUNT)

    @property
    def recit(self) -> GatheringPart | None:
        return self.part(GatheringPart.Kind.RECIT)

    @property
    def records(self) -> list[GatheringPart]:
        """What remains to see, hear or read, apart from the texts shown in full on the page."""
        shown = {"join-link", "account", "recit"}
        return [part for part in self.parts if part.kind not in shown]

    def part(self, kind: str) -> GatheringPart | None:
        return next((part for part in self.parts if part.kind == kind), None)


def view_of(gathering: GatheringPage, user: Any) -> GatheringView:
    """Sort what a meeting holds into what ``user`` may open and what stays shut."""
    programme = programme_of(gathering)
    circles = open_circles(user, programme)
    rule = QuotationRule(gathering.quotation_rule)
    closed = rule == QuotationRule.PRIVATE and Circle.PARTICIPANTS not in circles
    parts = list(gathering.parts.all())
    past = gathering.is_past
    over = {GatheringPart.Kind.JOIN_LINK.value} if past else set()
    shown = [] if closed else [part for part in parts if part.kind not in over]
    has_account = any(part.kind == GatheringPart.Kind.ACCOUNT for part in parts)
    return GatheringView(
        programme=programme,
        rule=rule,
        closed=closed,
        parts=[part for part in shown if part.circle in circles],
        locked=[part for part in shown if part.circle not in circles],
        account_awaited=past and not has_account and may_edit_programme(user, programme),
    )


def visible_parts(user: Any) -> QuerySet[GatheringPart]:
    """The parts that ``user`` may open, of the pages that ``user`` may see.

    A meeting « entre nous » keeps its parts among its participants, whatever their own circle.
    """
    page = in_circle(user, "gathering__audience__circle", "gathering__audience__programme")
    part = in_circle(user, "circle", "gathering__audience__programme")
    quoted = ~Q(gathering__quotation_rule=QuotationRule.PRIVATE)
    rule = quoted | inside(user, "gathering__audience__programme")
    return GatheringPart.objects.filter(page & part & rule, gathering__live=True)


def openly_told(user: Any, gatherings: QuerySet[GatheringPage]) -> QuerySet[GatheringPage]:
    """Those whose speakers and reports ``user`` may know of: not the others' « entre nous »."""
    quoted = ~Q(quotation_rule=QuotationRule.PRIVATE)
    return gatherings.filter(quoted | inside(user, "audience__programme"))
