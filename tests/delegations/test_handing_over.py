"""At the end of a mandate: one gesture names who follows; rooms and drafts pass, the rest stays."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from community.accounts.signals import access_changed
from community.activity import schedule
from community.activity.models import Event
from community.alliance.models import ActorKind
from community.delegations.actions import (
    end_seat,
    form_delegation,
    give_seat,
    hand_over,
    name_referent,
    tell_support,
)
from community.delegations.drafts import pass_due_drafts
from community.delegations.models import Delegation, Seat
from community.discussions.actions import open_channel
from community.discussions.models import Channel
from tests import factories as make
from tests.discussions.factories import say

pytestmark = pytest.mark.django_db

ELU, AGENT, ETAT, SOCIO = ActorKind
ONE_DAY = dt.timedelta(days=1)


def today() -> dt.date:
    return timezone.localdate()


@pytest.fixture
def delegation() -> Delegation:
    return make.delegation()


@pytest.fixture
def seat(delegation) -> Seat:
    """The référente's, held for a while."""
    return make.seat(delegation, ELU, referent=True, title="maire", since=today() - 99 * ONE_DAY)


def test_the_seat_passes_with_its_kind_and_its_part(seat, delegation) -> None:
    """The one ends on the day when the other begins; the log says so, with its author."""
    me = seat.participation.person
    successor = make.participant(delegation.programme)
    new = hand_over(seat=seat, successor=successor, title="maire élue", acting_user=me.user)
    seat.refresh_from_db()
    assert seat.until == new.since == today()
    assert (new.kind, new.referent, new.title, new.follows) == (ELU, True, "maire élue", seat)
    assert [row.participation.person for row in delegation.seats.current()] == [successor]
    event = Event.objects.get(verb="seat.handed_over")
    assert (event.actor, event.subject) == (me.user, successor)
    assert event.label.endswith(f" : {successor} – relais passé")
    assert event.programme_id == delegation.programme_id
    assert delegation.programme.participations.filter(person=me).exists()


def test_rooms_pass_at_once_and_private_ones_do_not(
    seat, delegation, django_capture_on_commit_callbacks
) -> None:
    """History too, for who follows; what the one reads elsewhere stays theirs. Both are told."""
    me, successor = seat.participation.person, make.participant(delegation.programme)
    room = open_channel(kind=Channel.Kind.DELEGATION, delegations=[delegation])
    twins = [make.delegation(), make.delegation()]
    make.seat(twins[0], person=me)
    elsewhere = open_channel(kind=Channel.Kind.PAIR, delegations=twins)
    say(room, me, "Avant vous")
    told = []

    def listen(user_ids, **_kwargs):
        told.append(user_ids)

    access_changed.connect(listen)
    with django_capture_on_commit_callbacks(execute=True):
        hand_over(seat=seat, successor=successor, acting_user=me.user)
    access_changed.disconnect(listen)
    assert frozenset().union(*told) == {me.user_id, successor.user_id}
    assert list(Channel.objects.readable_by(me.user)) == [elsewhere]
    assert list(Channel.objects.readable_by(successor.user)) == [room]


def test_drafts_and_locks_of_the_programme_pass(seat, delegation) -> None:
    """Those of other programmes do not, nor what is published, nor what is another's."""
    me, successor = seat.participation.person, make.participant(delegation.programme)
    other = make.participant(delegation.programme).user
    mine = {"owner": me.user, "live": False}
    programme = delegation.programme
    draft = make.synthesis(programme, **mine)
    published = make.synthesis(programme, owner=me.user)
    locked = make.synthesis(programme, locked=True, locked_by=me.user)
    theirs = make.synthesis(programme, owner=other, live=False)
    elsewhere = make.synthesis(make.comap(), **mine)
    hand_over(seat=seat, successor=successor, acting_user=me.user)
    for page in (draft, published, locked, theirs, elsewhere):
        page.refresh_from_db()
    assert draft.owner == locked.locked_by == successor.user
    assert published.owner == elsewhere.owner == me.user
    assert theirs.owner == other


def test_without_an_account_nobody_owns_and_nothing_stays_locked(seat, delegation) -> None:
    """Who follows may be known by name only: drafts stay, locks are opened."""
    me, successor = seat.participation.person, make.participant(delegation.programme, user=None)
    draft = make.synthesis(
        delegation.programme, owner=me.user, live=False, locked=True, locked_by=me.user
    )
    hand_over(seat=seat, successor=successor, acting_user=me.user)
    draft.refresh_from_db()
    assert (draft.owner, draft.locked, draft.locked_by) == (me.user, False, None)


def test_a_day_to_come_changes_nothing_before_it(seat, delegation) -> None:
    """Until then the one sits; on the day the schedule passes the drafts, once."""
    me, successor = seat.participation.person, make.participant(delegation.programme)
    draft = make.synthesis(delegation.programme, owner=me.user, live=False)
    day = today() + 20 * ONE_DAY
    new = hand_over(seat=seat, successor=successor, on=day, acting_user=me.user)
    assert [row.participation.person for row in delegation.seats.current()] == [me]
    assert [row.participation.person for row in delegation.seats.current(day)] == [successor]
    assert pass_due_drafts() == 0
    Seat.objects.filter(pk=seat.pk).update(until=today())
    Seat.objects.filter(pk=new.pk).update(since=today())
    assert "passés : 1" in [outcome.summary for outcome in schedule.run()]
    draft.refresh_from_db()
    assert draft.owner == successor.user
    assert pass_due_drafts() == 0


def test_yesterday_is_refused(seat, delegation) -> None:
    """What was read was read."""
    successor = make.participant(delegation.programme)
    with pytest.raises(ValidationError, match="aujourd'hui ou plus tard"):
        hand_over(seat=seat, successor=successor, on=today() - ONE_DAY)
    assert delegation.seats.count() == 1


def test_a_seat_given_today_may_be_handed_over_today(delegation) -> None:
    """A slip: the one never held it."""
    seat = make.seat(delegation, ELU, referent=True)
    successor = make.participant(delegation.programme)
    hand_over(seat=seat, successor=successor)
    assert [row.participation.person for row in delegation.seats.all()] == [successor]


def test_a_known_end_is_not_made_later(seat, delegation) -> None:
    """A mandate that ends before the successor comes leaves the place free meanwhile."""
    end_seat(seat=seat, on=today() + 5 * ONE_DAY)
    successor = make.participant(delegation.programme)
    hand_over(seat=seat, successor=successor, on=today() + 9 * ONE_DAY)
    seat.refresh_from_db()
    assert seat.until == today() + 5 * ONE_DAY
    assert not delegation.seats.current(today() + 6 * ONE_DAY).exists()


def test_a_seat_has_one_successor(seat, delegation) -> None:
    """Whoever asks; when the one named does not come, another may be; the database knows it too."""
    programme, day = delegation.programme, today() + 9 * ONE_DAY
    holder = make.seat(delegation, AGENT, since=today() - ONE_DAY)
    me = holder.participation.person.user
    coming = hand_over(seat=holder, successor=make.participant(programme), on=day, acting_user=me)
    for user in (me, seat.participation.person.user, make.team_member().user, None):
        with pytest.raises(ValidationError, match="suit déjà"):
            hand_over(seat=holder, successor=make.participant(programme), on=day, acting_user=user)
    with pytest.raises(IntegrityError), transaction.atomic():
        Seat.objects.filter(pk=seat.pk).update(follows=holder)
    passed_on = hand_over(seat=coming, successor=make.participant(programme), on=day)
    assert passed_on.follows == holder
    assert delegation.seats.filter(kind=AGENT).count() == 2
    end_seat(seat=passed_on, on=day)
    again = hand_over(seat=holder, successor=make.participant(programme), on=day)
    assert again.follows == holder


def test_a_holder_gives_no_more_than_their_seat(seat, delegation) -> None:
    """Once its end is known, who composes says who follows, or makes it later."""
    day = today() + 2 * ONE_DAY
    holder = make.seat(delegation, AGENT, since=today() - ONE_DAY)
    me, referent = holder.participation.person.user, seat.participation.person.user
    successor = make.participant(delegation.programme)
    end_seat(seat=holder, on=day, acting_user=referent)
    with pytest.raises(ValidationError, match="a déjà une fin"):
        hand_over(seat=holder, successor=successor, acting_user=me)
    with pytest.raises(ValidationError, match="ne le prolonge pas"):
        end_seat(seat=holder, on=day + ONE_DAY, acting_user=me)
    holder.refresh_from_db()
    assert (holder.until, delegation.seats.count()) == (day, 2)
    end_seat(seat=holder, on=day - ONE_DAY, acting_user=me)
    end_seat(seat=holder, on=day + ONE_DAY, acting_user=referent)
    holder.refresh_from_db()
    assert holder.until == day + ONE_DAY
    new = hand_over(seat=holder, successor=successor, acting_user=referent)
    assert (new.since, new.until) == (today(), None)


def test_a_substitute_of_the_same_kind_moves_up(seat, delegation) -> None:
    """They leave their own seat for this one; somebody who sits as another kind does not."""
    substitute = make.seat(delegation, ELU, substitute=True, since=today() - ONE_DAY)
    agent = make.seat(delegation, AGENT)
    with pytest.raises(ValidationError, match="un titre à la fois"):
        hand_over(seat=seat, successor=agent.participation.person)
    seat.refresh_from_db()
    assert seat.until is None
    me = seat.participation.person.user
    new = hand_over(seat=seat, successor=substitute.participation.person, acting_user=me)
    substitute.refresh_from_db()
    assert substitute.until == new.since
    assert not new.substitute
    left = Event.objects.get(verb="seat.ended")
    assert (left.actor, left.subject) == (me, substitute.participation.person)


def test_who_may_hand_over_which_seat(seat, delegation) -> None:
    """One's own, and each for the référent·e, who animates and the team; nobody else's hand."""
    programme = delegation.programme
    holder = make.seat(delegation, AGENT, since=today() - 9 * ONE_DAY)
    neighbour = make.seat(make.delegation(programme), referent=True).participation.person
    stranger, elsewhere = make.PersonFactory(), make.animator(make.comap())
    for person in (neighbour, stranger, elsewhere, make.participant(programme)):
        with pytest.raises(PermissionDenied):
            hand_over(seat=holder, successor=make.participant(programme), acting_user=person.user)
        with pytest.raises(PermissionDenied):
            end_seat(seat=holder, acting_user=person.user)
    colleague = holder.participation.person
    with pytest.raises(PermissionDenied):
        hand_over(seat=seat, successor=make.participant(programme), acting_user=colleague.user)
    for person in (
        colleague,
        seat.participation.person,
        make.animator(programme),
        make.team_member(),
    ):
        successor = make.participant(programme)
        Seat.objects.filter(pk=holder.pk).update(since=today() - 9 * ONE_DAY)
        holder.refresh_from_db()
        holder = hand_over(seat=holder, successor=successor, acting_user=person.user)
    assert Event.objects.filter(verb="seat.handed_over").count() == 4


def test_who_forms_a_delegation() -> None:
    """Who animates the dispositif, and the team; it is told in the log once."""
    programme, territory = make.accompaniment(), make.TerritoryFactory()
    asked = {"territory": territory, "programme": programme}
    for person in (make.participant(programme), make.animator(make.comap())):
        with pytest.raises(PermissionDenied):
            form_delegation(acting_user=person.user, **asked)
    assert not Delegation.objects.exists()
    animator = make.animator(programme).user
    delegation = form_delegation(acting_user=animator, **asked)
    assert form_delegation(acting_user=make.team_member().user, **asked) == delegation
    assert Event.objects.get(verb="delegation.formed").actor == animator


def test_who_gives_seats_and_to_whom(seat, delegation) -> None:
    """The référent·e seats participants; who animates and the team bring people in as well."""
    programme, newcomer = delegation.programme, make.PersonFactory()
    referent = seat.participation.person.user
    with pytest.raises(PermissionDenied):
        give_seat(
            delegation=delegation,
            person=newcomer,
            kind=AGENT,
            acting_user=make.participant(programme).user,
        )
    with pytest.raises(ValidationError, match="ne participe pas encore"):
        give_seat(delegation=delegation, person=newcomer, kind=AGENT, acting_user=referent)
    assert not newcomer.participations.exists()
    give_seat(
        delegation=delegation,
        person=make.participant(programme),
        kind=AGENT,
        substitute=True,
        acting_user=referent,
    )
    give_seat(
        delegation=delegation,
        person=newcomer,
        kind=AGENT,
        acting_user=make.animator(programme).user,
    )
    assert delegation.seats.count() == 3


def test_nobody_seats_themselves(seat, delegation) -> None:
    """Who animates, or the team, would let themselves into private talk by their own hand."""
    animator = make.animator(delegation.programme)
    member = make.team_member()
    for person in (animator, member):
        with pytest.raises(ValidationError, match="C'est vous"):
            give_seat(delegation=delegation, person=person, kind=AGENT, acting_user=person.user)
        with pytest.raises(ValidationError, match="C'est vous"):
            hand_over(seat=seat, successor=person, acting_user=person.user)
    assert delegation.seats.count() == 1
    assert not member.participations.exists()


def test_the_former_referent_has_no_hand_left(seat, delegation) -> None:
    """The right goes with the seat, at once."""
    me = seat.participation.person
    hand_over(seat=seat, successor=make.participant(delegation.programme), acting_user=me.user)
    with pytest.raises(PermissionDenied):
        give_seat(
            delegation=delegation,
            person=make.participant(delegation.programme),
            kind=ETAT,
            acting_user=me.user,
        )
    with pytest.raises(ValidationError, match="déjà terminé"):
        end_seat(seat=seat, acting_user=me.user)


def test_a_referent_is_named_in_one_gesture(seat, delegation) -> None:
    """The one before stays seated; both changes are one, and the log tells both."""
    other = make.seat(delegation, AGENT, substitute=True)
    with pytest.raises(PermissionDenied):
        name_referent(seat=other, acting_user=other.participation.person.user)
    name_referent(seat=other, acting_user=seat.participation.person.user)
    seat.refresh_from_db()
    other.refresh_from_db()
    assert (seat.referent, other.referent, other.substitute) == (False, True, False)
    me = seat.participation.person
    told = {event.verb: event for event in Event.objects.filter(actor=me.user)}
    assert told["referent.ended"].subject == me
    assert told["referent.named"].subject == other.participation.person
    assert delegation.seats.current().count() == 2
    coming = make.seat(delegation, ETAT, since=today() + ONE_DAY)
    with pytest.raises(ValidationError, match="ne siège pas aujourd'hui"):
        name_referent(seat=coming)


def test_support_is_a_function_and_a_day(seat, delegation) -> None:
    """Both or neither; noted by who composes, in the log."""
    said = {"supported_by": "maire", "supported_since": today(), "asked": ""}
    with pytest.raises(PermissionDenied):
        tell_support(
            delegation=delegation,
            acting_user=make.participant(delegation.programme).user,
            **said,
        )
    with pytest.raises(ValidationError, match="depuis quel jour"):
        tell_support(delegation=delegation, **said | {"supported_since": None})
    delegation.refresh_from_db()
    assert delegation.supported_by == ""
    referent = seat.participation.person.user
    tell_support(delegation=delegation, acting_user=referent, **said)
    delegation.refresh_from_db()
    assert (delegation.supported_by, delegation.supported_since) == ("maire", today())
    assert Event.objects.get(verb="support.noted").actor == referent


def test_what_is_gone_meanwhile_is_said(seat) -> None:
    """A seat, or its delegation, that somebody else deleted."""
    twin = Seat.objects.get(pk=seat.pk)
    seat.delete()
    with pytest.raises(ValidationError, match="Ce siège n'existe plus"):
        end_seat(seat=twin)
    delegation = twin.delegation
    Delegation.objects.all().delete()
    with pytest.raises(ValidationError, match="n'existe plus"):
        give_seat(delegation=delegation, person=make.PersonFactory(), kind=ELU)
