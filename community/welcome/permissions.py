"""Who may invite whom to what, and who answers requests to join."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, Q, QuerySet, Value, When

from community.accounts.models import User
from community.alliance.models import Person
from community.delegations.models import Seat
from community.programmes.models import Participation, ProgrammePage
from community.programmes.permissions import is_team, may_edit_programme

from .models import Invitation, JoinRequest


def may_invite(
    user: Any, programme: ProgrammePage | None, role: str = Participation.Role.PARTICIPANT
) -> bool:
    """The team invites to everything, animators to their own programme as participants.

    Nobody gives more than they have; an account that is closed gives nothing.
    """
    if user is None or not user.is_active:
        return False
    if is_team(user):
        return True
    return role == Participation.Role.PARTICIPANT and may_edit_programme(user, programme)


def may_hand_card(user: Any, person: Person) -> bool:
    """Whether ``user`` may give this card to an address, with all that hangs on it.

    It is nobody's yet. An animator gives those only whose belonging is theirs to give: participants
    of their own programmes, who speak for nobody, signed nothing and left no way to reach them.
    """
    return cards_to_hand(user).filter(pk=person.pk).exists()


def invites(user: Any) -> bool:
    """Whether ``user`` has anything to invite to."""
    return is_team(user) or programmes_to_invite_to(user).exists()


def programmes_to_invite_to(user: Any) -> QuerySet[ProgrammePage]:
    programmes = ProgrammePage.objects.order_by("title")
    return programmes if is_team(user) else programmes.filter(pk__in=_animated(user))


def cards_to_hand(user: Any) -> QuerySet[Person]:
    """The cards without account that ``user`` may give to an address."""
    cards = Person.objects.filter(user=None)
    if is_team(user):
        return cards
    animated = _animated(user)
    beyond = Participation.objects.exclude(
        programme__in=animated, role=Participation.Role.PARTICIPANT
    ).filter(person__isnull=False)
    own = Participation.objects.filter(programme__in=animated, person__isnull=False)
    # An animator can make anybody a participant, not give what that card held before.
    bare = cards.filter(speaks_for=None, contact_details=None)
    bare = bare.filter(chartersignature=None, signatures_made=None)
    return bare.filter(pk__in=own.values("person")).exclude(
        Q(pk__in=beyond.values("person")) | Q(pk__in=Seat.objects.values("participation__person"))
    )


def visible_invitations(user: Any) -> QuerySet[Invitation]:
    """Those that one sent or that lead to a programme that one animates; all for the team."""
    rows = Invitation.objects.select_related("person", "programme", "inviter__person")
    if is_team(user):
        return rows
    return rows.filter(Q(inviter=user.pk) | Q(programme__in=_animated(user)))


def invitations_with_rights(user: Any) -> QuerySet[Invitation]:
    """Those that ``user`` sees, each with what they may do with it.

    One withdraws one's own, and those to what one may invite to; one sends again the latter alone.
    Never the team's invitation to animate, for who animates: ``may_invite`` says so of each.
    """
    rows = visible_invitations(user)
    if is_team(user):
        return rows.annotate(may_resend=Value(True), may_withdraw=Value(True))
    given = Q(role=Participation.Role.PARTICIPANT, programme__in=_animated(user))
    return rows.annotate(
        may_resend=Case(When(given, then=True), default=False),
        may_withdraw=Case(When(given | Q(inviter=user.pk), then=True), default=False),
    )


def may_withdraw(user: Any, invitation: Invitation) -> bool:
    row: Any = invitations_with_rights(user).filter(pk=invitation.pk).first()
    return bool(row and row.may_withdraw)


def visible_requests(user: Any) -> QuerySet[JoinRequest]:
    """Those to a programme that one animates; all for the team."""
    rows = JoinRequest.objects.select_related("programme")
    return rows if is_team(user) else rows.filter(programme__in=_animated(user))


def who_answers(request: JoinRequest) -> QuerySet[User]:
    """Who is written to of a request: who animates its programme; if nobody does, the team."""
    people = User.objects.filter(is_active=True).order_by("pk")
    animators = Participation.objects.animators().filter(programme=request.programme_id)
    theirs = people.filter(person__in=animators.values("person"))
    return theirs if theirs.exists() else people.filter(is_staff=True)


def _animated(user: Any) -> QuerySet[Participation, Any]:
    """The programmes that ``user`` animates, as a subquery of their ids."""
    own = Participation.objects.animators().filter(
        person__user=user.pk, person__user__isnull=False, person__user__is_active=True
    )
    return own.values("programme_id")
