"""Where newcomers see what is said since they arrived, they read nothing of before, in any way."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from community.alliance.models import ActorKind, Person
from community.delegations.models import Seat
from community.discussions import delivery, frames
from community.discussions.arrivals import arrivals_in
from community.discussions.attaching import readable_file
from community.discussions.bookmarks import with_unread
from community.discussions.errors import Refused
from community.discussions.feed import catching_up, read_batch
from community.discussions.mentions import latest_mentions, with_mentions
from community.discussions.message_actions import edit_message, mark_answered, perform, pin
from community.discussions.models import Channel, Message
from community.discussions.querysets import seen
from community.discussions.reading import channels_of, open_questions, pinned_in
from community.discussions.reports import report_message
from community.discussions.searching import find
from community.text.analysis import terms_of
from tests import factories as house
from tests.discussions import factories
from tests.discussions.factories import account, say
from tests.discussions.past import ago, arrives, keeps_the_past, today
from tests.discussions.sample_files import file_of, join, upload
from tests.discussions.sockets import Socket, in_db, session_of

pytestmark = pytest.mark.django_db
HIDDEN = "Ce qui s'est dit avant votre arrivée n'est pas montré ici."
PLACE = "Un message d'avant votre arrivée"


def always_there(person: Any) -> Any:
    """Nobody knows since when they sit."""
    Seat.objects.filter(participation__person=person).update(since=None)
    return person


@pytest.fixture
def elue(elue: Any) -> Any:
    return always_there(elue)


@pytest.fixture
def newcomer(channel: Channel, elue: Any) -> Any:
    """Who comes today, where four things were said ten days ago and one just now."""
    say(channel, elue, "Secret", kind="question", to=("everybody",))
    pin(channel=channel, seq=1, acting_user=account(referent_of(channel)), on=True)
    join(channel, elue, upload("Ancien.pdf"))
    say(channel, elue, "Vieux secret")
    say(channel, elue, "Dernier secret")
    ago(channel)
    say(channel, elue, "Secret levé", kind="question", to=("everybody",), reply_to=4)
    keeps_the_past(channel)
    return arrives(channel)


def referent_of(channel: Channel) -> Any:
    found = Seat.objects.filter(delegation__channels=channel, referent=True).first()
    if found:
        return found.participation.person
    seat = house.seat(channel.delegations.order_by("pk")[1], referent=True)
    return always_there(seat.participation.person)


def page(person: Person, address: str) -> str:
    return " ".join(session_of(person).get(address).content.decode().split())


def bodies(channel: Channel, person: Any, **place: int) -> list[str]:
    window = delivery.window_of(Channel.objects.get(pk=channel.pk), account(person), **place)
    return [message.body for message in window.messages]


def test_the_page_begins_where_its_reader_arrived(channel, elue, newcomer) -> None:
    """And says so; who was there before reads all, the same page for the rest."""
    theirs = page(newcomer, channel.get_absolute_url())
    assert "Secret levé" in theirs
    assert PLACE in theirs.replace("&#x27;", "'").replace("’", "'")
    assert HIDDEN in theirs.replace("&#x27;", "'").replace("’", "'")
    for word in ("Vieux", "Dernier", "Ancien.pdf", "Messages précédents"):
        assert word not in theirs
    whole = page(elue, channel.get_absolute_url())
    for word in ("Vieux secret", "Dernier secret", "Ancien.pdf", "Secret levé"):
        assert word in whole
    for word in ("avant votre arrivée", "d’avant votre"):
        assert word not in whole
    for reader in (theirs, whole):
        assert "rien de ce qui s" in reader


def test_where_all_is_shown_who_arrives_reads_all(channel, elue, newcomer) -> None:
    """The choice is the channel's, and may be taken back."""
    keeps_the_past(channel, "tout")
    theirs = page(newcomer, channel.get_absolute_url())
    assert "Vieux secret" in theirs
    assert "votre arrivée" not in theirs


def test_one_arrives_on_the_first_day_of_the_first_of_one_s_seats(channel, elue) -> None:
    """From its midnight on; a seat without a day was always theirs, one that is over counts not."""
    say(channel, elue, "La veille")
    say(channel, elue, "Le jour")
    midnight = timezone.make_aware(dt.datetime.combine(today() - dt.timedelta(5), dt.time()))
    for seq, moment in ((1, midnight - dt.timedelta(seconds=1)), (2, midnight)):
        channel.messages.filter(seq=seq).update(created_at=moment)
    keeps_the_past(channel)
    person = arrives(channel, today() - dt.timedelta(5))
    assert bodies(channel, person) == ["Le jour"]
    seat = house.seat(channel.delegations.order_by("pk")[1], person=person, since=today())
    assert bodies(channel, person) == ["Le jour"]
    Seat.objects.filter(pk=seat.pk).update(since=today() - dt.timedelta(6))
    assert bodies(channel, person) == ["La veille", "Le jour"]
    Seat.objects.filter(pk=seat.pk).update(until=today())
    assert bodies(channel, person) == ["Le jour"]
    Seat.objects.filter(pk=seat.pk).update(since=None, until=None)
    assert bodies(channel, person) == ["La veille", "Le jour"]
    assert bodies(channel, arrives(channel, name="Une autre")) == []


def test_in_a_channel_of_peers_the_seat_of_their_kind_tells(channel, elue) -> None:
    """A seat of another kind, older, gives no right to the past of these peers."""
    delegation = channel.delegations.order_by("pk")[0]
    peers = factories.peers_channel(delegation.programme)
    say(peers, elue, "Entre nous")
    ago(peers)
    keeps_the_past(peers)
    person = arrives(channel)
    other = house.delegation(programme=delegation.programme)
    house.seat(other, ActorKind.AGENT, person=person, since=today() - dt.timedelta(20))
    assert bodies(peers, person) == []
    assert bodies(peers, elue) == ["Entre nous"]


def test_the_moment_and_the_condition_say_the_same(channel, elue, newcomer) -> None:
    """What is told of people and what is asked of rows are one rule."""
    peers = factories.peers_channel(channel.delegations.order_by("pk")[0].programme)
    say(peers, elue, "Avant")
    ago(peers)
    say(peers, elue, "Après")
    keeps_the_past(peers)
    for place in (channel, peers):
        moments = arrivals_in(place.pk, [account(who).pk for who in (elue, newcomer)])
        assert set(moments) == {account(newcomer).pk}
        for who in (elue, newcomer):
            rows = place.messages.filter(seen(account(who).pk)).order_by("seq")
            moment = moments.get(account(who).pk)
            told = [
                m for m in place.messages.order_by("seq") if not moment or m.created_at >= moment
            ]
            assert list(rows) == told
            assert [message.body for message in rows] == bodies(place, who)


def test_windows_go_no_further_back(channel, elue, limits) -> None:
    """Neither by the link nor by an address; what follows the arrival is paged as ever."""
    limits(FRAMES_PER_WINDOW=100_000)
    for number in range(1, 4):
        say(channel, elue, f"Avant {number}")
    ago(channel)
    for number in range(1, 61):
        say(channel, elue, f"Après {number}")
    keeps_the_past(channel)
    person = arrives(channel)
    fresh = Channel.objects.get(pk=channel.pk)
    last = delivery.window_of(fresh, account(person))
    assert (last.messages[0].body, last.has_older, last.is_cut) == ("Après 11", True, False)
    older = delivery.window_of(fresh, account(person), before=last.messages[0].seq)
    assert [message.body for message in older.messages] == [f"Après {n}" for n in range(1, 11)]
    assert (older.has_older, older.has_newer, older.is_cut) == (False, True, True)
    for place in ({"at": 2}, {"before": 3}, {"before": 1}):
        first = delivery.window_of(fresh, account(person), **place)
        assert (first.messages[0].body, first.has_older) == ("Après 1", False)
        assert first.is_cut
    assert bodies(channel, elue, at=1)[0] == "Avant 1"


def test_who_comes_after_the_last_word_finds_a_place_to_write(channel, elue) -> None:
    """Nothing to read is no fault: the page says why, counts nothing, and takes what one says."""
    say(channel, elue, "Un secret")
    ago(channel)
    keeps_the_past(channel)
    person = arrives(channel)
    there = page(person, channel.get_absolute_url())
    assert "Personne n’a parlé ici depuis votre arrivée" in there.replace("&#x27;", "’").replace(
        "'", "’"
    )
    assert "secret" not in there
    [counted] = with_unread([Channel.objects.get(pk=channel.pk)], account(person))
    assert (counted.unread, counted.first_unread) == (0, 2)
    client = session_of(person)
    copy = b"".join(client.get(reverse("discussions:export_file", args=[channel.pk, "json"])))
    assert (json.loads(copy)["messages"], json.loads(copy)["complete"]) == ([], True)
    assert b"secret" not in copy
    say(channel, person, "Bonjour")
    assert bodies(channel, person) == ["Bonjour"]


def test_a_message_of_before_has_no_address(channel, elue, newcomer) -> None:
    """Its page, the form that reports it and its file answer as if they were not."""
    old = reverse("discussions:message", args=[channel.pk, 3])
    new = reverse("discussions:message", args=[channel.pk, 5])
    theirs, others = session_of(newcomer), session_of(elue)
    assert (theirs.get(old).status_code, others.get(old).status_code) == (404, 200)
    answer = theirs.get(new)
    assert answer.status_code == 200
    assert "Dernier" not in answer.content.decode()
    assert "Dernier" in others.get(new).content.decode()
    report = reverse("discussions:report", args=[channel.pk, 3])
    assert (
        theirs.get(report).status_code,
        session_of(referent_of(channel)).get(report).status_code,
    ) == (404, 200)
    row = file_of(Message.objects.get(channel=channel, seq=2))
    assert readable_file(account(newcomer), channel.pk, row.pk) is None
    assert readable_file(account(elue), channel.pk, row.pk) == row
    assert theirs.get(row.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    "act",
    [
        lambda channel, who: say(channel, who, "Je réponds", reply_to=1),
        lambda channel, who: perform(
            frames.React(channel=channel.pk, seq=1, sign="merci", on=True), account(who)
        ),
        lambda channel, who: report_message(
            channel=channel, seq=1, acting_user=account(who), reason="regle", words=""
        ),
        lambda channel, who: mark_answered(channel=channel, seq=5, acting_user=account(who), by=4),
    ],
)
def test_nothing_is_done_to_what_one_does_not_see(channel, newcomer, act) -> None:
    """Refused like a message that is not there; whoever sees it may."""
    Message.objects.filter(channel=channel, seq=5).update(author=newcomer)
    before = Channel.objects.get(pk=channel.pk).revision
    with pytest.raises(Refused, match="n'est pas là"):
        act(channel, newcomer)
    assert Channel.objects.get(pk=channel.pk).revision == before
    act(channel, referent_of(channel))


def test_lists_tell_nothing_of_before(channel, elue, newcomer) -> None:
    """Pins, questions, mentions, what is unread, the last word, the words that are found."""
    me, other = account(newcomer), account(referent_of(channel))
    assert pinned_in(channel, me) == []
    assert [message.seq for message in pinned_in(channel, other)] == [1]
    assert [message.seq for message in open_questions(me)] == [5]
    assert [message.seq for message in open_questions(other)] == [5, 1]
    assert [message.seq for message in latest_mentions(me)] == [5]
    assert [message.seq for message in latest_mentions(other)] == [5, 1]
    for user, unread, mentions, first in ((me, 1, 1, 5), (other, 5, 2, 1)):
        [found] = channels_of(user)
        with_mentions([found], user)
        assert (found.unread, found.mentions, found.first_unread) == (unread, mentions, first)
        assert found.last_message is not None
        assert found.last_message.seq == 5
    terms = terms_of("secret")
    for place in (None, channel):
        assert [message.seq for message in find(me, terms, channel=place).messages] == [5]
        assert [message.seq for message in find(other, terms, channel=place).messages] == [
            5,
            4,
            3,
            1,
        ]
    channel.messages.filter(seq=5).update(created_at=timezone.now() - dt.timedelta(days=9))
    [found] = channels_of(me)
    assert (found.last_message, found.unread) == (None, 0)


def test_what_is_unread_is_counted_from_the_arrival_on(channel, elue, limits) -> None:
    """However much was said before: the places that are looked at begin there."""
    limits(FRAMES_PER_WINDOW=100_000)
    for _number in range(105):
        say(channel, elue, "Avant")
    ago(channel)
    say(channel, elue, "Après")
    keeps_the_past(channel)
    person = arrives(channel)
    [counted] = with_unread([Channel.objects.get(pk=channel.pk)], account(person))
    assert (counted.unread, counted.read_up_to) == (1, 0)
    assert counted.first_unread_url.endswith("?a=106#m106")


def test_a_copy_begins_where_its_reader_arrived(channel, elue, newcomer) -> None:
    """As a page and for programs; it is whole all the same, and says what is not there."""
    for person, places in ((newcomer, [5]), (elue, [1, 2, 3, 4, 5])):
        client = session_of(person)
        copies = {
            form: b"".join(client.get(reverse("discussions:export_file", args=[channel.pk, form])))
            for form in ("html", "json")
        }
        data = json.loads(copies["json"])
        assert [item["seq"] for item in data["messages"]] == places
        assert data["complete"] is True
        html = copies["html"].decode()
        assert ("Vieux secret" in html) == (person is elue)
        assert ("votre arrivée" in html) == (person is newcomer)
        assert 'href="#m4"' in html if person is elue else 'href="#m4"' not in html


def test_plain_requests_tell_the_same_revisions_with_fewer_items(channel, elue, newcomer) -> None:
    """The cursor goes on as usual, so that no hole shows; what is quoted is a place."""
    address = reverse("discussions:messages", args=[channel.pk])
    theirs = session_of(newcomer).get(address, {"after": 0}).json()
    whole = session_of(elue).get(address, {"after": 0}).json()
    assert (theirs["after"], theirs["revision"]) == (whole["after"], whole["revision"])
    assert [item["seq"] for item in theirs["items"]] == [5]
    assert theirs["items"][0]["re"] == {"seq": 4, "text": PLACE}
    assert {item["seq"] for item in whole["items"]} == {1, 2, 3, 4, 5}
    assert whole["items"][-1]["re"]["text"] == "Dernier secret"


def test_where_all_is_shown_nothing_more_is_asked(channel, elue, newcomer) -> None:
    """Live a query less than where the past is hidden, in the list two."""
    listeners = [delivery.listener_of(account(newcomer), session_of(newcomer).session)]
    counts = {}
    for past in ("arrivee", "tout"):
        keeps_the_past(channel, past)
        with CaptureQueriesContext(connection) as live:
            read_batch(channel.pk, listeners, 0)
        with CaptureQueriesContext(connection) as listed:
            channels_of(account(newcomer))
        counts[past] = (len(live), len(listed))
    assert counts["arrivee"][0] == counts["tout"][0] + 1
    assert counts["arrivee"][1] == counts["tout"][1] + 2


@pytest.mark.django_db(transaction=True)
async def test_live_each_hears_from_their_arrival_on(channel: Channel, elue: Any) -> None:
    """One batch, two frames, the same revisions; what becomes of old words is not theirs."""

    def before() -> Any:
        say(channel, elue, "Vieux secret")
        ago(channel)
        keeps_the_past(channel)
        return arrives(channel)

    newcomer = await in_db(before)
    async with Socket(newcomer) as theirs, Socket(elue) as there:
        first = await theirs.follow(channel)
        assert (first["items"], first["revision"]) == ([], 1)
        assert [item["body"] for item in (await there.follow(channel))["items"]] == ["Vieux secret"]
        await in_db(say, channel, elue, "Je reprends", reply_to=1)
        heard, whole = await theirs.hear(), await there.hear()
        assert (heard["after"], heard["revision"]) == (whole["after"], whole["revision"]) == (1, 2)
        assert heard["items"][0]["re"] == {"seq": 1, "text": PLACE}
        assert whole["items"][0]["re"]["text"] == "Vieux secret"
        edit = {"channel": channel, "seq": 1, "author": account(elue), "body": "Secret corrigé"}
        await in_db(lambda: edit_message(**edit))
        heard, whole = await theirs.hear(), await there.hear()
        assert heard["revision"] == whole["revision"] == 4
        assert [item["seq"] for item in heard["items"]] == [2]
        assert "corrigé" not in json.dumps(heard, ensure_ascii=False)
        assert "corrigé" in json.dumps(whole, ensure_ascii=False)


@pytest.mark.django_db(transaction=True)
async def test_who_comes_back_with_others_catches_up_from_their_own_arrival_on(
    channel: Channel, elue: Any
) -> None:
    """Those who missed the same read it once, and each is sent their part."""

    def before() -> tuple[Any, Any]:
        say(channel, elue, "Vieux secret")
        ago(channel)
        say(channel, elue, "Nouveau")
        keeps_the_past(channel)
        people = (arrives(channel), elue)
        return tuple(_listener(person) for person in people)  # type: ignore[return-value]

    newcomer, old = await in_db(before)
    batch = await catching_up.ask((channel.pk, 0, None), newcomer)
    assert "secret" not in batch.frame_for(newcomer)
    both = await in_db(read_batch, channel.pk, [newcomer, old], 0)
    assert json.loads(both.frame_for(newcomer))["revision"] == 2
    assert "secret" in both.frame_for(old)
    assert "Nouveau" in both.frame_for(newcomer)
    assert "secret" not in both.frame_for(newcomer)


def _listener(person: Person) -> delivery.Listener:
    return delivery.listener_of(account(person), session_of(person).session)
