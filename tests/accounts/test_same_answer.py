"""Whether an address is known is told by nothing: answer, mail, questions to the database, time."""

import statistics
import time
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from community.accounts.actions import deactivate, make_account, set_second_factor
from tests.accounts.doors import ask_for_code, code_by_mail, give_code, is_signed_in

pytestmark = pytest.mark.django_db

#: How long the post takes to be handed over, far above what the rest of an answer takes.
HANDING_OVER = 0.15
KINDS = ("inconnue", "connue", "fermee", "equipe")


class SlowPost(EmailBackend):
    """A mail server that takes its time."""

    def send_messages(self, messages: Any) -> int:
        time.sleep(HANDING_OVER)
        return super().send_messages(messages)


@pytest.fixture(autouse=True)
def accounts() -> None:
    """One address of each kind: none, open, closed, and one with a second factor."""
    make_account(email="connue@exemple.test")
    deactivate(user=make_account(email="fermee@exemple.test"))
    set_second_factor(user=make_account(email="equipe@exemple.test", is_staff=True))


@pytest.mark.parametrize("kind", KINDS)
def test_every_address_gets_one_mail_and_the_same_answer(kind: str) -> None:
    """One mail to the address itself, one page, as many questions asked for each kind."""
    client, email = Client(), f"{kind}@exemple.test"
    with CaptureQueriesContext(
        connection,
    ) as asked:
        answer = ask_for_code(client, email)
    assert (answer.status_code, answer["Location"]) == (302, "/compte/login/code/confirm/")
    assert [sent.to for sent in mail.outbox] == [[email]]
    # Looking an account up is one question; the others keep the session of whoever tries.
    assert len([query for query in asked if "accounts_user" in query["sql"]]) == 2
    page = client.get(answer["Location"]).content.decode()
    assert f"Si {email} a un compte" in page
    assert "est pas le bon" in give_code(client, "AAAA-AAAA").content.decode()


def test_every_address_takes_the_same_time(settings: Any) -> None:
    """The post is slow for all or for none: no kind of address answers without it."""
    settings.EMAIL_BACKEND = "tests.accounts.test_same_answer.SlowPost"
    times: dict[str, list[float]] = {kind: [] for kind in KINDS}
    for _round in range(3):
        for kind, taken in times.items():
            started = time.perf_counter()
            ask_for_code(Client(), f"{kind}@exemple.test")
            taken.append(time.perf_counter() - started)
    medians = [statistics.median(taken) for taken in times.values()]
    assert min(medians) >= HANDING_OVER
    assert max(medians) - min(medians) < HANDING_OVER / 2


def test_a_workshop_of_thirty_signs_in_from_one_place(settings: Any) -> None:
    """Thirty people behind one address, some of whom ask twice: nobody is kept waiting."""
    for number in range(30):
        email = f"elue{number}@exemple.test"
        make_account(email=email)
        client = Client()
        ask_for_code(client, email)
        if number % 3 == 0:
            client.post("/compte/login/code/confirm/", {"action": "resend"})
        give_code(client, code_by_mail())
        assert is_signed_in(client)


def test_one_place_that_tries_without_end_is_told_to_wait(settings: Any) -> None:
    """The limit is a setting; past it, a sentence and no mail, whatever the address."""
    settings.ACCOUNT_RATE_LIMITS = {"request_login_code": "2/m/ip"}
    settings.MFA_RATE_LIMITS = {"webauthn_login": "2/m/ip"}
    for number in range(2):
        ask_for_code(Client(), f"personne{number}@exemple.test")
    for kind in KINDS:
        refused = ask_for_code(Client(), f"{kind}@exemple.test").content.decode()
        assert "Attendez quelques minutes" in refused
    assert len(mail.outbox) == 2
    for _number in range(2):
        assert Client().post("/compte/2fa/webauthn/login/").status_code == 302
    stopped = Client().post("/compte/2fa/webauthn/login/")
    assert stopped.status_code == 429
    assert "Retry-After" in stopped
