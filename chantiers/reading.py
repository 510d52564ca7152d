"""The syntheses that a visitor may read: the latest, of a programme, about a meeting."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet, prefetch_related_objects
from wagtail.blocks import StreamValue

from community.gatherings.models import GatheringPage
from community.programmes.models import ProgrammePage
from community.programmes.querysets import visible_pages

from .models import Contribution, SynthesisPage


def visible_syntheses(user: Any) -> QuerySet[SynthesisPage]:
    """The published syntheses that ``user`` may read, the latest first."""
    return visible_pages(user, SynthesisPage.objects.all()).order_by("-first_published_at", "title")


def syntheses_of(programme: ProgrammePage, user: Any) -> QuerySet[SynthesisPage]:
    """What this programme published."""
    here = SynthesisPage.objects.child_of(programme)
    return visible_pages(user, here).order_by("-first_published_at", "title")


def syntheses_about(gathering: GatheringPage, user: Any) -> QuerySet[SynthesisPage]:
    """What was written from this meeting."""
    return visible_syntheses(user).filter(gatherings=gathering)


def gatherings_of(synthesis: SynthesisPage, user: Any) -> QuerySet[GatheringPage]:
    """The meetings that a synthesis was written from, those that ``user`` may see."""
    mine = GatheringPage.objects.filter(pk__in=synthesis.gatherings.all())
    return visible_pages(user, mine).order_by("starts_on", "title")


def contributions_to(synthesis: SynthesisPage) -> list[Contribution]:
    """Who wrote it, who reread it."""
    contributions = list(synthesis.contributions.all())
    prefetch_related_objects(contributions, "person")
    return contributions


def body_of(synthesis: SynthesisPage) -> StreamValue:
    """What a synthesis says; where its lessons come from is fetched at once for all of them."""
    lessons = [block.value for block in synthesis.body if block.block_type == "lesson"]
    prefetch_related_objects([lesson for lesson in lessons if lesson], "programme", "origin")
    return synthesis.body
