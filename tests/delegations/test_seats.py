"""A delegation speaks for a territory; its seats say who, in what quality, and until when."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from community.accounts.signals import access_changed
from community.alliance.models import ActorKind
from community.delegations.actions import end_seat, form_delegation, give_seat
from community.delegations.models import Delegation, Seat
from community.delegations.states import Standing
from community.programmes.actions import leave, take_part
from community.programmes.models import Composition, Participation
from tests import factories as make

pytestmark = pytest.mark.django_db

ELU, AGENT, ETAT, SOCIO = ActorKind
ONE_DAY = dt.timedelta(days=1)


def today() -> dt.date:
    return timezone.localdate()


def standing(delegation: Delegation) -> Standing:
    """How far it is composed now."""
    return Delegation.objects.get(pk=delegation.pk).standing


@pytest.fixture
def told():
    """The accounts that were told to look again at their rights, call after call."""
    calls = []

    def listen(user_ids, **_kwargs):
        calls.append(user_ids)

    access_changed.connect(listen)
    yield calls
    access_changed.disconnect(listen)


def test_a_territory_has_one_delegation_in_a_programme() -> None:
    """Asked for again, the delegation that stands is kept; another programme has its own."""
    territory, programme = make.TerritoryFactory(name="Loos"), make.accompaniment()
    first = form_delegation(territory=territory, programme=programme)
    again = form_delegation(territory=territory, programme=programme, composition="binome")
    assert again == first
    assert str(first) == "Délégation de Loos"
    with pytest.raises(IntegrityError), transaction.atomic():
        Delegation.objects.create(territory=territory, programme=programme)
    assert form_delegation(territory=territory, programme=make.comap()) != first
    assert Delegation.objects.count() == 2


def test_a_seat_belongs_to_a_participation() -> None:
    """Whoever takes a seat takes part in the programme; a participation that stands is kept."""
    delegation = make.delegation()
    newcomer, animator = make.PersonFactory(), make.animator(delegation.programme)
    assert make.seat(delegation, person=newcomer).participation.person == newcomer
    seat = make.seat(delegation, AGENT, person=animator, title="journaliste")
    assert seat.participation == animator.participations.get()
    assert seat.participation.role == Participation.Role.ANIMATOR
    assert delegation.programme.participations.count() == 2
    assert str(seat) == f"{animator.name} – agent·e"
    assert seat.since == today()


def test_there_is_one_referent_at_a_time() -> None:
    """A second référent·e is refused with a sentence, and by the database; a new one may follow."""
    delegation = make.delegation()
    first = make.seat(delegation, referent=True, since=today() - ONE_DAY)
    with pytest.raises(ValidationError, match="a déjà un·e référent·e"):
        make.seat(delegation, AGENT, referent=True)
    other = make.seat(delegation, AGENT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Seat.objects.filter(pk=other.pk).update(referent=True)
    assert list(delegation.seats.filter(referent=True)) == [first]
    end_seat(seat=first)
    new = make.seat(delegation, ETAT, referent=True)
    assert list(delegation.seats.current().filter(referent=True)) == [new]
    make.seat(make.delegation(), referent=True)


def test_a_refusal_leaves_nothing_behind() -> None:
    """A seat that is refused makes no participation either."""
    delegation = make.delegation()
    make.seat(delegation, referent=True)
    person = make.PersonFactory()
    with pytest.raises(ValidationError):
        give_seat(delegation=delegation, person=person, kind=AGENT, referent=True)
    assert not person.participations.exists()
    assert delegation.seats.count() == 1


def test_referents_follow_one_another() -> None:
    """Not two on one day, even when the first one's end is known; from that day on it is free."""
    delegation = make.delegation()
    first = make.seat(delegation, referent=True, since=today() - 9 * ONE_DAY)
    end_seat(seat=first, on=today() + 9 * ONE_DAY)
    for since in (today() - 20 * ONE_DAY, today(), today() + 8 * ONE_DAY):
        with pytest.raises(ValidationError, match="a déjà un·e référent·e"):
            make.seat(delegation, AGENT, referent=True, since=since)
    make.seat(delegation, AGENT, referent=True, since=today() + 9 * ONE_DAY)
    assert delegation.seats.current().get(referent=True) == first
    assert delegation.seats.filter(referent=True).count() == 2


def test_one_is_not_seated_twice_on_a_day() -> None:
    """Nor when the first seat ends on a day to come; another seat may follow, or come before."""
    delegation, person = make.delegation(), make.PersonFactory()
    seat = make.seat(delegation, person=person, since=today())
    end_seat(seat=seat, on=today() + ONE_DAY)
    with pytest.raises(ValidationError, match="a déjà un siège"):
        make.seat(delegation, AGENT, person=person, since=today())
    make.seat(delegation, AGENT, person=person, since=today() + ONE_DAY)
    before = Seat(
        delegation=delegation,
        participation=seat.participation,
        kind=ELU,
        since=today() - 2 * ONE_DAY,
        until=today(),
    )
    before.full_clean()
    before.until = today() + ONE_DAY
    with pytest.raises(ValidationError, match="a déjà un siège"):
        before.full_clean()
    assert list(delegation.seats.current()) == [seat]


def test_a_seat_is_held_by_a_person_of_its_programme() -> None:
    """Another programme's participation, or an organisation's, is refused and opens nothing."""
    delegation = make.delegation()
    programme = delegation.programme
    elsewhere = make.participant(make.comap()).participations.get()
    organisation = take_part(programme=programme, organisation=make.OrganisationFactory())
    here = make.participant(programme).participations.get()
    for participation, sentence in (
        (elsewhere, "d'un autre dispositif"),
        (organisation, "tenu par une personne"),
    ):
        seat = Seat(delegation=delegation, participation=participation, kind=ELU)
        with pytest.raises(ValidationError, match=sentence):
            seat.full_clean()
        seat.save()
        assert not delegation.seats.current().exists()
    seat = Seat(delegation=delegation, participation=here, kind=ELU)
    seat.full_clean()
    seat.save()
    assert list(delegation.seats.current()) == [seat]


def test_a_participation_that_changes_programme_leaves_its_seats() -> None:
    """A seat counts as long as its holder takes part in the delegation's own programme."""
    seat = make.seat(make.delegation())
    delegation, participation = seat.delegation, seat.participation
    participation.programme = make.comap()
    participation.save()
    assert not delegation.seats.current().exists()
    participation.programme = delegation.programme
    participation.save()
    assert list(delegation.seats.current()) == [seat]


def test_a_programme_with_delegations_is_not_deleted() -> None:
    """What was said among seats does not go with a page; without delegation it does."""
    programme = make.delegation().programme
    with pytest.raises(ProtectedError), transaction.atomic():
        programme.delete()
    assert Delegation.objects.get().programme_id == programme.pk
    Delegation.objects.all().delete()
    programme.refresh_from_db()
    programme.delete()
    assert not type(programme).objects.filter(pk=programme.pk).exists()


def test_one_is_not_one_s_own_substitute() -> None:
    """Référent·e or suppléant·e, not both; each alone is fine."""
    delegation = make.delegation()
    with pytest.raises(ValidationError, match="pas les deux"):
        make.seat(delegation, referent=True, substitute=True)
    make.seat(delegation, referent=True)
    make.seat(delegation, substitute=True)
    assert delegation.seats.count() == 2


def test_one_has_one_open_seat_in_a_delegation() -> None:
    """A second open seat is refused; another delegation's, or one that follows, is not."""
    delegation, other = make.delegation(), make.delegation()
    person = make.PersonFactory()
    first = make.seat(delegation, person=person, since=today() - ONE_DAY)
    with pytest.raises(ValidationError, match="a déjà un siège"):
        make.seat(delegation, AGENT, person=person)
    make.seat(other, person=person)
    end_seat(seat=first)
    make.seat(delegation, AGENT, person=person)
    assert Seat.objects.filter(participation__person=person).count() == 3


def test_several_seats_of_a_kind() -> None:
    """A delegation may have several people of the same kind."""
    delegation = make.delegation()
    make.seat(delegation, ELU)
    make.seat(delegation, ELU)
    assert delegation.seats.current().count() == 2


@pytest.mark.parametrize(
    ("composition", "kinds", "missing"),
    [
        ("fantastiques", [ELU, AGENT, ETAT, SOCIO], []),
        ("fantastiques", [ELU, ELU, SOCIO], [AGENT, ETAT]),
        ("fantastiques", [], [ELU, AGENT, ETAT, SOCIO]),
        ("binome", [ELU, AGENT], []),
        ("binome", [AGENT, ETAT, SOCIO], [ELU]),
        ("libre", [SOCIO], []),
    ],
)
def test_complete_when_the_composition_is_filled(composition, kinds, missing) -> None:
    """Each kind that the programme expects holds a seat; more than that does no harm."""
    delegation = make.delegation(make.accompaniment(expected_composition=composition))
    for kind in kinds:
        make.seat(delegation, kind)
    assert standing(delegation).missing == missing
    assert standing(delegation).is_filled is (not missing)


def test_nobody_is_no_delegation() -> None:
    """Of free composition, nothing is missing, yet an empty delegation is not complete."""
    delegation = make.delegation(make.accompaniment(expected_composition=Composition.FREE))
    assert standing(delegation).missing == []
    assert not standing(delegation).is_filled


def test_a_delegation_may_have_a_composition_of_its_own() -> None:
    """What is chosen for one delegation goes before what the programme expects."""
    programme = make.accompaniment(expected_composition=Composition.FANTASTIQUES)
    delegation = make.delegation(programme, composition=Composition.BINOME)
    make.seat(delegation, ELU)
    assert standing(delegation).missing == [AGENT]


def test_a_seat_counts_while_it_is_held() -> None:
    """Held from its first day on, and no more on the day when it ends."""
    delegation = make.delegation(make.accompaniment(expected_composition=Composition.BINOME))
    make.seat(delegation, AGENT)
    seat = make.seat(delegation, ELU, since=today())
    assert standing(delegation).is_filled
    for since, until, held in (
        (today() + ONE_DAY, None, False),
        (today(), today() + ONE_DAY, True),
        (today() - ONE_DAY, today(), False),
        (None, None, True),
    ):
        Seat.objects.filter(pk=seat.pk).update(since=since, until=until)
        assert standing(delegation).is_filled is held
        assert delegation.seats.current().filter(pk=seat.pk).exists() is held
        seat.refresh_from_db()
        assert seat.is_held_on(today()) is held


def test_a_seat_that_ends_is_lost_at_once() -> None:
    """Ended now, it is held no more today: nothing is open to its holder."""
    delegation = make.delegation()
    seat = make.seat(delegation, since=today() - 30 * ONE_DAY)
    end_seat(seat=seat)
    seat.refresh_from_db()
    assert (seat.until, seat.last_day) == (today(), today() - ONE_DAY)
    assert not delegation.seats.current().exists()


def test_a_seat_given_today_and_ended_today_was_never_held() -> None:
    """A slip is corrected without leaving a trace; the participation stays."""
    delegation = make.delegation()
    seat = make.seat(delegation)
    end_seat(seat=seat)
    assert not delegation.seats.exists()
    assert delegation.programme.participations.exists()


def test_a_seat_may_end_on_a_day_that_is_said() -> None:
    """The day may be said, past or coming; one before the seat began is refused."""
    seat = make.seat(make.delegation(), since=today() - 10 * ONE_DAY)
    with pytest.raises(ValidationError, match="avant son début"):
        end_seat(seat=seat, on=today() - 11 * ONE_DAY)
    seat.refresh_from_db()
    assert seat.until is None
    end_seat(seat=seat, on=today() + ONE_DAY)
    seat.refresh_from_db()
    assert seat.until == today() + ONE_DAY
    assert seat.delegation.seats.current().exists()


def test_the_database_refuses_a_seat_held_on_no_day() -> None:
    """An end before the start, or on the same day: refused round the actions too."""
    seat = make.seat(make.delegation())
    with pytest.raises(IntegrityError), transaction.atomic():
        Seat.objects.filter(pk=seat.pk).update(until=today())


def test_an_unknown_kind_is_refused() -> None:
    """The kinds of actors are four."""
    with pytest.raises(ValidationError):
        make.seat(make.delegation(), "ministre")
    assert not Seat.objects.exists()


def test_whoever_leaves_the_programme_leaves_the_seat() -> None:
    """A seat belongs to a participation: the one ends with the other."""
    seat = make.seat(make.delegation())
    leave(participation=seat.participation)
    assert not Seat.objects.exists()


def test_holders_are_told_when_their_seat_changes(told, django_capture_on_commit_callbacks) -> None:
    """Given, changed, ended: the holder's rights are looked at again, once it is on disk."""
    delegation, person = make.delegation(), make.PersonFactory()
    with django_capture_on_commit_callbacks(execute=True):
        seat = make.seat(delegation, person=person, since=today() - ONE_DAY)
        assert told == []
    with django_capture_on_commit_callbacks(execute=True):
        end_seat(seat=seat)
    with django_capture_on_commit_callbacks(execute=True):
        seat.delete()
    assert len(told) >= 3
    assert set(told) == {frozenset({person.user.pk})}


def test_both_are_told_when_a_seat_changes_hands(told, django_capture_on_commit_callbacks) -> None:
    """Given to somebody else in the admin, the seat is taken from the first one at once."""
    delegation = make.delegation()
    seat = make.seat(delegation)
    before, after = seat.participation.person, make.participant(delegation.programme)
    with django_capture_on_commit_callbacks(execute=True):
        seat.participation = after.participations.get()
        seat.save()
    assert told == [frozenset({before.user.pk, after.user.pk})]


def test_nobody_is_told_for_somebody_without_an_account(
    told, django_capture_on_commit_callbacks
) -> None:
    """Somebody known by name only holds a seat; no account is concerned."""
    with django_capture_on_commit_callbacks(execute=True):
        make.seat(make.delegation(), person=make.PersonFactory(user=None))
    assert told == []


def test_a_person_who_is_deleted_is_told_of(told, django_capture_on_commit_callbacks) -> None:
    """The card goes with its seats, and its account looks again at what is left."""
    person = make.seat(make.delegation()).participation.person
    with django_capture_on_commit_callbacks(execute=True):
        person.delete()
    assert not Seat.objects.exists()
    assert frozenset({person.user_id}) in told
