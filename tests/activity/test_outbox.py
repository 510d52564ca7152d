import threading
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from community.accounts.models import User
from community.activity import guards, secrets
from community.activity.actions import (
    MAX_ATTEMPTS,
    forget_old_mails,
    queue_mail,
    send_due_mails,
)
from community.activity.models import Mail
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


class BrokenBackend(EmailBackend):
    """A mail server that is away."""

    def send_messages(self, messages: Any) -> int:
        raise ConnectionRefusedError("no server")


@pytest.fixture
def user() -> User:
    return UserFactory()


@pytest.fixture
def readers(monkeypatch: pytest.MonkeyPatch) -> set[int]:
    """The accounts that the guard `is a reader` lets through."""
    allowed: set[int] = set()
    monkeypatch.setitem(guards._guards, "is a reader", lambda user, room: user.pk in allowed)
    return allowed


def write_to(user: User, **fields: Any) -> Mail:
    fields = {"kind": "nouveau message", "subject": "Du nouveau", "body": "Bonjour"} | fields
    return queue_mail(recipient=user, **fields)


def later(**delay: int) -> None:
    """Let time pass for the mails that wait."""
    for waiting in Mail.objects.all():
        waiting.due_at -= timedelta(**delay)
        waiting.save()


def test_mail_is_sent_once(user: User) -> None:
    """What is due goes out, is marked, and does not go out again."""
    letter = write_to(user, subject="Du nouveau\nà Loos")
    assert send_due_mails() == {"sent": 1, "withdrawn": 0, "put_off": 0, "failed": 0}
    assert send_due_mails()["sent"] == 0
    letter.refresh_from_db()
    assert (letter.state, letter.attempts) == (Mail.State.SENT, 1)
    assert letter.sent_at is not None
    (sent,) = mail.outbox
    assert (sent.to, sent.subject, sent.body) == ([user.email], "Du nouveau à Loos", "Bonjour")
    assert sent.extra_headers["Auto-Submitted"] == "auto-generated"


def test_mail_goes_with_the_change_that_caused_it(user: User) -> None:
    """A change that is undone leaves no mail behind."""

    def change_that_fails() -> None:
        with transaction.atomic():
            write_to(user)
            raise IntegrityError

    with pytest.raises(IntegrityError):
        change_that_fails()
    assert not Mail.objects.exists()


def test_rights_are_asked_again_at_sending(user: User, readers: set[int]) -> None:
    """Whoever lost the right since the mail was written does not get it, now or later."""
    readers.add(user.pk)
    leaver = UserFactory()
    kept = write_to(user, guard="is a reader", guard_arg={"channel": 1})
    lost = write_to(leaver, guard="is a reader", guard_arg={"channel": 1})
    assert send_due_mails() == {"sent": 1, "withdrawn": 1, "put_off": 0, "failed": 0}
    readers.add(leaver.pk)
    later(days=1)
    assert send_due_mails()["sent"] == 0
    kept.refresh_from_db()
    lost.refresh_from_db()
    assert (kept.state, lost.state) == (Mail.State.SENT, Mail.State.WITHDRAWN)
    assert [sent.to for sent in mail.outbox] == [[user.email]]


def test_closed_account_gets_no_mail(user: User) -> None:
    """A mail to an account that was closed meanwhile is withdrawn, with or without a guard."""
    letter = write_to(user)
    user.is_active = False
    user.save()
    assert send_due_mails()["withdrawn"] == 1
    letter.refresh_from_db()
    assert letter.state == Mail.State.WITHDRAWN
    assert mail.outbox == []


def test_unknown_guard_is_found_when_the_mail_is_written(user: User) -> None:
    """A mail that nobody could check is refused, and two guards never share a name."""
    with pytest.raises(LookupError, match="nobody"):
        write_to(user, guard="nobody")
    assert not Mail.objects.exists()
    guards.register("test guard", all_pass := lambda user, argument: True)
    guards.register("test guard", all_pass)
    with pytest.raises(ValueError, match="test guard"):
        guards.register("test guard", lambda user, argument: False)
    del guards._guards["test guard"]


def test_failure_is_tried_again_ever_later_and_then_given_up(user: User, settings: Any) -> None:
    """A mail server that is away for an hour loses nothing; one that is gone is told."""
    settings.EMAIL_BACKEND = "tests.activity.test_outbox.BrokenBackend"
    letter = write_to(user)
    assert send_due_mails() == {"sent": 0, "withdrawn": 0, "put_off": 1, "failed": 0}
    assert send_due_mails()["put_off"] == 0, "not before its time"
    letter.refresh_from_db()
    assert letter.state == Mail.State.WAITING
    assert "no server" in letter.last_error
    assert letter.due_at > timezone.now() + timedelta(minutes=4)
    for _ in range(MAX_ATTEMPTS - 2):
        later(days=1)
        assert send_due_mails()["put_off"] == 1
    later(days=1)
    assert send_due_mails()["failed"] == 1
    later(days=1)
    assert send_due_mails() == {"sent": 0, "withdrawn": 0, "put_off": 0, "failed": 0}
    letter.refresh_from_db()
    assert (letter.state, letter.attempts) == (Mail.State.FAILED, MAX_ATTEMPTS)


def test_one_mail_that_fails_holds_up_no_other(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """A guard that breaks is a failure of that mail alone, and the mail stays unsent."""

    def broken(user: Any, argument: Any) -> bool:
        raise RuntimeError("no such channel")

    monkeypatch.setitem(guards._guards, "broken", broken)
    write_to(user, guard="broken")
    write_to(user)
    assert send_due_mails() == {"sent": 1, "withdrawn": 0, "put_off": 1, "failed": 0}
    assert len(mail.outbox) == 1


def test_mail_of_a_run_that_was_killed_is_taken_up_again(user: User) -> None:
    """What was taken and never finished waits for its next turn, and has an end."""
    letter = write_to(user)
    Mail.objects.update(attempts=1, due_at=timezone.now() + timedelta(minutes=5))
    assert send_due_mails()["sent"] == 0
    later(minutes=6)
    assert send_due_mails()["sent"] == 1
    Mail.objects.update(state=Mail.State.WAITING, attempts=MAX_ATTEMPTS)
    later(days=1)
    assert send_due_mails() == {"sent": 0, "withdrawn": 0, "put_off": 0, "failed": 1}
    letter.refresh_from_db()
    assert letter.state == Mail.State.FAILED


def test_traces_are_forgotten_after_their_time(user: User, settings: Any) -> None:
    """Finished mails go after 90 days; one that still waits is nobody's trace."""
    settings.MAIL_TRACE_DAYS = 90
    old, recent, waiting = write_to(user), write_to(user), write_to(user)
    long_ago = timezone.now() - timedelta(days=91)
    finished = {"state": Mail.State.WITHDRAWN}
    Mail.objects.filter(pk=old.pk).update(created_at=long_ago, **finished)
    Mail.objects.filter(pk=recent.pk).update(**finished)
    Mail.objects.filter(pk=waiting.pk).update(created_at=long_ago)
    assert forget_old_mails() == 1
    assert set(Mail.objects.all()) == {recent, waiting}


def test_sent_mail_without_a_date_is_refused(user: User) -> None:
    """The database itself refuses a mail that was sent no one knows when."""
    letter = write_to(user)
    with pytest.raises(IntegrityError), transaction.atomic():
        Mail.objects.filter(pk=letter.pk).update(state=Mail.State.SENT)
    assert str(letter) == "Du nouveau"


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_send_each_mail_once() -> None:
    """Whatever starts the schedule twice, nobody gets a mail twice."""
    users = [UserFactory() for _ in range(6)]
    for each in users:
        write_to(each)
    counts: list[int] = []
    start = threading.Barrier(3)

    def run() -> None:
        start.wait()
        try:
            counts.append(send_due_mails()["sent"])
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(counts) == len(users)
    assert sorted(sent.to[0] for sent in mail.outbox) == sorted(each.email for each in users)


def test_somebody_without_account_is_written_to_by_address() -> None:
    """The guard is asked without a user; a mail goes to an account or to an address, not both."""
    letter = queue_mail(address="claire@exemple.test", kind="invitation", subject="Venez", body="…")
    assert send_due_mails()["sent"] == 1
    assert mail.outbox[0].to == [letter.to] == ["claire@exemple.test"]
    for wrong in ({}, {"address": "claire@exemple.test", "recipient": UserFactory()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            queue_mail(kind="invitation", subject="Venez", body="…", **wrong)
    queue_mail(address="a@exemple.test", kind="x", subject="x", body="x", guard="team")
    assert send_due_mails()["withdrawn"] == 1, "nobody of the team is meant by an address"


def test_a_secret_is_written_as_the_mail_leaves(
    monkeypatch: pytest.MonkeyPatch, user: User
) -> None:
    """Another one at each try; the row never holds it, and other mails keep their words."""
    made: list[str] = []

    def make_secret(argument: str) -> str:
        made.append(f"{argument}-{len(made)}")
        return made[-1]

    monkeypatch.setitem(guards._guards, "lien", lambda _user, _argument: True)
    monkeypatch.setitem(secrets._makers, "lien", make_secret)
    body = f"https://exemple.test/{secrets.MARK}/"
    letter = write_to(user, body=body, guard="lien", guard_arg="jeton")
    with monkeypatch.context() as broken:
        broken.setattr(EmailBackend, "send_messages", BrokenBackend.send_messages)
        assert send_due_mails()["put_off"] == 1
    later(minutes=10)
    assert send_due_mails()["sent"] == 1
    assert made == ["jeton-0", "jeton-1"]
    assert str(mail.outbox[-1].body) == "https://exemple.test/jeton-1/"
    letter.refresh_from_db()
    assert letter.body == body
    write_to(user, body=secrets.MARK)
    send_due_mails()
    assert mail.outbox[-1].body == secrets.MARK
