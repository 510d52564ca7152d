"""The verbs of an accompaniment: start it, end it, open it again, say how far its phases are.

Each is made under the lock of the programme's row and told in the log with its author; without
``acting_user`` it is the house's own: the demonstration.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from community.activity.actions import record
from community.alliance.models import ActorKind
from community.delegations.models import Delegation, Seat
from community.discussions.actions import open_channel
from community.discussions.models import Channel
from community.programmes.models import ProgrammePage

from .mails import tell_everybody, tell_newcomer
from .models import AccompanimentPage, Course, Phase, PhaseProgress
from .permissions import may_lead
from .reading import course_of, is_over

State = PhaseProgress.State


@transaction.atomic
def start(*, accompaniment: AccompanimentPage, acting_user: Any = None) -> tuple[Course, bool]:
    """Open the rooms of each delegation and of each kind of actors; returns whether it is new.

    Done again it opens what is missing, doubles nothing and tells nobody.
    """
    programme = _lead(accompaniment, acting_user)
    if is_over(accompaniment) and course_of(accompaniment) is None:
        raise ValidationError(
            _(
                "Cet accompagnement s'est terminé en %(year)s, dit sa page. S'il continue, "
                "corrigez d'abord son année de fin."
            )
            % {"year": accompaniment.end_year}
        )
    course, new = Course.objects.get_or_create(
        accompaniment_id=programme.pk, defaults={"started_on": timezone.localdate()}
    )
    if course.closed_on:
        raise ValidationError(_("Cet accompagnement est clos : rouvrez-le d'abord s'il continue."))
    _open_rooms(programme)
    if new:
        _tell("course.started", _("accompagnement lancé"), programme, acting_user)
        tell_everybody(programme, "start")
    return course, new


@transaction.atomic
def close(*, accompaniment: AccompanimentPage, acting_user: Any = None) -> tuple[Course, bool]:
    """End it: its territories are companions, and keep their seats and their rooms.

    Returns whether it was open until now.
    """
    programme = _lead(accompaniment, acting_user)
    course = Course.objects.filter(accompaniment=programme.pk).first()
    if course is None:
        raise ValidationError(
            _("Cet accompagnement n'est pas lancé : il n'y a rien à clore. Lancez-le d'abord.")
        )
    if course.closed_on:
        return course, False
    course.closed_on = timezone.localdate()
    course.save(update_fields=["closed_on"])
    _tell("course.closed", _("accompagnement clos"), programme, acting_user)
    tell_everybody(programme, "close")
    return course, True


@transaction.atomic
def reopen(*, accompaniment: AccompanimentPage, acting_user: Any = None) -> tuple[Course, bool]:
    """It goes on: what was formed meanwhile gets its rooms, and those who sit are told.

    Ending it closed no room; one that its référent·e closed since is theirs to open again. Returns
    whether it was ended until now.
    """
    programme = _lead(accompaniment, acting_user)
    course = Course.objects.filter(accompaniment=programme.pk).first()
    if course is None:
        raise ValidationError(
            _("Cet accompagnement n'est pas lancé : il n'y a rien à rouvrir. Lancez-le d'abord.")
        )
    if not course.closed_on:
        return course, False
    course.closed_on = None
    course.save(update_fields=["closed_on"])
    _open_rooms(programme)
    _tell("course.reopened", _("accompagnement rouvert"), programme, acting_user)
    tell_everybody(programme, "reopen")
    return course, True


@transaction.atomic
def receive(*, delegation: Delegation) -> None:
    """Open the room of a delegation that is formed while the accompaniment runs.

    The lock of the programme's row orders this with the start: one of the two sees the other.
    """
    _lock(delegation.programme_id)
    if Course.objects.filter(accompaniment=delegation.programme_id, closed_on=None).exists():
        _open_room(delegation)


def seat_newcomer(*, seat: Seat) -> None:
    """Tell whoever takes a seat while the accompaniment runs what was told to all at its start.

    Whoever gives a seat holds the lock of its delegation, for which a start waits before it looks
    for those who sit: one of the two sees the other, and one alone writes.
    """
    running = Course.objects.filter(accompaniment=seat.delegation.programme_id, closed_on=None)
    if course := running.first():
        tell_newcomer(seat, course.started_on)


def _open_rooms(programme: ProgrammePage) -> None:
    for delegation in programme.delegations.select_related("territory"):
        _open_room(delegation)
    for kind in ActorKind:
        open_channel(
            kind=Channel.Kind.PEERS,
            programme=programme,
            actor_kind=kind,
            demonstration=programme.demonstration,
        )


def _open_room(delegation: Delegation) -> None:
    open_channel(
        kind=Channel.Kind.DELEGATION,
        title=str(delegation),
        delegations=[delegation],
        demonstration=delegation.demonstration,
    )


@transaction.atomic
def advance(
    *, accompaniment: AccompanimentPage, number: int, state: str, acting_user: Any = None
) -> PhaseProgress:
    """Say in one gesture how far a phase is: its dates follow, those that still hold are kept."""
    progress = _progress(_lead(accompaniment, acting_user), number)
    today = timezone.localdate()
    begins, ends = progress.begins, progress.ends
    if state == State.COMING:
        begins, ends = _if_later(begins, today), _if_later(ends, today)
    elif state == State.ONGOING:
        begins, ends = _if_not_later(begins, today) or today, _if_later(ends, today)
    else:
        begins, ends = _if_not_later(begins, today), _if_not_later(ends, today) or today
    return _write(progress, state, begins, ends, acting_user)


@transaction.atomic
def set_phase(
    *,
    accompaniment: AccompanimentPage,
    number: int,
    state: str,
    begins: dt.date | None = None,
    ends: dt.date | None = None,
    acting_user: Any = None,
) -> PhaseProgress:
    """Say how far a phase is, and its dates. Raises ``ValidationError`` when they disagree."""
    progress = _progress(_lead(accompaniment, acting_user), number)
    return _write(progress, state, begins, ends, acting_user)


def _progress(programme: ProgrammePage, number: int) -> PhaseProgress:
    if not Phase.objects.filter(programme=programme, order=number).exists():
        raise ValidationError(_("Cette étape n'existe plus : quelqu'un vient de la retirer."))
    found = PhaseProgress.objects.filter(programme=programme, number=number).first()
    return found or PhaseProgress(programme=programme, number=number)


def _write(
    progress: PhaseProgress,
    state: str,
    begins: dt.date | None,
    ends: dt.date | None,
    acting_user: Any,
) -> PhaseProgress:
    before = (progress.state, progress.begins, progress.ends)
    progress.state, progress.begins, progress.ends = state, begins, ends
    progress.full_clean()
    progress.save()
    if before != (state, begins, ends):
        phase = Phase.objects.get(programme=progress.programme_id, order=progress.number)
        label = _("%(programme)s, « %(phase)s » : %(state)s") % {
            "programme": progress.programme.title,
            "phase": phase,
            "state": progress.get_state_display(),
        }
        record(
            verb="phase.moved",
            actor=acting_user,
            subject=progress.programme,
            label=label,
            programme=progress.programme,
        )
    return progress


def _if_later(day: dt.date | None, today: dt.date) -> dt.date | None:
    return day if day and day > today else None


def _if_not_later(day: dt.date | None, today: dt.date) -> dt.date | None:
    return day if day and day <= today else None


def _lead(accompaniment: AccompanimentPage, acting_user: Any) -> ProgrammePage:
    """Lock the programme's row, for whoever may lead it."""
    if acting_user and not may_lead(acting_user, accompaniment):
        raise PermissionDenied(_("Qui anime cet accompagnement, ou l'équipe, le conduit."))
    return _lock(accompaniment.pk)


def _lock(programme_id: int) -> ProgrammePage:
    rows = ProgrammePage.objects.select_for_update(no_key=True, of=("self",))
    return rows.get(pk=programme_id)


def _tell(verb: str, said: str, programme: ProgrammePage, acting_user: Any) -> None:
    record(
        verb=verb,
        actor=acting_user,
        subject=programme,
        label=f"{programme.title} : {said}",
        programme=programme,
    )
