"""Whom a mention reaches, and « Ce qui me mentionne »."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from community.alliance.models import ActorKind, Person
from community.delegations.models import Seat
from community.discussions import delivery, mentions
from community.discussions.actions import exclude, open_channel
from community.discussions.frames import Edit, Withdraw
from community.discussions.leaving import let_go
from community.discussions.mentions import latest_mentions, mentioning, recipients_of
from community.discussions.message_actions import perform
from community.discussions.models import Channel, Mention, Message
from community.discussions.reading import channels_of
from tests import factories as house
from tests.alliance.merging import known_by_name, merge
from tests.discussions import factories
from tests.discussions.factories import account, say
from tests.discussions.sockets import session_of

pytestmark = pytest.mark.django_db


def ours(channel: Channel, place: int = 0) -> Any:
    return channel.delegations.order_by("pk")[place]


def finds(person: Person) -> list[int]:
    """The places of what mentions somebody."""
    found = mentioning(account(person), timezone.localdate())
    return sorted(found.values_list("seq", flat=True))


@pytest.fixture
def everywhere() -> list[Channel]:
    """A channel of each kind round one dispositif, in which people of several kinds sit."""
    programme = house.comap()
    one, two = house.delegation(programme), house.delegation(programme)
    for delegation in (one, two):
        for kind in (ActorKind.ELU, ActorKind.AGENT):
            house.seat(delegation, kind)
    agent_here = house.PersonFactory()
    house.seat(one, ActorKind.AGENT, person=agent_here)
    house.seat(house.delegation(), ActorKind.ELU, person=agent_here)  # an élu·e, but elsewhere
    ended = house.seat(two, ActorKind.ETAT)
    Seat.objects.filter(pk=ended.pk).update(since=None, until=timezone.localdate())
    house.participant(programme)
    kinds = Channel.Kind
    page: Any = house.session(programme)
    return [
        open_channel(kind=kinds.PROGRAMME, programme=programme),
        open_channel(kind=kinds.DELEGATION, delegations=[one]),
        open_channel(kind=kinds.PAIR, delegations=[one, two]),
        open_channel(kind=kinds.PEERS, programme=programme, actor_kind="elu"),
        open_channel(kind=kinds.PAGE, page=page),
    ]


@pytest.mark.parametrize("place", range(5), ids=[kind.value for kind in Channel.Kind])
def test_who_is_counted_is_who_finds_it(everywhere, place: int, limits) -> None:
    """Each choice reaches those whom it counts and nobody else, in every kind of channel."""
    channel = everywhere[place]
    writer = Person.objects.filter(user__isnull=False).order_by("pk")[0]
    choices = recipients_of(channel, writer)
    assert len(choices) >= 3
    for choice in choices:
        Message.objects.all().delete()
        Channel.objects.filter(pk=channel.pk).update(seq=0, revision=0)
        say(channel, writer, to=(choice.target,))
        found = {person.pk for person in Person.objects.exclude(user=None) if finds(person)}
        assert found == choice.people, choice.target
        assert writer.pk not in found


def test_the_choices_say_how_many_they_reach(everywhere) -> None:
    """Everybody first, then delegations, kinds and people; never oneself."""
    channel = everywhere[2]
    me = Person.objects.get(user=mentions.readers_of(channel).order_by("pk")[0].user)
    labels = [choice.label for choice in recipients_of(channel, me, ["everybody"])]
    one, two = sorted(str(delegation) for delegation in channel.delegations.all())
    assert labels[0] == "tout le monde (4 personnes)"
    assert {label.rsplit(" (", 1)[0] for label in labels[1:3]} == {one, two}
    assert labels[3:5] == ["les agent·es (3 personnes)", "les élu·es (1 personne)"]
    assert len(labels) == 9
    assert str(me) not in labels
    assert [choice.chosen for choice in recipients_of(channel, me, ["everybody"])][:2] == [
        True,
        False,
    ]
    alone = factories.delegation_channel()
    assert recipients_of(alone, factories.seated(alone)) == []


def test_whoever_takes_a_seat_finds_what_was_said_to_it(channel, elue, agent) -> None:
    """Seats are those of today: who leaves one finds it no more."""
    say(channel, agent, to=(f"delegation:{ours(channel).pk}",))
    newcomer = house.PersonFactory()
    assert (finds(elue), finds(newcomer)) == ([1], [])
    house.seat(ours(channel), ActorKind.ETAT, person=newcomer)
    assert finds(newcomer) == [1]
    Seat.objects.filter(participation__person=elue).update(since=None, until=timezone.localdate())
    assert finds(elue) == []


def test_who_does_not_read_finds_nothing(channel, elue, agent) -> None:
    """Put out of the channel, one is told of none of its messages."""
    say(channel, agent, to=(f"person:{elue.pk}", "everybody"))
    assert finds(elue) == [1]
    exclude(channel=channel, person=elue, acting_user=account(house.team_member()))
    assert finds(elue) == []
    assert latest_mentions(account(elue)) == []


def test_an_edit_keeps_its_mentions_and_a_withdrawal_takes_them_along(channel, elue, agent) -> None:
    """What says nothing any more is said to nobody."""
    say(channel, agent, "Bonjur", to=(f"person:{elue.pk}",))
    perform(Edit(channel.pk, 1, "Bonjour"), account(agent))
    assert finds(elue) == [1]
    assert delivery.read_after(channel.pk, 0).items[0]["to"][0]["is"] == f"person:{elue.pk}"
    perform(Withdraw(channel.pk, 1), account(agent))
    assert finds(elue) == []
    assert not Mention.objects.exists()
    assert "to" not in delivery.read_after(channel.pk, 0).items[0]


def test_who_leaves_is_mentioned_no_more(channel, elue, agent) -> None:
    """Others' words stay, and are told again without the name; what was erased mentions nobody."""
    say(channel, agent, "À vous", to=(f"person:{elue.pk}", "everybody"))
    say(channel, elue, "À toi", to=(f"person:{agent.pk}",))
    # Mentioned by somebody, she reads the channel no more, and never spoke there.
    other = factories.programme_channel()
    talker = house.participant(other.programme)
    silent = Mention.objects.create(message=say(other, talker), person=elue)
    revision = Channel.objects.get(pk=other.pk).revision
    let_go(account(elue))
    items = delivery.read_after(channel.pk, 2).items
    assert [item["seq"] for item in items] == [2, 1]
    assert items[1]["to"] == [{"is": "everybody", "name": "tout le monde"}]
    assert "to" not in items[0]
    assert not Mention.objects.filter(person__in=[elue, agent]).exists()
    assert not Mention.objects.filter(pk=silent.pk).exists()
    assert Channel.objects.get(pk=other.pk).revision == revision + 1


def test_two_cards_of_one_person_are_mentioned_as_one(channel, elue, agent) -> None:
    """Once, even by a message that mentioned both; open pages are told."""
    other = known_by_name(name="Élue d'ici, encore")
    both = say(channel, agent, "À vous deux", to=(f"person:{elue.pk}",))
    Mention.objects.create(message=both, person=other)
    Mention.objects.create(message=say(channel, agent), person=other)
    merge(elue, other)
    assert finds(elue) == [1, 2]
    assert Mention.objects.count() == 2
    changed = delivery.read_after(channel.pk, 2).items
    assert [item["to"][0]["name"] for item in changed] == ["Élue d'ici", "Élue d'ici"]


def test_my_discussions_show_what_mentions_me(channel, elue, agent, monkeypatch) -> None:
    """The latest first, each linked to its place; the channel says how many are unread."""
    say(channel, agent, "Rien pour elle")
    say(channel, agent, "Avez-vous **relu** ?", to=(f"person:{elue.pk}", "everybody"))
    say(channel, agent, "Et les élu·es ?", to=("kind:elu",))
    say(channel, elue, "À tous, moi comprise", to=("everybody",))
    page = session_of(elue).get(reverse("discussions:index"))
    assert [message.seq for message in page.context["mentions"]] == [3, 2]
    html = page.content.decode()
    assert "Ce qui me mentionne" in html
    assert "Avez-vous relu ?" in html.replace("\u202f", " ")
    assert f"{channel.get_absolute_url()}?a=2#m2" in html
    assert "2 vous mentionnent" in html
    client = session_of(elue)
    client.post(reverse("discussions:bookmark", args=[channel.pk]), {"seq": "2"})
    assert "1 vous mentionne" in client.get(reverse("discussions:index")).content.decode()
    client.post(reverse("discussions:bookmark", args=[channel.pk]), {"seq": "4"})
    html = client.get(reverse("discussions:index")).content.decode()
    assert "vous mentionne" not in html.replace("Ce qui me mentionne", "")
    assert "Avez-vous relu" in html
    monkeypatch.setattr(mentions, "LOOKED_AT", 0)
    latest = mentions._latest.__wrapped__  # type: ignore[attr-defined]  # its SQL is kept
    monkeypatch.setattr(mentions, "_latest", latest)
    assert not client.get(reverse("discussions:index")).context["mentions"]
    stranger = session_of(house.PersonFactory()).get(reverse("discussions:index"))
    assert "Ce qui me mentionne" not in stranger.content.decode()


def test_the_list_asks_as_much_for_one_channel_as_for_ten(
    channel, elue, agent, django_assert_max_num_queries
) -> None:
    """Two queries more for mentions, however many there are."""
    client = session_of(elue)
    address = reverse("discussions:index")
    say(channel, agent, to=("everybody",))
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for _number in range(9):
        pair = open_channel(kind=Channel.Kind.PAIR, delegations=[ours(channel), house.delegation()])
        for target in ("everybody", f"person:{elue.pk}", "kind:elu"):
            say(pair, house.seat(ours(channel)).participation.person, to=(target,))
    with django_assert_max_num_queries(len(one)):
        found = client.get(address)
    assert len(found.context["unread"]) == 10
    assert sum(row.mentions for row in found.context["unread"]) == 28
    assert len(found.context["mentions"]) == mentions.SHOWN
    with CaptureQueriesContext(connection) as listing:
        mentions.with_mentions(channels_of(account(elue)), account(elue))
    assert len(listing) == 5
