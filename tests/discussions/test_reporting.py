"""A reader reports a message; whoever manages the channel reads a copy, and nothing more."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from community.activity.actions import send_due_mails
from community.activity.models import Mail
from community.alliance.models import Person
from community.discussions import frames
from community.discussions.errors import Refused
from community.discussions.message_actions import perform
from community.discussions.models import Channel, Message, Report
from community.discussions.permissions import settled_by
from home.waiting import waiting_for
from tests import factories as house
from tests.accounts.doors import with_second_factor
from tests.alike import told
from tests.discussions.factories import account, say
from tests.discussions.reporting import SECRET, answer, report
from tests.discussions.sockets import session_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def animator(channel: Channel) -> Person:
    """Who animates the dispositif, and does not read the channel."""
    programme = channel.delegations.order_by("pk")[0].programme
    return house.animator(programme, name="Animatrice du lieu")


def refused(channel: Channel, person: Person, seq: int = 1) -> Refused:
    before = Report.objects.count()
    with pytest.raises(Refused) as caught:
        report(channel, person, seq)
    assert Report.objects.count() == before
    return caught.value


def page(channel: Channel, seq: int = 1) -> str:
    return reverse("discussions:report", args=[channel.pk, seq])


def test_a_report_keeps_what_the_message_said(channel, elue, agent) -> None:
    """Its author may edit and withdraw it: the copy stays as it was reported."""
    say(channel, elue, SECRET)
    found = report(channel, agent, words="Ce n'est pas digne")
    perform(frames.Edit(channel.pk, 1, "Autre chose"), account(elue))
    perform(frames.Withdraw(channel.pk, 1), account(elue))
    found.refresh_from_db()
    assert (found.excerpt, found.words, found.reporter) == (SECRET, "Ce n'est pas digne", agent)
    assert (found.closed_at, found.answer) == (None, "")


def test_who_reads_reports_once_and_not_their_own(channel, elue, agent, limits) -> None:
    """A message that is nowhere, one's own, one reported already, too many in a day."""
    limits(REPORTS_PER_DAY=2)
    for _number in range(3):
        say(channel, elue, SECRET)
    say(channel, agent)
    assert refused(channel, agent, 4).code == "own_message"
    assert refused(channel, agent, 9).code == "no_message"
    report(channel, agent)
    assert refused(channel, agent).code == "reported"
    report(channel, agent, 2)
    late = refused(channel, agent, 3)
    assert (late.code, late.details) == ("too_many_reports", {"limit": 2})
    Report.objects.update(created_at=timezone.now() - dt.timedelta(days=1, minutes=1))
    assert report(channel, agent, 3)


def test_a_stranger_reports_as_if_nothing_were_there(channel, elue, animator) -> None:
    """Neither a stranger nor who manages without reading: the same answer as for no channel."""
    say(channel, elue, SECRET)
    for person in (house.PersonFactory(), animator):
        nowhere = refused(Channel(pk=10**9), person).as_frame()
        assert refused(channel, person).as_frame() == nowhere
        client = session_of(person)
        away = client.post(reverse("discussions:report", args=[10**9, 1]), {"reason": "blessant"})
        here = client.post(page(channel), {"reason": "blessant"})
        assert told(here) == told(away)
        assert here.status_code == 404
    assert session_of(elue).get(page(channel, 9)).status_code == 404
    assert Client().get(page(channel)).status_code == 302


def test_the_database_holds_to_it_too(channel, elue, agent) -> None:
    """One open report a reader and message, closed with a word, « autre chose » told in words."""
    say(channel, elue, SECRET)
    found = report(channel, agent)
    wrong: list[dict[str, Any]] = [
        {"answer": "Sans date"},
        {"closed_at": timezone.now()},
        {"reason": "autre"},
        {"words": "x" * 1001},
    ]
    for change in wrong:
        with transaction.atomic(), pytest.raises(IntegrityError):
            Report.objects.filter(pk=found.pk).update(**change)
    found.pk = None
    with transaction.atomic(), pytest.raises(IntegrityError):
        found.save(force_insert=True)
    for change in ({"set_aside": "x"}, {"hidden_at": timezone.now()}):
        with transaction.atomic(), pytest.raises(IntegrityError):
            Message.objects.filter(seq=1).update(**change)


def test_who_settles_it_manages_the_channel_and_did_not_write_it(channel, elue, agent) -> None:
    """Who animates there and the team; not who animates elsewhere, nor whoever is reported."""
    first = channel.delegations.order_by("pk")[0].programme
    here, elsewhere = house.animator(first), house.animator(house.comap())
    team = house.team_member()
    say(channel, elue, SECRET)
    found = report(channel, agent)
    for person, theirs in ((here, True), (team, True), (elsewhere, False), (agent, False)):
        assert settled_by(account(person)).filter(pk=found.pk).exists() is theirs
        client = with_second_factor(account(person))
        assert (client.get(found.get_absolute_url()).status_code == 200) is theirs
    seat_of_team = house.seat(channel.delegations.order_by("pk")[0], person=team)
    assert seat_of_team
    say(channel, team, "Une parole de l'équipe")
    of_team = report(channel, agent, 2)
    assert not settled_by(account(team)).filter(pk=of_team.pk).exists()
    client = with_second_factor(account(team))
    gone, never = client.get(of_team.get_absolute_url()), client.get("/gestion/signalements/9999/")
    assert (gone.status_code, told(gone)) == (404, told(never))
    with pytest.raises(Refused, match="vient de répondre"):
        answer(of_team, team)
    assert settled_by(account(here)).filter(pk=of_team.pk).exists()


def test_who_manages_is_told_by_a_mail_until_somebody_answers(
    channel, elue, agent, animator
) -> None:
    """Not the author of the message; the mail repeats nothing, and stays if it was settled."""
    team = house.team_member()
    house.seat(channel.delegations.order_by("pk")[0], person=team)
    say(channel, team, SECRET)
    found = report(channel, agent, words="Elle exagère")
    [mail] = Mail.objects.filter(kind="message signalé")
    assert mail.recipient == account(animator)
    assert found.get_absolute_url() in mail.body
    assert "blessant" not in mail.body
    assert "exagère" not in mail.body
    answer(found, animator)
    assert send_due_mails()["withdrawn"] == 1


def test_a_report_is_made_and_settled_with_plain_forms(channel, elue, agent, animator) -> None:
    """From the message's page to the answer, without a script."""
    say(channel, elue, SECRET)
    say(channel, elue, "Ce que l'animation n'a pas à lire")
    reader, manager = session_of(agent), with_second_factor(account(animator))
    assert page(channel) in reader.get(f"/discussions/{channel.pk}/1/").content.decode()
    assert (
        page(channel) not in session_of(elue).get(f"/discussions/{channel.pk}/1/").content.decode()
    )
    assert SECRET in reader.get(page(channel)).content.decode()
    done = reader.post(page(channel), {"reason": "blessant", "words": "Vraiment"}, follow=True)
    assert "signal" in done.content.decode()
    assert done.redirect_chain[-1][0] == "/discussions/signalements/"
    twice = reader.post(page(channel), {"reason": "blessant", "words": "Encore"})
    assert twice.status_code == 409
    assert "Encore" in twice.content.decode()
    found = Report.objects.get()
    assert channel.title in manager.get("/gestion/signalements/").content.decode()
    assert "/gestion/signalements/" in manager.get("/gestion/").content.decode()
    html = manager.get(found.get_absolute_url()).content.decode()
    for text in (SECRET, "Vraiment", "Élue d&#x27;ici", "Agent d&#x27;ailleurs", "entre nous"):
        assert text in html
    assert "n'a pas à lire" not in html
    assert manager.get(channel.get_absolute_url()).status_code == 404
    empty = manager.post(found.get_absolute_url(), {"hide": "on"})
    assert empty.status_code == 422
    assert not Message.objects.filter(hidden_at__isnull=False).exists()
    manager.post(found.get_absolute_url(), {"hide": "on", "answer": "C'est masqué."})
    assert Message.objects.get(seq=1).hidden_at
    late = manager.post(found.get_absolute_url(), {"answer": "Trop tard"})
    assert late.status_code == 409
    html = manager.get(found.get_absolute_url()).content.decode()
    assert "C&#x27;est masqué." in html
    assert "sera effacé" in html
    manager.post(reverse("discussions_reports:show", args=[found.pk]))
    assert Message.objects.get(seq=1).body == SECRET
    assert reader.post(reverse("discussions_reports:show", args=[found.pk])).status_code != 200


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({}, "Dites ce qui ne va pas"),
        ({"reason": "autre", "words": ""}, "de quoi il s’agit"),
        ({"reason": "blessant", "words": "x" * 1001}, "1000 caractères au plus"),
        ({"reason": "inconnue"}, "inconnue"),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(
    channel, elue, agent, sent, sentence
) -> None:
    """The form comes back with the reason and the words."""
    say(channel, elue)
    answered = session_of(agent).post(page(channel), {"words": "Mes mots", **sent})
    html = answered.content.decode()
    assert answered.status_code == 422
    assert sentence in html
    assert sent.get("words", "Mes mots") in html
    assert not Report.objects.exists()


def test_a_message_that_is_gone_is_reported_no_more(channel, elue, agent) -> None:
    """Withdrawn while one was writing: the page says so, and has no form."""
    say(channel, elue, SECRET)
    perform(frames.Withdraw(channel.pk, 1), account(elue))
    client = session_of(agent)
    assert "<textarea" not in client.get(page(channel)).content.decode()
    answered = client.post(page(channel), {"reason": "blessant"})
    assert (answered.status_code, Report.objects.count()) == (404, 0)


def test_what_is_reported_waits_in_the_admin(channel, elue, agent, animator) -> None:
    """At the entrance of who settles it, until it is answered; nobody else's."""
    say(channel, elue, SECRET)
    found = report(channel, agent)
    [errand] = [e for e in waiting_for(account(animator)) if e.heading == "Messages signalés"]
    assert [line.url for line in errand.lines] == [found.get_absolute_url()]
    assert "blessant" not in str(errand)
    elsewhere = house.animator(house.comap())
    answer(found, animator)
    for person in (animator, elsewhere):
        headings = [errand.heading for errand in waiting_for(account(person))]
        assert "Messages signalés" not in headings
