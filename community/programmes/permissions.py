"""Who may do what with a programme and its pages."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from wagtail.models import Page

# The rooms above ask it here, beside what follows from it: the alias says that it is exported.
from community.alliance.permissions import is_team as is_team  # noqa: PLC0414

from .actions import programme_of
from .models import Circle, HousePage, PageAudience, Participation, ProgrammePage
from .querysets import visible_pages


def is_participant(user: Any, programme: ProgrammePage | None) -> bool:
    """Whether ``user`` belongs to the programme, as participant or animator."""
    if programme is None or not user.is_authenticated:
        return False
    return programme.participations.filter(person__user=user).exists()


def may_edit_programme(user: Any, programme: ProgrammePage | None) -> bool:
    """The team, and the animators of this very programme."""
    if is_team(user) or programme is None or not user.is_authenticated:
        return is_team(user)
    own = programme.participations.filter(person__user=user)
    return may_edit_as(user, own.values_list("role", flat=True).first())


def may_edit_page(user: Any, page: HousePage) -> bool:
    """The same of any page; of one that was found by its address, nothing more is asked."""
    if page.trail:
        return may_edit_as(user, page.trail[-1].reader_role)
    if is_team(user) or not user.is_authenticated:
        return is_team(user)
    own = Participation.objects.filter(person__user=user, programme__audiences__page=page.pk)
    return may_edit_as(user, own.values_list("role", flat=True).first())


def may_edit_as(user: Any, role: str | None) -> bool:
    """Whether ``user``, who holds this role in a programme, or none, may write there."""
    return is_team(user) or role == Participation.Role.ANIMATOR


def move_refusal(page: Page, destination: Page) -> str | None:
    """Why a branch cannot move there: its participants' pages would be in no programme."""
    if programme_of(destination):
        return None
    moving_along = ProgrammePage.objects.descendant_of(page, inclusive=True)
    closed = PageAudience.objects.filter(
        page__in=Page.objects.descendant_of(page, inclusive=True), circle=Circle.PARTICIPANTS
    ).exclude(programme__in=moving_along)
    if not closed.exists():
        return None
    return gettext(
        "Cette page ne peut pas être déplacée ici : elle est réservée aux participant·es d'un "
        "dispositif, et il n'y en a pas ici. Choisissez d'abord qui d'autre la voit."
    )


def may_see_page(user: Any, page: Page) -> bool:
    """Whether the page is one of those that this visitor may read."""
    return visible_pages(user, Page.objects.filter(pk=page.pk)).exists()
