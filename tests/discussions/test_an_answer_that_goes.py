"""A question whose answer says nothing any more waits again, in every view of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from community.alliance.models import Person
from community.discussions import delivery, frames
from community.discussions.leaving import let_go
from community.discussions.message_actions import perform
from community.discussions.models import Channel, Message
from community.discussions.reading import open_questions
from tests import factories as house
from tests.discussions.factories import account, say
from tests.discussions.reporting import answer, report

pytestmark = pytest.mark.django_db

Gone = Callable[[Channel, Person, Person], Any]


def withdrawn(channel: Channel, elue: Person, agent: Person) -> None:
    perform(frames.Withdraw(channel.pk, 2), account(agent))


def hidden(channel: Channel, elue: Person, agent: Person) -> None:
    answer(report(channel, elue, seq=2), house.team_member(), hide=True)


def erased(channel: Channel, elue: Person, agent: Person) -> None:
    let_go(account(agent))


@pytest.mark.parametrize("goes", [withdrawn, hidden, erased])
def test_a_question_waits_again_when_its_answer_goes(channel, elue, agent, goes: Gone) -> None:
    """Whoever follows the channel is told of the question as well, by its next revision."""
    say(channel, elue, "Où se voit-on ?", kind="question")
    say(channel, agent, "À Loos")
    perform(frames.Answer(channel.pk, 1, 2), account(elue))
    assert open_questions(account(elue)) == []
    stood = Channel.objects.get().revision
    goes(channel, elue, agent)
    question = Message.objects.get(seq=1)
    assert (question.answer, question.marks) == (None, "question · attend une réponse")
    assert open_questions(account(elue)) == [question]
    items = delivery.read_after(channel.pk, stood).items
    assert {item["seq"] for item in items} == {1, 2}
    assert "answer" not in next(item for item in items if item["seq"] == 1)


def test_an_answer_that_is_edited_still_answers(channel, elue, agent) -> None:
    """Only what says nothing any more leaves its question open."""
    say(channel, elue, "Où se voit-on ?", kind="question")
    say(channel, agent, "À Lens")
    perform(frames.Answer(channel.pk, 1, 2), account(elue))
    perform(frames.Edit(channel.pk, 2, "À Loos"), account(agent))
    assert Message.objects.get(seq=1).answer == Message.objects.get(seq=2)
    assert open_questions(account(elue)) == []
