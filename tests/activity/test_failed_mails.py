"""Mails that could not go out: the team sees to whom and why, and sends them on their way again."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.urls import reverse

from community.activity.actions import MAX_ATTEMPTS, send_due_mails
from community.activity.mail_views import PAGE_MAILS
from community.activity.models import Mail
from tests import factories as make
from tests.accounts.doors import with_second_factor

pytestmark = pytest.mark.django_db

State = Mail.State


def failed(**fields: Any) -> Mail:
    return Mail.objects.create(
        recipient=make.UserFactory(),
        kind="nouveau message",
        subject="Un objet privé",
        body="Des mots privés",
        state=State.FAILED,
        attempts=MAX_ATTEMPTS,
        last_error="SMTPRecipientsRefused: boîte pleine",
        **fields,
    )


def test_the_team_sees_to_whom_and_why() -> None:
    """Never what the mail says: it may come from a talk that the team does not read."""
    row = failed()
    page = with_second_factor(make.team_member().user).get(reverse("failed_mails"))
    content = page.content.decode()
    for told in (row.recipient.email, row.kind, "boîte pleine"):
        assert told in content
    assert "privé" not in content


def test_others_do_not() -> None:
    """An animator is sent back, and makes nothing go."""
    row = failed()
    animator = with_second_factor(make.animator(make.comap()).user)
    for answer in (animator.get(reverse("failed_mails")), animator.post(reverse("retry_mails"))):
        assert answer.status_code == 302
        assert answer.url == reverse("wagtailadmin_home")
    row.refresh_from_db()
    assert row.state == State.FAILED


def test_they_go_on_their_way_again() -> None:
    """As if they were new; what is finished with is left alone, and reading the list sends none."""
    row = failed()
    withdrawn = failed()
    Mail.objects.filter(pk=withdrawn.pk).update(state=State.WITHDRAWN)
    team = with_second_factor(make.team_member().user)
    assert team.get(reverse("retry_mails")).status_code == 405
    answer = team.post(reverse("retry_mails"), follow=True)
    assert "Courriels qui vont repartir : 1" in answer.content.decode()
    assert "Aucun courriel n’est abandonné." in answer.content.decode()
    send_due_mails()
    row.refresh_from_db()
    withdrawn.refresh_from_db()
    assert (row.state, withdrawn.state) == (State.SENT, State.WITHDRAWN)
    assert [message.to for message in mail.outbox] == [[row.recipient.email]]


def test_a_long_list_is_cut_in_pages() -> None:
    """One walks from one to the next and back."""
    for _index in range(PAGE_MAILS + 1):
        failed()
    team = with_second_factor(make.team_member().user)
    first = team.get(reverse("failed_mails")).content.decode()
    assert "Courriels suivants" in first
    assert "Courriels précédents" not in first
    second = team.get(reverse("failed_mails"), {"p": "2"}).content.decode()
    assert "Courriels précédents" in second
    assert "Courriels suivants" not in second
