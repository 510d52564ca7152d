"""An accompaniment that starts opens its rooms; one that ends keeps them, for companions."""

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
from community.delegations.actions import end_seat, form_delegation
from community.discussions.actions import open_channel
from community.discussions.models import Channel
from tests import factories as make

pytestmark = pytest.mark.django_db

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
    assert rooms()[DELEGATION] == ["Délégation de Le Vigan", "Délégation de Loos"]
    peers = Channel.objects.filter(kind=PEERS, programme=cohort.pk)
    assert set(peers.values_list("actor_kind", flat=True)) == set(ActorKind.values)
    elu = cohort.delegations.first().seats.get().participation.person.user
    read = Channel.objects.readable_by(elu).values_list("kind", "actor_kind")
    assert sorted(read) == [("delegation", ""), ("peers", "elu")]
    assert not Channel.objects.readable_by(animator).exists()
    event = Event.objects.latest("pk")
    assert (event.actor, event.verb) == (animator, "accompagnement lancé")


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
    assert Event.objects.latest("pk").verb == "accompagnement clos"
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
        for name, action in (("start", actions.start), ("close", actions.close)):
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
    assert close not in page
    assert "est clos depuis" in client.get(close).content.decode()
    assert "plus rien à lancer" in client.get(start).content.decode()
    assert "est clos" in client.post(start, follow=True).content.decode()
    client.logout()
    assert "compagnons" in client.get(cohort.get_url()).content.decode()


def test_one_that_is_over_by_its_years_is_not_offered(client) -> None:
    """A report's cohort of years ago: no button, and the page that starts it says why."""
    past = make.accompaniment(end_year=2020)
    client.force_login(make.team_member().user)
    start = reverse("accompagnements:start", args=[past.pk])
    assert start not in client.get(past.get_url()).content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_starts_at_once_make_one() -> None:
    """Beside a delegation that is formed at that very moment: nothing doubled, nothing missed."""
    cohort = make.accompaniment()
    make.seat(make.delegation(cohort))
    territory = make.TerritoryFactory()
    errors: list[BaseException] = []
    doings = [
        lambda: actions.start(accompaniment=cohort),
        lambda: actions.start(accompaniment=cohort),
        lambda: form_delegation(territory=territory, programme=cohort),
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
    assert Mail.objects.count() == 1
