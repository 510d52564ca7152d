import datetime as dt
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, Revision

from community.activity import schedule
from community.activity.actions import queue_mail, record
from community.activity.models import Event, Mail
from tests import factories as make
from tests.accounts.doors import with_second_factor
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
    counts = "envoyés : 1, retirés : 0, remis à plus tard : 0, en échec : 0"
    assert f"courriels – {counts}" in told.getvalue()
    assert "traces des courriels – effacées : 0" in told.getvalue()
    call_command("run_schedule", stdout=(again := StringIO()))
    assert "courriels – envoyés : 0" in again.getvalue()


def test_job_that_fails_is_told_and_holds_up_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """The other jobs run, and the command's exit says that one did not."""

    def broken() -> str:
        raise RuntimeError("disk full")

    monkeypatch.setattr(schedule, "_jobs", {"broken": broken} | schedule._jobs)
    queue_mail(recipient=UserFactory(), kind="essai", subject="Du nouveau", body="Bonjour")
    told = StringIO()
    with pytest.raises(CommandError, match="broken"):
        call_command("run_schedule", stdout=told)
    assert "broken – RuntimeError: disk full" in told.getvalue()
    assert Mail.objects.get().state == Mail.State.SENT


def test_pages_go_public_and_leave_at_their_hour(client: Client) -> None:
    """What is due is done by the schedule; what is for later waits."""
    now, hour = timezone.now(), dt.timedelta(hours=1)
    due, later = (make.comap(live=False) for _each in range(2))
    over = make.comap(expire_at=now - hour)
    for page, at in ((due, now - hour), (later, now + hour)):
        page.go_live_at = now + hour
        page.save_revision().publish()
        Revision.objects.filter(object_id=str(page.pk)).update(approved_go_live_at=at)
    Revision.objects.filter(object_id=str(due.pk)).update(
        content=due.serializable_data() | {"go_live_at": (now - hour).isoformat()}
    )
    call_command("run_schedule", stdout=(told := StringIO()))
    assert "publications – publiées : 1, retirées : 1" in told.getvalue()
    assert client.get(due.url).status_code == 200
    assert client.get(later.url).status_code == 404
    assert client.get(over.url).status_code == 410
    assert list(Event.objects.order_by("verb").values_list("verb", flat=True)) == [
        "page.published.scheduled",
        "page.unpublished.scheduled",
    ]


def test_publishing_and_withdrawing_a_page_are_told() -> None:
    """Who did it, to which page, in which programme; what a command publishes is nobody's act."""
    programme = make.comap()
    session = make.session(programme, title="Qui parle ?", live=False)
    user = make.team_member().user
    Event.objects.all().delete()  # who may see and write these pages was told before
    session.save_revision().publish()
    assert not Event.objects.exists()
    session.save_revision(user=user).publish(user=user)
    Page.objects.get(pk=session.pk).specific.unpublish(user=user)
    published, withdrawn = Event.objects.order_by("pk")
    assert (published.verb, withdrawn.verb) == ("page.published", "page.unpublished")
    assert str(published) == "a publié « Qui parle ? »"
    for event in (published, withdrawn):
        assert event.actor == user
        assert event.subject == session
        assert event.programme_id == programme.pk


def test_the_team_reads_what_happened() -> None:
    """A report of the admin, that an animator is refused: it may name what they do not see."""
    record(verb="a rejoint", label="Loos a rejoint", actor=UserFactory(email="qui@exemple.test"))
    address = reverse("event_report")
    team = with_second_factor(make.team_member().user)
    page = team.get(address).content.decode()
    assert "Loos a rejoint" in page
    assert "qui@exemple.test" in page
    assert "Loos a rejoint" in team.get(reverse("event_report_results")).content.decode()
    assert address in team.get("/gestion/reports/site-history/").content.decode()
    animator = with_second_factor(make.animator(make.comap()).user)
    refused = animator.get(address, follow=True)
    assert "Loos a rejoint" not in refused.content.decode()
    assert animator.get(address).status_code == 302


def test_two_jobs_never_share_a_name() -> None:
    """A job that would hide another one is a fault, found at the start."""
    schedule.register("courriels", schedule._jobs["courriels"])
    with pytest.raises(ValueError, match="courriels"):
        schedule.register("courriels", lambda: "other")
