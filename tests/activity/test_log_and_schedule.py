from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Page

from community.activity import schedule
from community.activity.actions import queue_mail, record
from community.activity.models import Event, Mail
from tests.factories import TerritoryFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_event_says_who_did_what_to_what_and_where() -> None:
    """One line a deed; who, what and where are there when they are known."""
    user, territory = UserFactory(), TerritoryFactory()
    page = Page.objects.get(depth=2)
    event = record(
        verb="a rejoint", actor=user, subject=territory, label="Loos a rejoint", programme=page
    )
    event = Event.objects.get(pk=event.pk)
    assert (event.actor, event.subject, event.programme) == (user, territory, page)
    assert str(event) == "Loos a rejoint"
    bare = Event.objects.get(pk=record(verb="sauvegarde").pk)
    assert (bare.actor, bare.subject, bare.programme) == (None, None, None)
    assert str(bare) == "sauvegarde"


def test_event_outlives_what_it_tells_about() -> None:
    """The log keeps its line when the account or the page goes."""
    user = UserFactory()
    event = record(verb="a écrit", actor=user, subject=user, label="A écrit")
    user.delete()
    event.refresh_from_db()
    assert event.actor is None
    assert event.subject is None
    assert event.label == "A écrit"


def test_schedule_does_what_is_due_and_says_so() -> None:
    """One command does every job; a second run finds nothing left."""
    queue_mail(recipient=UserFactory(), kind="essai", subject="Du nouveau", body="Bonjour")
    told = StringIO()
    call_command("run_schedule", stdout=told)
    assert "mails: 1 sent, 0 withdrawn, 0 put off, 0 failed" in told.getvalue()
    assert "mail traces: 0 deleted" in told.getvalue()
    call_command("run_schedule", stdout=(again := StringIO()))
    assert "mails: 0 sent" in again.getvalue()


def test_job_that_fails_is_told_and_holds_up_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """The other jobs run, and the command's exit says that one did not."""

    def broken() -> str:
        raise RuntimeError("disk full")

    monkeypatch.setattr(schedule, "_jobs", {"broken": broken} | schedule._jobs)
    queue_mail(recipient=UserFactory(), kind="essai", subject="Du nouveau", body="Bonjour")
    told = StringIO()
    with pytest.raises(CommandError, match="broken"):
        call_command("run_schedule", stdout=told)
    assert "broken: RuntimeError: disk full" in told.getvalue()
    assert Mail.objects.get().state == Mail.State.SENT


def test_two_jobs_never_share_a_name() -> None:
    """A job that would hide another one is a fault, found at the start."""
    schedule.register("mails", schedule._jobs["mails"])
    with pytest.raises(ValueError, match="mails"):
        schedule.register("mails", lambda: "other")
