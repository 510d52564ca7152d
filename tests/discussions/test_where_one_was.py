"""How far each has read: a place that never goes back by itself, and what is new after it."""

from __future__ import annotations

import json
import threading
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from community.alliance.models import Person
from community.discussions import bookmarks
from community.discussions.bookmarks import mark_unread, read_up_to, with_unread
from community.discussions.errors import Refused
from community.discussions.frames import Answer, Withdraw
from community.discussions.message_actions import perform
from community.discussions.models import Bookmark, Channel
from community.discussions.reading import channels_of
from tests import factories as house
from tests.discussions import factories
from tests.discussions.factories import account, say
from tests.discussions.sockets import Socket, in_db, session_of

pytestmark = pytest.mark.django_db


def reads(channel: Channel, person: Person, seq: int) -> int:
    return read_up_to(channel=channel, user=account(person), seq=seq)


def unread(channel: Channel, person: Person) -> int:
    [found] = with_unread([Channel.objects.get(pk=channel.pk)], account(person))
    return found.unread


def test_the_bookmark_never_goes_back_by_itself(channel, elue, agent) -> None:
    """A slow page that tells an earlier place moves nothing; nor does one beyond the end."""
    for _number in range(5):
        say(channel, agent)
    assert reads(channel, elue, 3) == 3
    assert reads(channel, elue, 2) == 3
    assert reads(channel, elue, 99) == 5
    assert mark_unread(channel=channel, user=account(elue), seq=4) == 3
    assert mark_unread(channel=channel, user=account(elue), seq=5) == 3
    assert mark_unread(channel=channel, user=account(elue), seq=0) == 0
    assert Bookmark.objects.get().seq == 0
    with transaction.atomic(), pytest.raises(IntegrityError):
        Bookmark.objects.create(channel=channel, person=elue)


def test_what_others_said_since_is_counted(channel, elue, agent, monkeypatch) -> None:
    """One's own words are not new to oneself, nor what was withdrawn, nor a change of rule."""
    assert unread(channel, elue) == 0
    for _number in range(3):
        say(channel, agent)
    say(channel, elue)
    assert unread(channel, elue) == 3
    assert unread(channel, agent) == 1
    perform(Withdraw(channel.pk, 2), account(agent))
    assert unread(channel, elue) == 2
    reads(channel, elue, 1)
    assert unread(channel, elue) == 1
    reads(channel, elue, 4)
    assert unread(channel, elue) == 0
    monkeypatch.setattr(bookmarks, "LOOKED_AT", 2)
    mark_unread(channel=channel, user=account(elue), seq=1)
    assert unread(channel, elue) == 1


def test_a_bookmark_is_one_s_own(channel, elue, agent) -> None:
    """What one has read changes nothing for another, and who does not read has none."""
    say(channel, agent)
    reads(channel, elue, 1)
    assert unread(channel, elue) == 0
    other = factories.seated(channel)
    assert unread(channel, other) == 1
    stranger = house.PersonFactory()
    for number in (channel.pk, 10**9):
        with pytest.raises(Refused) as caught:
            reads(Channel(pk=number), stranger, 1)
        assert caught.value.code == "not_found"
    assert Bookmark.objects.count() == 1


def test_the_list_counts_at_a_constant_cost(
    elue, channel, agent, django_assert_max_num_queries
) -> None:
    """Each channel with what is new in it, in the same number of queries for one and for ten."""
    say(channel, agent)
    channels_of(account(elue))
    with django_assert_max_num_queries(4) as one:
        assert [row.unread for row in channels_of(account(elue))] == [1]
    delegation = channel.delegations.order_by("pk")[0]
    for _number in range(9):
        pair = factories.open_channel(
            kind=Channel.Kind.PAIR, delegations=[delegation, house.delegation()]
        )
        say(pair, elue)
    with django_assert_max_num_queries(len(one)):
        assert len(channels_of(account(elue))) == 10


def test_the_page_takes_one_back_to_where_one_was(channel, elue, agent) -> None:
    """A line stands before the first unread, and a link leads there; a button clears it."""
    for number in range(1, 4):
        say(channel, agent, f"n° {number}")
    reads(channel, elue, 1)
    client = session_of(elue)
    page = client.get(channel.get_absolute_url())
    html = page.content.decode()
    assert "2 messages non lus" in html
    assert f"{channel.get_absolute_url()}?a=2#m2" in html
    assert html.index("n° 1") < html.index("data-channel-new") < html.index("n° 2")
    assert "2 messages non lus" in client.get(reverse("discussions:index")).content.decode()
    address = reverse("discussions:bookmark", args=[channel.pk])
    answer = client.post(address, {"seq": "3"})
    assert (answer.status_code, answer["Location"]) == (303, reverse("discussions:index"))
    assert "non lus" not in client.get(channel.get_absolute_url()).content.decode()
    client.post(address, {"seq": "3", "unread": "1"})
    assert "1 message non lu" in client.get(channel.get_absolute_url()).content.decode()


def test_programs_say_it_over_http_and_by_socket(channel, elue, agent, client) -> None:
    """The same frame; whatever is wrong gets a code."""
    say(channel, agent)
    address = reverse("discussions:bookmark", args=[channel.pk])
    answer = session_of(elue).post(address, json.dumps({"seq": 1}), "application/json")
    assert answer.json() == {"type": "bookmark", "channel": channel.pk, "seq": 1}
    for wrong in ({}, {"seq": -1}, {"seq": "x"}, {"seq": 1, "unread": 3}):
        refusal = session_of(elue).post(address, json.dumps(wrong), "application/json")
        assert (refusal.status_code, refusal.json()["code"]) == (400, "bad_frame")
    assert client.post(address, "{}", "application/json").status_code == 401
    stranger = session_of(house.PersonFactory())
    assert stranger.post(address, {"seq": "1"}).status_code == 404
    assert client.post(address, {"seq": "1"}).status_code == 302


@pytest.mark.django_db(transaction=True)
async def test_a_socket_moves_the_bookmark(channel, elue, agent) -> None:
    """The answer says where it stands now."""
    await in_db(say, channel, agent)
    async with Socket(elue) as socket:
        await socket.greet()
        read = {"type": "read", "channel": channel.pk, "seq": 1}
        assert await socket.ask(read) == {"type": "bookmark", "channel": channel.pk, "seq": 1}
        assert (await socket.ask(read | {"unread": True}))["seq"] == 0
        assert (await socket.ask(read | {"channel": 10**9}))["code"] == "not_found"


@pytest.mark.django_db(transaction=True)
def test_two_pages_of_one_person_do_not_undo_each_other(channel, elue, agent) -> None:
    """Whatever the order in which they tell it, the furthest place stays."""
    for _number in range(8):
        say(channel, agent)
    failures: list[Any] = []

    def page(seq: int) -> None:
        try:
            reads(channel, elue, seq)
        except Exception as error:  # told by the assertion below
            failures.append(error)
        finally:
            connection.close()

    pages = [threading.Thread(target=page, args=[seq]) for seq in (8, 3, 5, 1)]
    for each in pages:
        each.start()
    for each in pages:
        each.join()
    assert not failures
    assert Bookmark.objects.get().seq == 8


def test_my_discussions_say_what_is_new_and_what_waits_for_an_answer(channel, elue, agent) -> None:
    """Questions without answer first, then what is new, then the rest; of one's own channels."""
    say(channel, agent, "Qui a un **modèle** de charte ?", kind="question")
    elsewhere = factories.pair_channel()
    say(elsewhere, factories.seated(elsewhere), "Cela ne vous regarde pas", kind="question")
    quiet = factories.programme_channel(channel.delegations.order_by("pk")[0].programme)
    client = session_of(elue)

    def page() -> Any:
        return client.get(reverse("discussions:index"))

    found = page()
    assert [message.seq for message in found.context["questions"]] == [1]
    assert found.context["unread"] == [channel]
    assert found.context["read"] == [quiet]
    html = found.content.decode()
    assert "Qui a un modèle de charte" in html
    assert "Cela ne vous regarde pas" not in html
    reads(channel, elue, 1)
    reply = say(channel, elue, "Moi", reply_to=1)
    perform(Answer(channel.pk, 1, reply.seq), account(agent))
    assert page().context["questions"] == []
    say(channel, agent, "Et qui vient ?", kind="question")
    perform(Withdraw(channel.pk, 3), account(agent))
    assert page().context["questions"] == []
    assert page().context["unread"] == []
