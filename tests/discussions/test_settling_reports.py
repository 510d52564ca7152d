"""What becomes of a reported message: hidden, shown again, answered, forgotten."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from community.accounts.leaving import erase_account
from community.activity.models import Event, Mail
from community.alliance.models import ActorKind, Person
from community.delegations.models import Seat
from community.discussions import delivery, frames
from community.discussions.actions import exclude, post_message, readmit
from community.discussions.bookmarks import with_unread
from community.discussions.errors import Refused
from community.discussions.frames import Said
from community.discussions.jobs import forget_reports
from community.discussions.message_actions import perform
from community.discussions.models import Channel, Exclusion, Message, Report
from community.discussions.permissions import managed_by, managers_of
from community.discussions.reading import open_questions
from community.discussions.reports import show_again
from tests import factories as house
from tests.accounts.doors import with_second_factor
from tests.alliance.merging import merge
from tests.discussions import factories
from tests.discussions.factories import account, say
from tests.discussions.reporting import SECRET, answer, report
from tests.discussions.sockets import session_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def animator(channel: Channel) -> Person:
    """Who animates the dispositif, and does not read the channel."""
    programme = channel.delegations.order_by("pk")[0].programme
    return house.animator(programme, name="Animatrice du lieu")


def item_of(channel: Channel, seq: int) -> dict[str, Any]:
    return next(item for item in delivery.read_after(channel.pk, 0).items if item["seq"] == seq)


def verbs() -> list[str]:
    return list(Event.objects.order_by("pk").values_list("verb", flat=True))


@pytest.mark.parametrize("kind", ["pair", "programme", "page"])
def test_managers_are_found_from_both_ends(kind: str) -> None:
    """`managers_of` asks from a channel's end what `managed_by` asks from an account's."""
    programme = house.comap()
    channel = {
        "pair": factories.pair_channel,
        "programme": lambda: factories.programme_channel(programme),
        "page": lambda: factories.open_channel(kind="page", page=programme),
    }[kind]()
    if kind == "pair":
        programme = channel.delegations.order_by("pk")[0].programme
    people = [
        house.animator(programme),
        house.animator(house.comap()),
        house.participant(programme),
        house.team_member(),
        house.team_member(),
    ]
    closed = account(people[-1])
    closed.is_active = False
    closed.save()
    found = set(managers_of(channel))
    for person in people:
        user = account(person)
        assert (user in found) == managed_by(user).filter(pk=channel.pk).exists()
    assert found == {account(people[0]), account(people[3])}


def test_a_hidden_message_says_nothing_to_anybody(channel, elue, agent, animator) -> None:
    """Place and author stay, the text is delivered to nobody, nor are versions, signs and pin."""
    referent = factories.seated(channel, ActorKind.AGENT)
    Seat.objects.filter(participation__person=referent).update(referent=True)
    say(channel, elue, "Pas encore blessant", kind="question")
    perform(frames.Edit(channel.pk, 1, SECRET), account(elue))
    perform(frames.React(channel.pk, 1, "merci", on=True), account(agent))
    perform(frames.Pin(channel.pk, 1, on=True), account(referent))
    say(channel, agent, "Vraiment ?", reply_to=1)
    assert open_questions(account(agent))
    found = report(channel, agent)
    before = Channel.objects.get().revision
    answer(found, animator, hide=True)
    told_again = delivery.read_after(channel.pk, before).items
    assert [item["seq"] for item in told_again] == [1, 2]
    item = told_again[0]
    assert (item["hidden"], item["body"], item["author"]["name"]) == (True, "", "Élue d'ici")
    assert not {"signs", "pinned", "edited", "html"} & item.keys()
    assert told_again[1]["re"]["text"] == "Message masqué par l'animation."
    assert "blessant" not in json.dumps(told_again, ensure_ascii=False)
    assert open_questions(account(agent)) == []
    for person in (elue, agent):
        client = session_of(person)
        for address in (
            channel.get_absolute_url(),
            reverse("discussions:message", args=[channel.pk, 1]),
        ):
            html = client.get(address).content.decode()
            assert "masqué par l" in html
            assert "blessant" not in html
    [counted] = with_unread([Channel.objects.get()], account(referent))
    assert counted.unread == 1
    for act in (frames.React(channel.pk, 1, "oui", on=True), frames.Edit(channel.pk, 1, "Non")):
        with pytest.raises(Refused, match="plus là"):
            perform(act, account(elue))


def test_a_hidden_message_is_shown_again(channel, elue, agent, animator) -> None:
    """As it was, with its reactions; live readers are told; doing it twice changes nothing."""
    say(channel, elue, SECRET)
    perform(frames.React(channel.pk, 1, "merci", on=True), account(agent))
    found = report(channel, agent)
    answer(found, animator, hide=True)
    show_again(report=found, acting_user=account(animator))
    assert item_of(channel, 1)["body"] == SECRET
    assert item_of(channel, 1)["signs"] == {"merci": [agent.pk]}
    revision = Channel.objects.get().revision
    show_again(report=found, acting_user=account(animator))
    assert Channel.objects.get().revision == revision
    with pytest.raises(Refused, match="pas de ceux"):
        show_again(report=found, acting_user=account(agent))
    shown = ["message.reported", "message.hidden", "report.closed", "message.shown_again"]
    assert [verb for verb in verbs() if verb in shown] == shown


def test_its_author_takes_back_what_is_hidden(channel, elue, agent, animator) -> None:
    """Nothing of it is set aside any more; sent again, it is the same message."""
    first = say(channel, elue, SECRET)
    found = report(channel, agent)
    answer(found, animator, hide=True)
    again = Said(body=SECRET, nonce=first.nonce)
    assert post_message(channel=channel, author=account(elue), said=again) == (first, False)
    perform(frames.Withdraw(channel.pk, 1), account(elue))
    kept = Message.objects.get()
    assert (kept.set_aside, kept.hidden_at) == ("", None)
    assert kept.gone_words == "Message retiré par la personne qui l'a écrit."
    show_again(report=found, acting_user=account(animator))
    assert Message.objects.get().body == ""
    assert Report.objects.get().excerpt == SECRET


def test_one_answer_closes_what_was_reported_of_a_message(channel, elue, agent, animator) -> None:
    """All who reported it are told by a mail that repeats nothing, and read the answer."""
    other = factories.seated(channel)
    say(channel, elue, SECRET)
    say(channel, elue, "Une autre parole")
    reports = [report(channel, agent), report(channel, other), report(channel, agent, 2)]
    answer(reports[0], animator, answer="Nous en parlons avec elle.")
    closed = Report.objects.filter(closed_at__isnull=False)
    assert set(closed) == set(reports[:2])
    assert {row.closed_by for row in closed} == {account(animator)}
    assert not Message.objects.filter(hidden_at__isnull=False).exists()
    assert not Exclusion.objects.exists()
    mails = Mail.objects.filter(kind="réponse à un signalement")
    assert {mail.recipient for mail in mails} == {account(agent), account(other)}
    assert "Nous en parlons" not in str(list(mails.values_list("body", flat=True)))
    html = session_of(agent).get("/discussions/signalements/").content.decode()
    assert "Nous en parlons avec elle." in html
    assert "attend une réponse" in html
    assert SECRET not in html
    assert (
        "Nous en parlons" not in session_of(elue).get("/discussions/signalements/").content.decode()
    )
    with pytest.raises(Refused, match="vient de répondre"):
        answer(reports[1], animator)


def test_its_author_is_put_out_along_with_the_answer(channel, elue, agent, animator) -> None:
    """They read no more; the log says who did it; letting them in again is told too."""
    say(channel, elue, SECRET)
    answer(report(channel, agent), animator, put_out=True)
    assert Exclusion.objects.get().person == elue
    exclude(channel=channel, person=elue, acting_user=account(animator))
    assert not Channel.objects.readable_by(account(elue)).exists()
    readmit(channel=channel, person=elue, acting_user=account(animator))
    readmit(channel=channel, person=elue, acting_user=account(animator))
    lines = Event.objects.filter(verb__startswith="reader.")
    assert [(line.verb, line.actor) for line in lines.order_by("pk")] == [
        ("reader.put_out", account(animator)),
        ("reader.let_in", account(animator)),
    ]
    assert "Élue d'ici" in lines[0].label


def test_whoever_was_put_out_does_not_let_themselves_in(channel, animator) -> None:
    """Managing the channel is no way round: somebody else lets them in."""
    team = house.team_member()
    exclude(channel=channel, person=animator, acting_user=account(team))
    with pytest.raises(PermissionDenied):
        readmit(channel=channel, person=animator, acting_user=account(animator))
    assert Exclusion.objects.get().person == animator
    readmit(channel=channel, person=animator, acting_user=account(team))
    assert not Exclusion.objects.exists()


def test_the_log_says_neither_what_was_said_nor_who_reported(
    channel, elue, agent, animator
) -> None:
    """Whoever manages and is reported may read the log."""
    say(channel, elue, SECRET)
    answer(report(channel, agent, words="Elle exagère"), animator, hide=True)
    lines = Event.objects.filter(verb__in=["message.reported", "message.hidden", "report.closed"])
    assert lines.count() == 3
    for line in lines:
        for word in ("blessant", "exagère", "Agent d'ailleurs"):
            assert word not in line.label
        assert line.actor != account(agent)


def test_reports_are_forgotten_long_after_they_were_answered(
    channel, elue, agent, animator, settings
) -> None:
    """What waits stays, however old."""
    settings.REPORT_DAYS = 30
    for _number in range(3):
        say(channel, elue, SECRET)
    old, recent, waiting = (report(channel, agent, seq) for seq in (1, 2, 3))
    answer(old, animator)
    answer(recent, animator)
    past = timezone.now() - dt.timedelta(days=31)
    Report.objects.filter(pk=old.pk).update(closed_at=past)
    Report.objects.update(created_at=past)
    assert forget_reports() == "effacés : 1"
    assert set(Report.objects.all()) == {recent, waiting}


def test_whoever_leaves_takes_their_words_out_of_reports(channel, elue, agent, animator) -> None:
    """The copies of what they wrote, what is set aside, their name beside what they reported."""
    say(channel, elue, SECRET)
    say(channel, agent, "Une réponse")
    of_elue, of_agent = report(channel, agent, words="Elle exagère"), report(channel, elue, 2)
    answer(of_elue, animator, hide=True)
    erase_account(user=account(elue))
    of_elue.refresh_from_db()
    of_agent.refresh_from_db()
    assert (of_elue.excerpt, of_elue.words) == ("", "Elle exagère")
    assert (of_agent.reporter, of_agent.excerpt) == (None, "Une réponse")
    assert (Message.objects.get(seq=1).kind, Message.objects.get(seq=1).set_aside) == ("efface", "")
    html = with_second_factor(account(animator)).get(of_elue.get_absolute_url()).content.decode()
    assert "est partie" in html
    answer(of_agent, animator, put_out=True)
    assert Exclusion.objects.get().person == agent


def test_two_cards_of_one_reader_keep_one_open_report(channel, elue, agent) -> None:
    """What either reported is of the card that stays."""
    other = factories.seated(channel, name="Agent d'ailleur")
    say(channel, elue, SECRET)
    say(channel, elue, "Encore")
    kept = report(channel, agent)
    report(channel, other)
    second = report(channel, other, 2)
    Person.objects.filter(pk=other.pk).update(user=None)
    other.refresh_from_db()
    merge(agent, other)
    assert set(Report.objects.filter(reporter=agent)) == {kept, second}
    assert Report.objects.count() == 2
