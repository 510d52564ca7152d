"""The verbs of a delegation: form it, give a seat, end one, hand one over, tell who supports it.

Each change is made under the lock of the delegation's row, and told in the log with its author;
without ``acting_user`` it is the house's own: a load, the demonstration.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.activity.actions import record
from community.alliance.models import ActorKind, Person, Territory
from community.programmes.actions import take_part
from community.programmes.models import Participation, ProgrammePage
from community.programmes.permissions import may_edit_programme

from .drafts import pass_drafts
from .models import Delegation, Seat
from .permissions import may_add_people, may_compose, may_hand_over, why_not_handed_over

#: What becomes of a seat: each verb of the log, and how it is said there.
SAID = {
    "seat.given": gettext_lazy("siège donné"),
    "seat.changed": gettext_lazy("siège modifié"),
    "seat.ended": gettext_lazy("siège terminé"),
    "seat.taken": gettext_lazy("siège retiré"),
    "seat.handed_over": gettext_lazy("relais passé"),
    "seats.merged": gettext_lazy("sièges réunis"),
    "referent.named": gettext_lazy("référent·e"),
    "referent.ended": gettext_lazy("n'est plus référent·e"),
}


@transaction.atomic
def form_delegation(
    *,
    territory: Territory,
    programme: ProgrammePage,
    composition: str = "",
    acting_user: Any = None,
) -> Delegation:
    """Open the delegation of a territory in a programme; the one that exists is kept."""
    if acting_user and not may_edit_programme(acting_user, programme):
        raise PermissionDenied(_("Qui anime le dispositif, ou l'équipe, y forme les délégations."))
    delegation, created = Delegation.objects.get_or_create(
        territory=territory, programme=programme, defaults={"composition": composition}
    )
    if created:
        label = _("%(delegation)s formée") % {"delegation": delegation}
        _tell("delegation.formed", delegation, delegation, label, acting_user)
    return delegation


@transaction.atomic
def give_seat(
    *,
    delegation: Delegation,
    person: Person,
    kind: ActorKind,
    title: str = "",
    referent: bool = False,
    substitute: bool = False,
    since: dt.date | None = None,
    acting_user: Any = None,
) -> Seat:
    """Seat somebody; a seat belongs to a participation, which is made when there is none.

    Raises ``ValidationError`` when the person already sits there, or a référent·e already does.
    """
    lock(delegation)
    if acting_user and not may_compose(acting_user, delegation):
        raise PermissionDenied(
            _("Son ou sa référent·e, qui anime le dispositif, ou l'équipe, donne les sièges.")
        )
    seat = Seat(
        delegation=delegation,
        participation=_participation(delegation, person, acting_user),
        kind=kind,
        title=title,
        referent=referent,
        substitute=substitute,
        since=since or timezone.localdate(),
    )
    seat.full_clean()
    seat.save()
    tell_of(seat, "seat.given", acting_user)
    return seat


@transaction.atomic
def end_seat(*, seat: Seat, on: dt.date | None = None, acting_user: Any = None) -> None:
    """End a seat, today or on a day to come: its holder leaves the delegation's channels then.

    A known end is made later by those only who compose the delegation: nobody extends their own.
    One that began today, or did not begin, was held on no day: nothing is left of it but the log.
    """
    _lock_seat(seat)
    if acting_user and not may_hand_over(acting_user, seat):
        raise PermissionDenied(
            _("Qui tient ce siège, son ou sa référent·e, qui anime ou l'équipe, y met fin.")
        )
    later = seat.until and on and on > seat.until
    if later and acting_user and not may_compose(acting_user, seat.delegation):
        raise ValidationError(
            {"on": _("Ce siège finit plus tôt : qui le tient ne le prolonge pas.")}
        )
    tell_of(seat, "seat.ended", acting_user)
    _close(seat, on)


@transaction.atomic
def hand_over(
    *,
    seat: Seat,
    successor: Person,
    on: dt.date | None = None,
    title: str = "",
    acting_user: Any = None,
) -> Seat:
    """Let somebody follow in a seat from a day on: rooms and drafts pass to them, mails do not.

    The one leaves the delegation's channels on the day when the other enters them. A suppléant·e of
    the same kind leaves their own seat for this one.
    """
    _lock_seat(seat)
    if acting_user and not may_hand_over(acting_user, seat):
        raise PermissionDenied(
            _("Qui tient ce siège, son ou sa référent·e, qui anime ou l'équipe, passe le relais.")
        )
    if refused := why_not_handed_over(acting_user, seat):
        raise ValidationError(refused)
    today = timezone.localdate()
    start = on or today
    if start < today:
        raise ValidationError({"on": _("Un relais se passe aujourd'hui ou plus tard.")})
    if seat.participation.person_id == successor.pk:
        raise ValidationError({"person": _("Cette personne tient déjà ce siège.")})
    participation = _participation(seat.delegation, successor, acting_user)
    kept = {"delegation": seat.delegation, "kind": seat.kind, "referent": seat.referent}
    was_substitute = seat.substitute
    # A seat whose end is known already is not made longer by whoever comes after.
    gone = _close(seat, min(start, seat.until or start))
    standing_in = seat.delegation.seats.filter(
        participation=participation, kind=kept["kind"], substitute=True
    )
    for own in standing_in.held_between(start, None):
        tell_of(own, "seat.ended", acting_user)
        _close(own, start)
    new = Seat(
        participation=participation,
        title=title,
        substitute=was_substitute,
        since=start,
        follows=seat.follows if gone else seat,
        **kept,
    )
    new.full_clean()
    new.save()
    tell_of(new, "seat.handed_over", acting_user)
    if start == today:
        pass_drafts(seat=new, former=seat.participation.person)
    return new


@transaction.atomic
def name_referent(*, seat: Seat, acting_user: Any = None) -> None:
    """Make the holder of a seat the delegation's référent·e; the one before stays seated."""
    _lock_seat(seat)
    if acting_user and not may_compose(acting_user, seat.delegation):
        raise PermissionDenied(
            _("Son ou sa référent·e, qui anime le dispositif, ou l'équipe, confie ce rôle.")
        )
    today = timezone.localdate()
    if not Seat.objects.current(today).filter(pk=seat.pk).exists():
        raise ValidationError(_("Cette personne ne siège pas aujourd'hui."))
    others = seat.delegation.seats.filter(referent=True).held_between(today, seat.until)
    for other in others.exclude(pk=seat.pk):
        other.referent = False
        other.save(update_fields=["referent"])
        tell_of(other, "referent.ended", acting_user)
    seat.referent, seat.substitute = True, False
    seat.full_clean()
    seat.save(update_fields=["referent", "substitute"])
    tell_of(seat, "referent.named", acting_user)


@transaction.atomic
def tell_support(
    *,
    delegation: Delegation,
    supported_by: str,
    supported_since: dt.date | None,
    asked: str,
    acting_user: Any = None,
) -> None:
    """Note which function at the head of the executive supports the delegation, and the ask."""
    lock(delegation)
    if acting_user and not may_compose(acting_user, delegation):
        raise PermissionDenied(
            _("Son ou sa référent·e, qui anime le dispositif, ou l'équipe, note ce soutien.")
        )
    delegation.supported_by, delegation.supported_since = supported_by, supported_since
    delegation.asked = asked
    delegation.full_clean()
    delegation.save(update_fields=["supported_by", "supported_since", "asked"])
    label = _("%(delegation)s : soutien de l'exécutif") % {"delegation": delegation}
    _tell("support.noted", delegation, delegation, label, acting_user)


def lock(delegation: Delegation) -> None:
    """Until the transaction ends, nobody else composes this delegation.

    Two at once would not see each other's seat.
    """
    rows = Delegation.objects.select_for_update(no_key=True).filter(pk=delegation.pk)
    if rows.first() is None:
        raise ValidationError(_("Cette délégation n'existe plus."))


def _lock_seat(seat: Seat) -> None:
    """Lock a seat's delegation, then read the seat again: it may have changed meanwhile."""
    lock(seat.delegation)
    if not Seat.objects.filter(pk=seat.pk).exists():
        raise ValidationError(_("Ce siège n'existe plus."))
    seat.refresh_from_db()
    if seat.until and seat.until <= timezone.localdate():
        raise ValidationError(_("Ce siège est déjà terminé."))


def _close(seat: Seat, on: dt.date | None) -> bool:
    """Write the end of a seat; returns whether the whole of it went, held on no day."""
    end = on or timezone.localdate()
    if seat.since and seat.since >= end:
        if on and seat.since > end:
            raise ValidationError({"on": _("La fin du siège vient avant son début.")})
        seat.delete()
        return True
    seat.until = end
    seat.full_clean()
    seat.save(update_fields=["until"])
    return False


def _participation(delegation: Delegation, person: Person, acting_user: Any) -> Participation:
    """The participation that a seat belongs to; made by those only who may bring people in."""
    if acting_user and person.user_id == acting_user.pk:
        raise ValidationError(
            {"person": _("C'est vous : un siège se reçoit de la main de quelqu'un d'autre.")}
        )
    standing = delegation.programme.participations.filter(person=person).first()
    if standing:
        return standing
    if acting_user and not may_add_people(acting_user, delegation):
        sentence = _(
            "Cette personne ne participe pas encore au dispositif : demandez à qui l'anime de l'y "
            "ajouter."
        )
        raise ValidationError({"person": sentence})
    return take_part(programme=delegation.programme, person=person, acting_user=acting_user)


def tell_of(seat: Seat, verb: str, acting_user: Any) -> None:
    """Write in the log what became of a seat, one of ``SAID``, and by whom."""
    label = _("%(delegation)s, %(kind)s : %(person)s – %(what)s") % {
        "what": SAID.get(verb, verb),
        "delegation": seat.delegation,
        "kind": seat.get_kind_display(),
        "person": seat.participation.person,
    }
    _tell(verb, seat.delegation, seat.participation.person, label, acting_user)


def _tell(verb: str, delegation: Delegation, subject: Any, label: str, acting_user: Any) -> None:
    record(
        verb=verb,
        actor=acting_user,
        subject=subject,
        label=label,
        programme=delegation.programme,
    )
