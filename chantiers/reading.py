"""The syntheses that a visitor may read: the latest, of a programme, about a meeting."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet, prefetch_related_objects
from wagtail.blocks import StreamValue
from wagtail.images.models import AbstractImage

from community.gatherings.models import GatheringPage
from community.prepared import prepared
from community.programmes.excerpts import Excerpt, counted, first
from community.programmes.models import ProgrammePage
from community.programmes.pictures import prefetch_renditions
from community.programmes.querysets import visible_pages
from resources.models import Lesson, ResourcePage

from .models import Contribution, SynthesisPage

#: How many of the meetings that a synthesis was written from stand beside it.
WRITTEN_FROM = 12


def visible_syntheses(user: Any) -> QuerySet[SynthesisPage]:
    """The published syntheses that ``user`` may read, the latest first."""
    return visible_pages(user, SynthesisPage.objects.all()).order_by("-first_published_at", "title")


@prepared
def latest_syntheses(user: Any, *, limit: int) -> QuerySet[SynthesisPage]:
    """The last ones published."""
    return visible_syntheses(user)[:limit]


def syntheses_of(programme: ProgrammePage, user: Any) -> QuerySet[SynthesisPage]:
    """What this programme published."""
    here = SynthesisPage.objects.child_of(programme)
    return visible_pages(user, here).order_by("-first_published_at", "title")


def syntheses_about(gathering: GatheringPage, user: Any) -> QuerySet[SynthesisPage]:
    """What was written from this meeting."""
    return visible_syntheses(user).filter(gatherings=gathering)


def first_about(gathering: GatheringPage, user: Any) -> Excerpt[SynthesisPage]:
    """The first of them."""
    return counted(_first_about(user, gathering.pk))


@prepared
def _first_about(user: Any, gathering_id: int) -> QuerySet[SynthesisPage]:
    return first(syntheses_about(GatheringPage(pk=gathering_id), user))


def gatherings_of(synthesis: SynthesisPage, user: Any) -> QuerySet[GatheringPage]:
    """The meetings that a synthesis was written from, those that ``user`` may see."""
    mine = GatheringPage.objects.filter(pk__in=synthesis.gatherings.all())
    return visible_pages(user, mine).order_by("starts_on", "title")


def first_gatherings(synthesis: SynthesisPage, user: Any) -> Excerpt[GatheringPage]:
    """The first of them."""
    return counted(_first_gatherings(user, synthesis.pk))


@prepared
def _first_gatherings(user: Any, synthesis_id: int) -> QuerySet[GatheringPage]:
    return first(gatherings_of(SynthesisPage(pk=synthesis_id), user), WRITTEN_FROM)


def contributions_to(synthesis: SynthesisPage) -> list[Contribution]:
    """Who wrote it, who reread it."""
    contributions = list(synthesis.contributions.all())
    prefetch_related_objects(contributions, "person")
    return contributions


def body_of(synthesis: SynthesisPage, user: Any) -> list[StreamValue.StreamChild]:
    """What a synthesis says to ``user``: it cites no lesson nor resource that they may not see.

    What is cited is asked for at once, however much of it there is.
    """
    prefetch_renditions(pictures_in(synthesis))
    cited: dict[str, set[int]] = {"lesson": set(), "resource": set()}
    for block in synthesis.body:
        if block.block_type in cited and block.value is not None:
            cited[block.block_type].add(block.value.pk)
    open_to_user = {
        "lesson": {lesson.pk: lesson for lesson in _lessons(user, *cited["lesson"])},
        "resource": {page.pk: page for page in _resources(user, *cited["resource"])},
    }
    return [
        block
        for block in synthesis.body
        if block.block_type not in cited or _is_among(block, open_to_user[block.block_type])
    ]


@prepared
def _lessons(user: Any, *cited: int) -> QuerySet[Lesson]:
    return Lesson.objects.visible_to(user).filter(pk__in=cited).with_provenance()


@prepared
def _resources(user: Any, *cited: int) -> QuerySet[ResourcePage]:
    return visible_pages(user, ResourcePage.objects.filter(pk__in=cited))


def pictures_in(synthesis: SynthesisPage) -> list[AbstractImage]:
    """The pictures of a synthesis, in order; one that was deleted since is no more."""
    blocks = synthesis.body.blocks_by_name("picture")
    return [block.value["image"] for block in blocks if block.value["image"] is not None]


def _is_among(block: StreamValue.StreamChild, rows: dict[int, Any]) -> bool:
    """Whether what the block cites is among the rows; it is then shown as it came with them."""
    if block.value is None or block.value.pk not in rows:
        return False
    block.value = rows[block.value.pk]
    return True
