"""An accompaniment that starts opens its rooms; one that ends keeps them, for companions."""

import datetime as dt
import threading

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accompagnements import actions, mails
from accompagnements.models import Course
from community.activity import guards
from community.activity.actions import send_due_mails
from community.activity.models import Event, Mail
from community.alliance.models import ActorKind
from community.delegations.actions import end_seat, form_delegation, hand_over
from community.delegations.models import Seat
from community.discussions.actions import open_channel
from community.discussions.models import Channel
from tests import factories as make

pytestmark = pytest.mark.django_db

ONE_DAY = dt.timedelta(days=1)
DELEGATION, PEERS = Channel.Kind.DELEGATION, Channel.Kind.PEERS


@pytest.fixture
def cohort():
    """A cohort of two delegations, in each of which an élu·e sits."""
    page = make.accompaniment(title="Cohorte d'ici")
    for name in ("Loos", "Le Vigan"):
        delegation = make.delegation(page, territory=make.TerritoryFactory(name=name))
        make.seat(delegation)
    return page


def rooms() -> dict[str, list[str]]:
    found = Channel.objects.order_by("title")
    return {
        kind: list(found.filter(kind=kind).values_list("title", flat=True))
        for kind in (DELEGATION, PEERS)
    }


def test_starting_opens_a_room_for_each_delegation_and_each_kind_of_actors(cohort) -> None:
    """Those who sit read theirs; whoever starts it reads none of them for all that."""
    animator = make.animator(cohort).user
    course, new = actions.start(accompaniment=cohort, acting_user=animator)
    assert (new, course.started_on, course.closed_on) == (True, timezone.localdate(), None)
    assert rooms()[DELEGATION] == ["Délégation de Loos", "Délégation du Vigan"]
    peers = Channel.objects.filter(kind=PEERS, programme=cohort.pk)
    assert set(peers.values_list("actor_kind", flat=True)) == set(ActorKind.values)
    elu = cohort.delegations.first().seats.get().participation.person.user
    read = Channel.objects.readable_by(elu).values_list("kind", "actor_kind")
    assert sorted(read) == [("delegation", ""), ("peers", "elu")]
    assert not Channel.objects.readable_by(animator).exists()
    event = Event.objects.latest("pk")
    assert (event.actor, event.verb) == (animator, "course.started")


def test_those_who_sit_are_told_once(cohort) -> None:
    """A mail each; started again, nothing is doubled and nobody told."""
    actions.start(accompaniment=cohort)
    before = (rooms(), Mail.objects.count(), Event.objects.count())
    assert Mail.objects.count() == 2
    assert "« Cohorte d’ici » commence" in Mail.objects.first().subject.replace("\u00a0", " ")
    _course, new = actions.start(accompaniment=cohort)
    assert not new
    assert (rooms(), Mail.objects.count(), Event.objects.count()) == before
    assert Course.objects.count() == 1


def test_a_mail_does_not_reach_who_left_meanwhile(cohort) -> None:
    """Rights are asked again as it leaves."""
    actions.start(accompaniment=cohort)
    first, second = (delegation.seats.get() for delegation in cohort.delegations.all())
    end_seat(seat=first)
    assert send_due_mails() == {"sent": 1, "withdrawn": 1, "put_off": 0, "failed": 0}
    gone, kept = first.participation.person.user, second.participation.person.user
    assert Mail.objects.get(recipient=gone).state == Mail.State.WITHDRAWN
    assert guards.lets_through(mails.GUARD, kept, cohort.pk)


def test_rooms_that_were_there_are_kept(cohort) -> None:
    """An animator opened one by hand: it stays, with its title."""
    delegation = cohort.delegations.first()
    kept = open_channel(kind=DELEGATION, title="Chez nous", delegations=[delegation])
    actions.start(accompaniment=cohort)
    assert delegation.channels.get() == kept
    assert Channel.objects.filter(kind=DELEGATION).count() == 2


def test_a_delegation_that_comes_later_finds_its_room(cohort) -> None:
    """Formed while the accompaniment runs – not before, not once it is ended, nor elsewhere."""
    form_delegation(territory=make.TerritoryFactory(), programme=make.accompaniment())
    assert not Channel.objects.exists()
    actions.start(accompaniment=cohort)
    late = form_delegation(territory=make.TerritoryFactory(name="Yaoundé"), programme=cohort)
    assert late.channels.get().title == "Délégation de Yaoundé"
    late.save()
    assert late.channels.count() == 1
    actions.close(accompaniment=cohort)
    after = form_delegation(territory=make.TerritoryFactory(), programme=cohort)
    assert not after.channels.exists()


def test_ending_keeps_seats_and_rooms(cohort) -> None:
    """Its territories are companions; those who sit go on reading, and are told."""
    actions.start(accompaniment=cohort)
    elu = cohort.delegations.first().seats.get().participation.person.user
    before, mails_before = rooms(), Mail.objects.count()
    read = set(Channel.objects.readable_by(elu))
    course, ended = actions.close(accompaniment=cohort, acting_user=make.animator(cohort).user)
    assert (ended, course.closed_on) == (True, timezone.localdate())
    assert (rooms(), set(Channel.objects.readable_by(elu))) == (before, read)
    assert not Channel.objects.filter(closed=True).exists()
    assert Mail.objects.count() == mails_before + 2
    assert Event.objects.latest("pk").verb == "course.closed"
    assert actions.close(accompaniment=cohort)[1] is False
    assert Mail.objects.count() == mails_before + 2


def test_what_cannot_be_started_or_ended_says_why(cohort) -> None:
    """Ended before it began, started once it is ended, started years after it was over."""
    with pytest.raises(ValidationError, match="n'est pas lancé"):
        actions.close(accompaniment=cohort)
    past = make.accompaniment(end_year=2020)
    with pytest.raises(ValidationError, match="s'est terminé en 2020"):
        actions.start(accompaniment=past)
    assert not Course.objects.exists()
    assert not Channel.objects.exists()
    actions.start(accompaniment=cohort)
    actions.close(accompaniment=cohort)
    with pytest.raises(ValidationError, match="est clos"):
        actions.start(accompaniment=cohort)
    assert Course.objects.get().closed_on


def test_only_who_leads_starts_and_ends(client, cohort) -> None:
    """Participants and other animators are refused, by the action and by the page."""
    others = [make.participant(cohort).user, make.animator(make.comap()).user]
    for user in others:
        client.force_login(user)
        verbs = {"start": actions.start, "close": actions.close, "reopen": actions.reopen}
        for name, action in verbs.items():
            with pytest.raises(PermissionDenied):
                action(accompaniment=cohort, acting_user=user)
            url = reverse(f"accompagnements:{name}", args=[cohort.pk])
            assert client.post(url).status_code == 403
            assert url not in client.get(cohort.get_url()).content.decode()
    assert not Course.objects.exists()
    assert not Channel.objects.exists()


def test_the_pages_ask_in_words_then_do(client, cohort) -> None:
    """A button on the page, what will follow, then the page that says what it became."""
    client.force_login(make.animator(cohort).user)
    start, close = (
        reverse(f"accompagnements:{name}", args=[cohort.pk]) for name in ("start", "close")
    )
    assert start in client.get(cohort.get_url()).content.decode()
    assert "rien à clore" in client.get(close).content.decode()
    asked = client.get(start).content.decode()
    assert "les discussions de 2 délégations" in asked
    assert "chacune des 2 personnes" in asked
    assert not Course.objects.exists()
    page = client.post(start, follow=True).content.decode()
    assert close in page
    assert start not in page
    assert "déjà lancé" in client.get(start).content.decode()
    assert "déjà fait" in client.post(start, follow=True).content.decode()
    assert "gardent leurs places" in client.get(close).content.decode()
    page = client.post(close, follow=True).content.decode()
    assert "compagnons" in page
    assert "Clore l" not in page
    assert "est clos depuis" in client.get(close).content.decode()
    assert "plus rien à lancer" in client.get(start).content.decode()
    assert "est clos" in client.post(start, follow=True).content.decode()
    client.logout()
    page = client.get(cohort.get_url()).content.decode()
    assert "compagnons" in page
    assert close not in page


def test_one_that_is_over_by_its_years_is_not_offered(client) -> None:
    """A report's cohort of years ago: no button, and the page that starts it says why."""
    past = make.accompaniment(end_year=2020)
    client.force_login(make.team_member().user)
    start = reverse("accompagnements:start", args=[past.pk])
    assert start not in client.get(past.get_url()).content.decode()


def test_one_that_goes_on_is_opened_again(client, cohort) -> None:
    """By who may end it: what was formed meanwhile gets its room, those who sit are told, once."""
    animator = make.animator(cohort).user
    with pytest.raises(ValidationError, match="rien à rouvrir"):
        actions.reopen(accompaniment=cohort)
    actions.start(accompaniment=cohort)
    closed = Channel.objects.filter(kind=DELEGATION).first()
    actions.close(accompaniment=cohort)
    Channel.objects.filter(pk=closed.pk).update(closed=True)  # by its référent·e, since
    late = form_delegation(territory=make.TerritoryFactory(name="Yaoundé"), programme=cohort)
    Mail.objects.all().delete()
    client.force_login(animator)
    close, reopen = (
        reverse(f"accompagnements:{name}", args=[cohort.pk]) for name in ("close", "reopen")
    )
    assert close in client.get(cohort.get_url()).content.decode()
    assert reopen in client.get(close).content.decode()
    assert client.get(reopen).status_code == 405
    page = client.post(reopen, follow=True).content.decode()
    assert "compagnons" not in page
    assert Course.objects.get().closed_on is None
    assert late.channels.count() == 1
    assert list(Channel.objects.filter(closed=True)) == [closed]
    event = Event.objects.latest("pk")
    assert (event.actor, event.verb) == (animator, "course.reopened")
    assert [mail.subject.replace("\u00a0", " ") for mail in Mail.objects.all()] == [
        "« Cohorte d’ici » reprend"
    ] * 2
    assert actions.reopen(accompaniment=cohort)[1] is False
    assert (Mail.objects.count(), Event.objects.latest("pk")) == (2, event)


def mails_to(person) -> list[str]:
    rows = Mail.objects.filter(recipient=person.user).order_by("pk")
    return [mail.subject.replace("\u00a0", " ") for mail in rows]


BEGINS = "« Cohorte d’ici » commence : vos discussions sont ouvertes"


def test_whoever_is_seated_later_gets_the_same_mail(cohort) -> None:
    """While it runs, and once: neither before the start, nor for a second seat, nor once ended."""
    first, second = cohort.delegations.all()
    early = make.seat(first, ActorKind.ETAT).participation.person
    assert mails_to(early) == []
    actions.start(accompaniment=cohort)
    late = make.seat(first, ActorKind.SOCIO).participation.person
    assert mails_to(early) == mails_to(late) == [BEGINS]
    for person in (early, late):
        make.seat(second, ActorKind.AGENT, person=person)
        assert mails_to(person) == [BEGINS]
    without = make.PersonFactory(user=None)
    make.seat(second, ActorKind.ETAT, person=without)
    actions.close(accompaniment=cohort)
    after = make.seat(second, ActorKind.SOCIO).participation.person
    assert mails_to(after) == []
    assert {mail.body for mail in Mail.objects.filter(subject__contains="commence")} == {
        Mail.objects.get(recipient=early.user, subject__contains="commence").body
    }


def test_whoever_takes_over_is_told_and_a_past_seat_tells_nobody(cohort) -> None:
    """A successor enters; a seat that is written down after its end opens nothing."""
    actions.start(accompaniment=cohort)
    seat = cohort.delegations.first().seats.get()
    successor = make.PersonFactory()
    hand_over(seat=seat, successor=successor)
    assert mails_to(successor) == [BEGINS]
    past = make.participant(cohort)
    today = timezone.localdate()
    Seat.objects.create(
        delegation=seat.delegation,
        participation=cohort.participations.get(person=past),
        kind=ActorKind.ETAT,
        since=today - 9 * ONE_DAY,
        until=today - ONE_DAY,
    )
    assert mails_to(past) == []


@pytest.mark.parametrize("seated_first", [True, False])
def test_a_seat_to_come_is_told_on_its_first_day(cohort, seated_first) -> None:
    """Given before the start or after: the mail waits for the day on which the rooms open."""
    tomorrow = timezone.localdate() + ONE_DAY
    if not seated_first:
        actions.start(accompaniment=cohort)
    person = make.PersonFactory()
    for delegation in cohort.delegations.all():
        make.seat(delegation, ActorKind.ETAT, person=person, since=tomorrow)
    if seated_first:
        actions.start(accompaniment=cohort)
    mail = Mail.objects.get(recipient=person.user)
    assert timezone.localtime(mail.due_at).date() == tomorrow
    send_due_mails()
    mail.refresh_from_db()
    assert mail.state == Mail.State.WAITING


@pytest.mark.django_db(transaction=True)
def test_two_starts_at_once_make_one() -> None:
    """Beside a delegation formed and a seat given at that moment: nothing doubled nor missed."""
    cohort = make.accompaniment()
    make.seat(make.delegation(cohort))
    territory, person = make.TerritoryFactory(), make.PersonFactory()
    errors: list[BaseException] = []
    doings = [
        lambda: actions.start(accompaniment=cohort),
        lambda: actions.start(accompaniment=cohort),
        lambda: form_delegation(territory=territory, programme=cohort),
        lambda: make.seat(cohort.delegations.first(), ActorKind.ETAT, person=person),
    ]
    barrier = threading.Barrier(len(doings))

    def run(doing) -> None:
        try:
            barrier.wait()
            doing()
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(doing,)) for doing in doings]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert Course.objects.count() == 1
    assert [delegation.channels.count() for delegation in cohort.delegations.all()] == [1, 1]
    assert Channel.objects.filter(kind=PEERS).count() == len(ActorKind)
    assert Mail.objects.count() == 2
    assert Mail.objects.filter(recipient=person.user).count() == 1
