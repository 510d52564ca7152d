"""The verbs of a programme: who takes part, who animates, who sees a page."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.models import GroupPagePermission, Page

from community.activity.acting import acting
from community.alliance.models import Organisation, Person

from . import log
from .addresses import open_branch
from .models import Circle, PageAudience, Participation, ProgrammePage, WithdrawnAddress

ANIMATOR_RIGHTS = ("add_page", "change_page", "publish_page")
WIDTH = {Circle.ANYONE.value: 0, Circle.ALLIES.value: 1, Circle.PARTICIPANTS.value: 2}


@transaction.atomic
def take_part(
    *,
    programme: ProgrammePage,
    person: Person | None = None,
    organisation: Organisation | None = None,
    role: str = Participation.Role.PARTICIPANT,
    title: str = "",
    acting_user: Any = None,
) -> Participation:
    """Let a person or an organisation take part, or change the role that it has.

    Nobody acts when a command or a loader does; the log then names no author. Raises
    ``ValidationError`` when the person's card is not there any more.
    """
    if person:
        _lock_card(person)
    participation = programme.participations.filter(
        person=person, organisation=organisation
    ).first() or Participation(programme=programme, person=person, organisation=organisation)
    participation.role, participation.title = role, title or participation.title
    participation.full_clean()
    with acting(acting_user):
        participation.save()
    return participation


def _lock_card(person: Person) -> None:
    """Until the transaction ends the card is there, and is not merged with another."""
    rows = Person.objects.select_for_update(no_key=True, of=("self",)).filter(pk=person.pk)
    if rows.first() is None:
        raise ValidationError(
            _("Cette fiche n'est plus là : elle a peut-être été réunie avec une autre.")
        )


@transaction.atomic
def leave(*, participation: Participation, acting_user: Any = None) -> None:
    """End a participation; what hangs on it (seats, channels, drafts' rights) ends with it."""
    with acting(acting_user):
        participation.delete()


@transaction.atomic
def sync_animators(*, programme: ProgrammePage) -> None:
    """Give the animators of a programme the rights on its tree, and nobody else.

    Wagtail's own groups carry the rights, so that its explorer, choosers and moderation obey.
    """
    animators = programme.participations.animators().filter(person__user__isnull=False)
    user_ids = set(animators.values_list("person__user_id", flat=True))
    name = f"animation-{programme.pk}"
    if not user_ids:
        Group.objects.filter(name=name).delete()
        return
    group, created = Group.objects.get_or_create(name=name)
    if created:
        group.permissions.add(Permission.objects.get(codename="access_admin"))
        page = Page.objects.get(pk=programme.pk)
        for permission in Permission.objects.filter(
            content_type__app_label="wagtailcore", codename__in=ANIMATOR_RIGHTS
        ):
            GroupPagePermission.objects.create(group=group, page=page, permission=permission)
    group.user_set.set(user_ids)


def programme_of(page: Page) -> ProgrammePage | None:
    """The programme that a page stands in: itself or its nearest ancestor that is one."""
    return ProgrammePage.objects.ancestor_of(page, inclusive=True).order_by("-depth").first()


@transaction.atomic
def ensure_audience(*, page: Page, source: Page | None = None) -> PageAudience:
    """Give a page its audience when it has none: its parent's, since no child is wider.

    A copy is never wider than its ``source`` either.
    """
    existing = PageAudience.objects.filter(page_id=page.pk).first()
    if existing:
        return existing
    copied = PageAudience.objects.filter(page_id=source.pk).first() if source else None
    circle = copied.circle if copied else Circle.ANYONE
    return _settle(page, PageAudience(page_id=page.pk, circle=circle))


@transaction.atomic
def set_audience(*, page: Page, circle: str) -> PageAudience:
    """Choose who sees a page; the pages below it are narrowed with it, never widened.

    Raises ``ValidationError`` when the page would be open wider than the page above it.
    """
    parent = PageAudience.objects.filter(page_id__in=_parent_ids(page)).first()
    if parent and WIDTH[circle] < WIDTH[parent.circle]:
        raise ValidationError(
            _("La page au-dessus n'est ouverte qu'à : %(circle)s.")
            % {"circle": parent.get_circle_display()}
        )
    audience = ensure_audience(page=page)
    before, audience.circle = audience.circle, circle
    audience.full_clean()
    audience.save()
    if before != circle:
        log.tell_audience(page, audience)
    wider = [name for name, width in WIDTH.items() if width < WIDTH[circle]]
    PageAudience.objects.filter(
        page_id__in=Page.objects.descendant_of(page).values("pk"), circle__in=wider
    ).update(circle=circle)
    return audience


@transaction.atomic
def rehouse(*, page: Page) -> None:
    """After a move: the pages of the branch belong to the programme that they now stand in."""
    for moved in Page.objects.descendant_of(page, inclusive=True).order_by("depth"):
        _settle(moved, ensure_audience(page=moved))


@transaction.atomic
def remember_withdrawal(*, page: Page) -> None:
    """Before ``page`` is unpublished or deleted: keep the addresses that everybody loses."""
    rows = [WithdrawnAddress(url_path=url_path) for url_path in open_branch(page)]
    WithdrawnAddress.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def forget_withdrawal(*, page: Page) -> None:
    """Something is published at the address of ``page`` again, whoever may read it."""
    WithdrawnAddress.objects.filter(url_path=page.url_path).delete()


def _settle(page: Page, audience: PageAudience) -> PageAudience:
    """Put an audience right for where its page stands: as wide as it was, or narrower.

    Out of every programme there are no participants: a page that was theirs is unpublished there,
    until somebody chooses who else may read it.
    """
    audience.programme = programme_of(page)
    parent = PageAudience.objects.filter(page_id__in=_parent_ids(page)).first()
    if parent and WIDTH[audience.circle] < WIDTH[parent.circle]:
        audience.circle = parent.circle
    if audience.programme is None and audience.circle == Circle.PARTICIPANTS:
        audience.circle = Circle.ALLIES
        page.alias_of = None  # an alias would be published again with its source
        page.unpublish()
    audience.save()
    return audience


def _parent_ids(page: Page) -> list[Any]:
    parent = page.get_parent() if page.depth > 1 else None
    return [parent.pk] if parent else []
