"""Whoever is not invited may ask: once at a time, answered by those who may, then forgotten."""

import datetime as dt
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from community.accounts.actions import make_account
from community.accounts.models import User
from community.activity.actions import send_due_mails
from community.activity.models import Mail
from community.alliance.models import Person
from community.programmes.actions import leave, set_audience
from community.programmes.models import Circle, ProgrammePage
from community.welcome.actions import ask_to_join, decline, forget_requests, welcome
from community.welcome.models import Invitation, JoinRequest
from home.waiting import waiting_for
from tests import factories as make
from tests.accounts.doors import with_second_factor
from tests.welcome.letters import text_of

pytestmark = pytest.mark.django_db

FORM = "/rejoindre/"
ASKED = {
    "name": "Paul Petit",
    "email": "paul@exemple.test",
    "place": "Le Vigan",
    "why": "Nous plantons des haies.",
}


def user_of(person: Person) -> User:
    assert person.user is not None
    return person.user


def asked(programme: ProgrammePage | None = None, **fields: Any) -> JoinRequest:
    ask_to_join(**ASKED | fields, programme=programme)
    return JoinRequest.objects.latest("pk")


def test_asking_is_kept_and_waits_for_those_who_may_answer(client: Client) -> None:
    """The team sees every request, animators those to their programme, nobody else any."""
    own, other = make.comap(title="Eau"), make.comap(title="Sols")
    animator, team = user_of(make.animator(own)), user_of(make.team_member())
    answer = client.post(FORM, ASKED | {"programme": own.pk})
    assert answer["Location"] == "/rejoindre/recu/"
    assert "arrivée" in text_of(client.get("/rejoindre/recu/"))
    request = JoinRequest.objects.get()
    assert (request.name, request.place, request.programme_id) == ("Paul Petit", "Le Vigan", own.pk)
    elsewhere = user_of(make.animator(other))

    def waits(user: User) -> list[str]:
        found = {errand.heading: errand.lines for errand in waiting_for(user)}
        return [line.url for line in found.get("Demandes à rejoindre", [])]

    address = f"/compte/invitations/demandes/{request.pk}/"
    assert waits(animator) == waits(team) == [address]
    assert waits(elsewhere) == []
    assert "Nous plantons des haies." in text_of(with_second_factor(animator).get(address))
    others = with_second_factor(elsewhere)
    for page in (address, "/compte/invitations/demandes/0/"):
        assert others.get(page).status_code == 404
        assert others.post(page, {"answer": "oui"}).status_code == 404
    assert not Invitation.objects.exists()


def test_a_request_is_told_to_who_answers_it() -> None:
    """Who animates the programme; else the team. One mail each, that says neither who nor why."""
    animated, alone = make.comap(title="Eau"), make.comap(title="Sols")
    animators = [user_of(make.animator(animated)) for _ in range(2)]
    make.participant(animated)
    team = user_of(make.team_member())
    closed = user_of(make.team_member())
    User.objects.filter(pk=closed.pk).update(is_active=False)
    for programme, told in ((animated, animators), (alone, [team]), (None, [team])):
        Mail.objects.all().delete()
        mail.outbox.clear()
        request = asked(programme)
        asked(programme)
        send_due_mails()
        assert sorted(sent.to for sent in mail.outbox) == sorted([user.email] for user in told)
        for sent in mail.outbox:
            assert request.get_absolute_url() in str(sent.body)
            assert not sent.cc + sent.bcc
            for secret in ("Paul", "paul@", "haies", "Vigan"):
                assert secret not in f"{sent.subject} {sent.body}"


def test_no_mail_of_a_request_reaches_who_can_no_longer_answer() -> None:
    """Somebody answered meanwhile, or whoever was to be told animates no longer."""
    programme = make.comap()
    first, second = make.animator(programme), make.animator(programme)
    request = asked(programme)
    leave(participation=programme.participations.get(person=first))
    send_due_mails()
    assert [sent.to for sent in mail.outbox] == [[user_of(second).email]]
    mail.outbox.clear()
    Mail.objects.update(state=Mail.State.WAITING, due_at=timezone.now())
    decline(acting_user=user_of(second), request=request, words="Au printemps.")
    send_due_mails()
    assert [sent.to for sent in mail.outbox] == [["paul@exemple.test"]]


def test_the_programme_that_a_page_leads_from_is_offered_however_many_there_are(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Old or young it may be chosen from its own page; one that is over is not."""
    monkeypatch.setattr("community.welcome.forms.PROGRAMMES", 1)
    old, over = make.comap(start_year=2010), make.comap(end_year=2020)
    make.comap(start_year=2024)
    page = f"{FORM}?dispositif={old.slug}"
    assert "choisissez" not in text_of(client.get(page)).lower()
    assert client.post(FORM, ASKED | {"programme": old.pk}).status_code == 422
    assert client.post(page, ASKED | {"programme": old.pk}).status_code == 302
    assert JoinRequest.objects.get().programme_id == old.pk
    late = f"{FORM}?dispositif={over.slug}"
    assert client.post(late, ASKED | {"programme": over.pk}).status_code == 422


def test_pages_lead_to_the_request(client: Client) -> None:
    """A programme's page leads who is not in it, with its name; so does the sign-in page."""
    programme, over = make.comap(slug="eau"), make.comap(end_year=2020)
    link = f"{FORM}?dispositif=eau"
    assert link in text_of(client.get(programme.get_url()))
    assert FORM not in text_of(client.get(over.get_url())).split("<footer")[0]
    assert f'href="{FORM}"' in text_of(client.get("/compte/login/code/")).split("<footer")[0]
    for inside in (make.participant(programme), make.animator(programme), make.team_member()):
        page = with_second_factor(user_of(inside)).get(programme.get_url())
        assert link not in text_of(page)
    ally = make.PersonFactory(name="Ana Ruiz")
    client.force_login(user_of(ally))
    assert link in text_of(client.get(programme.get_url()))
    form = client.get(link).context["form"]
    assert form["email"].value() == user_of(ally).email
    assert form["programme"].value() == programme.pk


def test_the_answer_is_the_same_whether_the_address_is_known() -> None:
    """Page and redirection are alike for an account, a stranger, and one who asked already."""
    make_account(email="connue@exemple.test")
    answers = []
    for email in ("connue@exemple.test", "autre@exemple.test", "autre@exemple.test"):
        visitor = Client()
        answer = visitor.post(FORM, ASKED | {"email": email})
        answers.append((answer.status_code, answer["Location"], len(mail.outbox)))
        answers.append(text_of(visitor.get(answer["Location"])))
    assert answers[0::2] == [(302, "/rejoindre/recu/", 0)] * 3
    assert len(set(answers[1::2])) == 1
    assert JoinRequest.objects.count() == 2


def test_the_same_open_request_is_kept_once() -> None:
    """In capitals or not; the database holds it too. Another programme is another request."""
    programme = make.comap()
    for to in (None, programme):
        first = asked(to)
        asked(to, email="PAUL@exemple.test")
        first.pk, first.email = None, "Paul@Exemple.test"
        with pytest.raises(IntegrityError), transaction.atomic():
            first.save(force_insert=True)
    assert JoinRequest.objects.count() == 2
    waiting = JoinRequest.objects.get(programme=None)
    decline(acting_user=user_of(make.team_member()), request=waiting, words="Pas encore.")
    asked(None)
    assert JoinRequest.objects.count() == 3


def test_a_programme_that_one_may_not_see_is_neither_offered_nor_taken(client: Client) -> None:
    """Closed, finished and unknown ones answer alike."""
    seen, closed, over = (
        make.comap(title="Eau"),
        make.comap(title="Sols"),
        make.comap(end_year=2020),
    )
    set_audience(page=closed, circle=Circle.PARTICIPANTS)
    offered = client.get(f"{FORM}?dispositif={seen.slug}")
    assert offered.context["form"].initial == {"programme": seen.pk}
    assert "Sols" not in text_of(offered)
    assert client.get(f"{FORM}?dispositif={closed.slug}").context["form"].initial == {
        "programme": None
    }
    pages = []
    for programme in (closed.pk, over.pk, 999_999):
        page = client.post(FORM, ASKED | {"programme": programme})
        assert page.status_code == 422
        pages.append(page.context["form"].errors)
    assert pages[0] == pages[1] == pages[2]
    assert not JoinRequest.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"email": "non"}, "pas complète"),
        ({"name": ""}, "Écrivez votre nom"),
        ({"why": " "}, "deux ou trois phrases"),
        ({"why": "x" * 601}, "trop long"),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(
    client: Client, wrong: dict[str, str], told: str
) -> None:
    """One sentence a fault; the other fields keep what they hold."""
    page = client.post(FORM, ASKED | wrong)
    assert page.status_code == 422
    assert told in text_of(page)
    assert page.context["form"]["place"].value() == "Le Vigan"
    assert not JoinRequest.objects.exists()


def test_requests_are_limited(client: Client) -> None:
    """Five a day for one address: the sixth is told to wait, and keeps what it wrote."""
    for _try in range(5):
        assert client.post(FORM, ASKED).status_code == 302
    page = client.post(FORM, ASKED)
    assert page.status_code == 429
    assert page.context["form"]["why"].value() == ASKED["why"]
    assert client.post(FORM, ASKED | {"email": "autre@exemple.test"}).status_code == 302


def test_saying_yes_sends_an_invitation() -> None:
    """From whoever says it, to what was asked; said once."""
    programme = make.comap()
    animator = user_of(make.animator(programme))
    request = asked(programme)
    desk = with_second_factor(animator)
    assert desk.post(request.get_absolute_url(), {"answer": "oui"}).status_code == 302
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.name) == ("paul@exemple.test", "Paul Petit")
    assert (invitation.programme_id, invitation.inviter) == (programme.pk, animator)
    send_due_mails()
    assert mail.outbox[0].to == ["paul@exemple.test"]
    request.refresh_from_db()
    assert (request.answer, request.answered_by) == ("oui", animator)
    with pytest.raises(ValidationError, match="déjà répondu"):
        decline(acting_user=animator, request=request, words="Non.")
    assert "acceptée" in text_of(desk.get(request.get_absolute_url()))


def test_saying_yes_to_somebody_already_invited_makes_no_second_invitation() -> None:
    """Their open invitation is the answer."""
    team = user_of(make.team_member())
    first = asked()
    invitation = welcome(acting_user=team, request=first)
    assert welcome(acting_user=team, request=asked()) == invitation
    Invitation.objects.update(asked_at=timezone.now() - dt.timedelta(hours=1))
    assert welcome(acting_user=team, request=asked()) == invitation
    send_due_mails()
    assert len(mail.outbox) == 1, "only the latest mail leaves"


def test_saying_no_takes_a_sentence_that_leaves_by_mail() -> None:
    """Without a sentence nothing happens; with it, the request is closed."""
    team = user_of(make.team_member())
    request = asked()
    desk = with_second_factor(team)
    page = desk.post(request.get_absolute_url(), {"words": " "})
    assert page.status_code == 422
    assert "Dites en une phrase" in text_of(page)
    with pytest.raises(ValidationError, match="une phrase"):
        decline(acting_user=team, request=request, words="")
    request.refresh_from_db()
    assert request.answer == ""
    desk.post(request.get_absolute_url(), {"words": "Revenez au printemps."})
    send_due_mails()
    (sent,) = mail.outbox
    assert sent.to == ["paul@exemple.test"]
    assert "Revenez au printemps." in str(sent.body)
    request.refresh_from_db()
    assert request.answer == "non"
    assert not Invitation.objects.exists()


def test_whoever_may_not_invite_answers_nothing() -> None:
    """The action asks again, whatever page called it."""
    request = asked(make.comap())
    stranger = user_of(make.animator(make.comap()))
    for answer in (
        lambda: welcome(acting_user=stranger, request=request),
        lambda: decline(acting_user=stranger, request=request, words="Non."),
    ):
        with pytest.raises(ValidationError, match="ne pouvez pas répondre"):
            answer()
    request.refresh_from_db()
    assert request.answer == ""


def test_requests_are_forgotten_after_the_stated_time(client: Client) -> None:
    """Answered or not; the form says how long."""
    assert "180 jours" in text_of(client.get(FORM)).replace("\N{NO-BREAK SPACE}", " ")
    old = asked()
    JoinRequest.objects.update(created_at=timezone.now() - dt.timedelta(days=179))
    assert forget_requests() == 0
    JoinRequest.objects.update(created_at=timezone.now() - dt.timedelta(days=181))
    asked(email="recente@exemple.test")
    assert forget_requests() == 1
    assert not JoinRequest.objects.filter(pk=old.pk).exists()
