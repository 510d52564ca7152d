"""The drafts of a dispositif follow the seat: its new holder finds what the former one began."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from wagtail.models import Page

from community.alliance.models import Person

from .models import Seat


@transaction.atomic
def pass_drafts(*, seat: Seat, former: Person | None) -> None:
    """Make the new holder the owner of the former one's drafts, and of the locks they left.

    Only below the seat's own programme. Without an account nobody owns a draft: the drafts stay,
    and what was locked is unlocked.
    """
    seat.took_over_at = timezone.now()
    seat.save(update_fields=["took_over_at"])
    person = seat.participation.person
    heir = person.user if person else None
    if former is None or former.user_id is None:
        return
    programme = Page.objects.get(pk=seat.delegation.programme_id)
    pages = Page.objects.descendant_of(programme, inclusive=True)
    locked = pages.filter(locked_by=former.user_id)
    if heir is None:
        locked.update(locked=False, locked_by=None, locked_at=None)
        return
    locked.update(locked_by=heir)
    drafts = pages.filter(Q(live=False) | Q(has_unpublished_changes=True))
    drafts.filter(owner=former.user_id).update(owner=heir)


def pass_due_drafts() -> int:
    """Pass the drafts of the seats that were handed over for a day that has come."""
    due = Seat.objects.current().filter(follows__isnull=False, took_over_at__isnull=True)
    done = 0
    for pk in list(due.values_list("pk", flat=True)):
        with transaction.atomic():
            # Taken under a lock and asked again: two runs at once pass them once.
            rows = Seat.objects.select_for_update(of=["self"], no_key=True)
            seat = rows.filter(pk=pk, took_over_at__isnull=True).first()
            if seat and seat.follows:
                pass_drafts(seat=seat, former=seat.follows.participation.person)
                done += 1
    return done
