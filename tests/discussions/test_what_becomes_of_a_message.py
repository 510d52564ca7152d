"""A message is edited, withdrawn, reacted to, pinned, answered: by whom, and what others read."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from community.alliance.models import Person
from community.discussions import delivery, frames
from community.discussions.actions import close_channel, exclude
from community.discussions.errors import Refused
from community.discussions.leaving import let_go
from community.discussions.message_actions import perform
from community.discussions.models import Channel, Edition, Message, Reaction
from tests import factories as house
from tests.discussions import factories
from tests.discussions.factories import account, say
from tests.discussions.sockets import Socket, in_db, session_of

pytestmark = pytest.mark.django_db


def do(person: Person, act: frames.Act) -> Message:
    return perform(act, account(person))


def refused(person: Person, act: frames.Act) -> Refused:
    before = Message.objects.order_by("pk").values_list("pk", "revision", "body")
    stood = list(before)
    with pytest.raises(Refused) as caught:
        do(person, act)
    assert caught.value.sentence
    assert list(before.all()) == stood
    return caught.value


def item_of(channel: Channel, seq: int) -> dict[str, Any]:
    items = delivery.read_after(channel.pk, 0).items
    return next(item for item in items if item["seq"] == seq)


def test_what_one_said_one_says_otherwise(channel, elue, agent) -> None:
    """The place stays, the revision moves, what it said before is kept and says until when."""
    said = say(channel, elue, "Bonjur")
    say(channel, agent, "Oui ?")
    edited = do(elue, frames.Edit(channel.pk, 1, " Bonjour "))
    assert (edited.seq, edited.revision, edited.body) == (1, 3, "Bonjour")
    assert edited.created_at == said.created_at
    assert [edition.body for edition in edited.editions.all()] == ["Bonjur"]
    assert Edition.objects.get().until == edited.edited_at
    assert item_of(channel, 1)["edited"] is True
    assert do(elue, frames.Edit(channel.pk, 1, "Bonjour")).revision == 3
    channel.refresh_from_db()
    assert (channel.seq, channel.revision) == (2, 3)


def test_only_its_author_edits_or_withdraws(channel, elue, agent, referent) -> None:
    """Neither a colleague nor a référente; a stranger is told that there is nothing."""
    say(channel, elue)
    for somebody in (agent, referent):
        for act in (frames.Edit(channel.pk, 1, "Non"), frames.Withdraw(channel.pk, 1)):
            assert refused(somebody, act).code == "not_allowed"
    stranger = house.PersonFactory()
    nowhere = refused(stranger, frames.Edit(10**9, 1, "Non")).as_frame()
    assert refused(stranger, frames.Edit(channel.pk, 1, "Non")).as_frame() == nowhere
    assert refused(elue, frames.Edit(channel.pk, 9, "Non")).code == "no_message"


@pytest.mark.parametrize(("body", "code"), [(" ", "empty"), ("x" * 4001, "too_long")])
def test_an_edition_is_checked_like_a_message(channel, elue, body: str, code: str) -> None:
    """What could not be said cannot be said by editing."""
    say(channel, elue)
    assert refused(elue, frames.Edit(channel.pk, 1, body)).code == code


def test_a_message_is_not_rewritten_for_ever(channel, elue, limits) -> None:
    """After so many versions one writes another message; and not faster than one speaks."""
    limits(EDITIONS_PER_MESSAGE=2)
    say(channel, elue)
    do(elue, frames.Edit(channel.pk, 1, "un"))
    do(elue, frames.Edit(channel.pk, 1, "deux"))
    assert refused(elue, frames.Edit(channel.pk, 1, "trois")).details == {"limit": 2}
    limits(FRAMES_PER_WINDOW=1, EDITIONS_PER_MESSAGE=9)
    assert refused(elue, frames.Edit(channel.pk, 1, "quatre")).code == "too_fast"


def test_what_is_withdrawn_leaves_its_place(channel, elue, agent, referent) -> None:
    """No text, no version, no reaction, no pin is left; whoever quoted it quotes it no more."""
    say(channel, elue, "À oublier")
    do(elue, frames.Edit(channel.pk, 1, "À oublier vite"))
    say(channel, agent, "Je réponds", reply_to=1)
    do(agent, frames.React(channel.pk, 1, "merci", on=True))
    do(referent, frames.Pin(channel.pk, 1, on=True))
    assert item_of(channel, 2)["re"]["text"] == "À oublier vite"
    before = Channel.objects.get().revision
    gone = do(elue, frames.Withdraw(channel.pk, 1))
    assert (gone.body, gone.pinned_at, gone.edited_at) == ("", None, None)
    assert not Edition.objects.exists()
    assert not Reaction.objects.exists()
    told = delivery.read_after(channel.pk, before).items
    assert [item["seq"] for item in told] == [1, 2]
    assert "oublier" not in json.dumps(told, ensure_ascii=False)
    assert told[0]["withdrawn"] is True
    assert do(elue, frames.Withdraw(channel.pk, 1)).revision == gone.revision
    for act in (
        frames.React(channel.pk, 1, "oui", on=True),
        frames.Pin(channel.pk, 1, on=True),
        frames.Edit(channel.pk, 1, "Non"),
    ):
        person = elue if isinstance(act, frames.Edit) else referent
        assert refused(person, act).code == "no_message"
    with pytest.raises(Refused, match="plus là"):
        say(channel, agent, reply_to=1)
    with transaction.atomic(), pytest.raises(IntegrityError):
        Message.objects.filter(seq=1).update(body="De retour")


def test_a_message_sent_again_is_known_after_it_changed(channel, elue) -> None:
    """The same nonce and first text are the same message, edited or withdrawn since."""
    first = say(channel, elue, "Un")
    do(elue, frames.Edit(channel.pk, 1, "Deux"))
    assert say(channel, elue, "Un", nonce=first.nonce).body == "Deux"
    with pytest.raises(Refused, match="déjà servi"):
        say(channel, elue, "Deux", nonce=first.nonce)
    do(elue, frames.Withdraw(channel.pk, 1))
    assert say(channel, elue, "Un", nonce=first.nonce).pk == first.pk
    assert Message.objects.count() == 1


def test_a_reply_quotes_what_it_answers(channel, elue, agent) -> None:
    """By its author and first words, of the same channel; what changes there changes here."""
    say(channel, elue, "Où se voit-on ?\nÀ Loos ?")
    reply = say(channel, agent, "Oui", reply_to=1)
    assert item_of(channel, 2)["re"] == {
        "seq": 1,
        "by": "Élue d'ici",
        "text": "Où se voit-on ? À Loos ?",
    }
    do(elue, frames.Edit(channel.pk, 1, "Où ?"))
    reply.refresh_from_db()
    assert reply.revision == 4
    assert item_of(channel, 2)["re"]["text"] == "Où ?"
    other = factories.delegation_channel()
    with pytest.raises(Refused) as caught:
        say(other, factories.seated(other), reply_to=1)
    assert caught.value.code == "no_message"


def test_people_react_with_five_signs(channel, elue, agent) -> None:
    """Once with each; taking it away is as simple; doing it again changes nothing."""
    say(channel, elue)
    assert do(agent, frames.React(channel.pk, 1, "merci", on=True)).revision == 2
    assert do(agent, frames.React(channel.pk, 1, "merci", on=True)).revision == 2
    do(elue, frames.React(channel.pk, 1, "merci", on=True))
    do(elue, frames.React(channel.pk, 1, "idee", on=True))
    assert item_of(channel, 1)["signs"] == {"merci": [agent.pk, elue.pk], "idee": [elue.pk]}
    do(elue, frames.React(channel.pk, 1, "idee", on=False))
    assert do(elue, frames.React(channel.pk, 1, "idee", on=False)).revision == 5
    assert item_of(channel, 1)["signs"] == {"merci": [agent.pk, elue.pk]}
    with transaction.atomic(), pytest.raises(IntegrityError):
        Reaction.objects.create(message=Message.objects.get(), person=elue, sign="merci")


def test_who_sets_the_rule_pins(channel, elue, referent, limits) -> None:
    """A référente keeps a few messages at the head; the others read them there."""
    limits(PINS_PER_CHANNEL=1)
    say(channel, elue, "À garder")
    say(channel, elue, "Aussi")
    assert refused(elue, frames.Pin(channel.pk, 1, on=True)).code == "not_allowed"
    do(referent, frames.Pin(channel.pk, 1, on=True))
    assert item_of(channel, 1)["pinned"] is True
    assert refused(referent, frames.Pin(channel.pk, 2, on=True)).details == {"limit": 1}
    html = session_of(elue).get(channel.get_absolute_url()).content.decode()
    assert 'class="pinned"' in html
    revision = do(referent, frames.Pin(channel.pk, 1, on=False)).revision
    assert do(referent, frames.Pin(channel.pk, 1, on=False)).revision == revision
    assert "pinned" not in item_of(channel, 1)


def test_a_question_is_marked_answered(channel, elue, agent, referent) -> None:
    """By who asked it or who holds the word, with the message that answers; and taken back."""
    say(channel, elue, "Où se voit-on ?", kind="question")
    say(channel, agent, "À Loos", reply_to=1)
    assert refused(agent, frames.Answer(channel.pk, 1, 2)).code == "not_allowed"
    assert refused(agent, frames.Answer(channel.pk, 2, 1)).code == "no_question"
    assert refused(elue, frames.Answer(channel.pk, 1, 1)).code == "no_question"
    assert refused(elue, frames.Answer(channel.pk, 1, 7)).code == "no_message"
    assert do(elue, frames.Answer(channel.pk, 1, 2)).revision == 3
    assert do(elue, frames.Answer(channel.pk, 1, 2)).revision == 3
    assert item_of(channel, 1)["answer"] == 2
    assert "a sa réponse" in Message.objects.get(seq=1).marks
    do(referent, frames.Answer(channel.pk, 1, None))
    assert "answer" not in item_of(channel, 1)
    assert "attend une réponse" in Message.objects.get(seq=1).marks
    with transaction.atomic(), pytest.raises(IntegrityError):
        Message.objects.filter(seq=2).update(answer=Message.objects.get(seq=1))


def test_in_a_closed_channel_one_only_takes_back(channel, elue, limits) -> None:
    """What was said is still read; its author may still withdraw it."""
    say(channel, elue)
    close_channel(channel=channel, acting_user=house.team_member().user)
    assert refused(elue, frames.Edit(channel.pk, 1, "Non")).code == "closed"
    assert refused(elue, frames.React(channel.pk, 1, "oui", on=True)).code == "closed"
    assert do(elue, frames.Withdraw(channel.pk, 1)).withdrawn_at


def test_who_was_put_out_does_nothing_more(channel, elue, agent) -> None:
    """Not even to their own messages: the answer is that of a channel that is not there."""
    say(channel, agent)
    exclude(channel=channel, person=agent, acting_user=house.team_member().user)
    for act in (
        frames.Edit(channel.pk, 1, "Non"),
        frames.Withdraw(channel.pk, 1),
        frames.React(channel.pk, 1, "oui", on=True),
        frames.Pin(channel.pk, 1, on=True),
        frames.Answer(channel.pk, 1, None),
    ):
        assert refused(agent, act).code == "not_found"


@pytest.fixture
def click(channel: Channel) -> Callable[..., Any]:
    """Send one of the forms of a message's page."""

    def send(person: Person, kind: str, seq: int = 1, **fields: str) -> Any:
        address = reverse("discussions:act", args=[channel.pk, seq, kind])
        return session_of(person).post(address, fields)

    return send


def test_a_message_s_page_does_all_that_without_a_script(
    channel, elue, agent, referent, click
) -> None:
    """Each form does its act and leads back to the message in its place."""
    say(channel, elue, "Où ?", kind="question")
    say(channel, agent, "Ici", reply_to=1)
    answer = click(agent, "react", sign="oui", on="1")
    assert (answer.status_code, answer["Location"]) == (
        303,
        f"{channel.get_absolute_url()}?a=1#m1",
    )
    click(elue, "edit", body="Où donc ?")
    click(elue, "answer", by="2")
    click(referent, "pin", on="1")
    page = session_of(elue).get(reverse("discussions:message", args=[channel.pk, 1]))
    html = page.content.decode()
    for words in ("Où donc ?", "Où ?", "Agent d", "Voir la réponse", "épinglé", "modifié"):
        assert words in html
    assert "Modifier" not in session_of(agent).get(page.request["PATH_INFO"]).content.decode()
    click(elue, "answer")
    click(referent, "pin", on="0")
    click(elue, "withdraw")
    kept = Message.objects.get(seq=1)
    assert (kept.withdrawn_at is not None, kept.pinned_at, kept.answer) == (True, None, None)
    assert "Message retiré" in session_of(agent).get(channel.get_absolute_url()).content.decode()


def test_a_form_that_is_refused_says_why_and_keeps_the_text(channel, elue, click, client) -> None:
    """The page comes back with the sentence; what is not there, or not yours, is one answer."""
    say(channel, elue)
    answer = click(elue, "edit", body="x" * 4001)
    assert answer.status_code == 422
    assert "4001" in answer.content.decode().replace("\u202f", "")
    assert "x" * 4001 in answer.content.decode()
    assert click(elue, "react", sign="pouce", on="1").status_code == 400
    assert click(elue, "publish").status_code == 404
    assert click(elue, "edit", seq=9, body="x").status_code == 404
    stranger = house.PersonFactory()
    assert click(stranger, "edit", body="x").status_code == 404
    page = reverse("discussions:message", args=[channel.pk, 1])
    assert session_of(stranger).get(page).status_code == 404
    assert (
        session_of(elue).get(reverse("discussions:message", args=[channel.pk, 9])).status_code
        == 404
    )
    assert client.get(page).status_code == 302
    assert (
        client.post(reverse("discussions:act", args=[channel.pk, 1, "withdraw"])).status_code == 302
    )


def test_a_program_does_the_same_over_http(channel, elue, agent, client) -> None:
    """In JSON, with the answers of the socket."""
    say(channel, elue)
    address = reverse("discussions:act", args=[channel.pk, 1, "react"])
    body = json.dumps({"sign": "oui", "on": True})
    answer = session_of(agent).post(address, body, "application/json")
    assert answer.json() == {"type": "done", "channel": channel.pk, "seq": 1, "revision": 2}
    refusal = session_of(agent).post(address, "{}", "application/json")
    assert (refusal.status_code, refusal.json()["code"]) == (400, "bad_frame")
    assert client.post(address, body, "application/json").status_code == 401


@pytest.mark.django_db(transaction=True)
async def test_live_readers_are_told_of_each_change(channel, elue, agent, limits) -> None:
    """The act is answered, and whoever follows reads the message as it has become."""
    async with Socket(elue) as here, Socket(agent) as there:
        await in_db(say, channel, elue, "Bonjour")
        await here.follow(channel)
        await there.follow(channel)
        act = {"channel": channel.pk, "seq": 1}
        await here.wire.send_input(
            {
                "type": "websocket.receive",
                "text": json.dumps({"type": "edit", "body": "Bonsoir", **act}),
            }
        )
        frames_heard = [await here.hear(), await here.hear()]
        assert {frame["type"] for frame in frames_heard} == {"done", "changes"}
        done = next(frame for frame in frames_heard if frame["type"] == "done")
        assert done == {"type": "done", **act, "revision": 2}
        [item] = (await there.hear())["items"]
        assert (item["seq"], item["revision"], item["body"], item["edited"]) == (
            1,
            2,
            "Bonsoir",
            True,
        )
        refusal = await there.ask({"type": "withdraw", **act})
        assert (refusal["code"], refusal["seq"]) == ("not_allowed", 1)


def test_reading_costs_the_same_with_and_without_reactions(
    channel, elue, agent, django_assert_max_num_queries
) -> None:
    """Two queries a batch at most, however many messages, quotes and reactions."""
    for _number in range(5):
        say(channel, elue)
        say(channel, agent, reply_to=1)
    with django_assert_max_num_queries(1):
        delivery.read_after(channel.pk, 0)
    for seq in range(1, 11):
        do(agent, frames.React(channel.pk, seq, "oui", on=True))
    with django_assert_max_num_queries(2):
        assert len(delivery.read_after(channel.pk, 0).items) == 10


def test_who_leaves_takes_signs_and_versions_along(channel, elue, agent) -> None:
    """Their reactions go, and what they said before; who quoted them is read again without it."""
    say(channel, elue, "Mon secret d'hier")
    do(elue, frames.Edit(channel.pk, 1, "Mon secret"))
    say(channel, agent, "Je te réponds", reply_to=1)
    say(channel, agent, "Autre chose")
    do(elue, frames.React(channel.pk, 3, "oui", on=True))
    do(elue, frames.React(channel.pk, 1, "oui", on=True))
    before = Channel.objects.get().revision
    let_go(account(elue))
    told = delivery.read_after(channel.pk, before).items
    assert sorted(item["seq"] for item in told) == [1, 2, 3]
    assert "secret" not in json.dumps(told)
    assert not Reaction.objects.exists()
    assert not Edition.objects.exists()
    assert all("signs" not in item for item in told)


def test_who_only_reacted_leaves_no_sign(channel, elue, agent) -> None:
    """Somebody who said nothing is no former member; their signs go all the same."""
    say(channel, elue)
    do(agent, frames.React(channel.pk, 1, "oui", on=True))
    let_go(account(agent))
    assert "signs" not in item_of(channel, 1)
    assert Message.objects.get().revision == 3
