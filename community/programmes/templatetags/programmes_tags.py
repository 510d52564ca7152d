"""Who does what here, for the templates of every room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import template
from wagtail.models import Page

from .. import permissions
from ..models import Participation, ProgrammePage
from ..querysets import visible_pages

register = template.Library()


@dataclass(frozen=True)
class Cast:
    """The people and organisations of a programme, as one visitor may see them."""

    #: Who animates; empty means « demander à l'équipe ».
    animators: list[Participation]
    #: The other roles that carry a title: allié pivot, grand témoin, média embarqué…
    titled: list[Participation]
    #: All participants, for participants only; otherwise empty.
    participants: list[Participation]
    is_participant: bool
    may_edit: bool


@register.simple_tag(takes_context=True)
def cast_of(context: dict[str, Any], programme: ProgrammePage) -> Cast:
    """``{% cast_of page as cast %}``: « qui fait quoi ici », drawn from roles, never typed."""
    user = context["request"].user
    rows = list(
        programme.participations.select_related("person__organisation", "organisation").order_by(
            "person__name", "organisation__name"
        )
    )
    participates = permissions.is_participant(user, programme)
    animators = [row for row in rows if row.role == Participation.Role.ANIMATOR]
    others = [row for row in rows if row.role != Participation.Role.ANIMATOR]
    return Cast(
        animators=animators,
        titled=[row for row in others if row.title],
        participants=others if participates or permissions.is_team(user) else [],
        is_participant=participates,
        may_edit=permissions.may_edit_programme(user, programme),
    )


@register.simple_tag(takes_context=True)
def visible_children(context: dict[str, Any], page: Page) -> list[Page]:
    """``{% visible_children page as pages %}``: the published pages below that one may see."""
    return list(visible_pages(context["request"].user, page.get_children()).specific())
