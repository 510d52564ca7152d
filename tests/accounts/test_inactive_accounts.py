"""Accounts that serve nobody any more are told, then erased; whoever comes back stays."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail
from django.utils import timezone

from community.accounts import inactivity
from community.accounts.models import User
from community.activity.actions import retry_failed_mails, send_due_mails
from community.activity.models import Mail
from tests import factories

pytestmark = pytest.mark.django_db


def unused(days: int, **fields: object) -> User:
    """An account whose holder last came so many days ago."""
    user = factories.PersonFactory(user=factories.UserFactory(**fields)).user
    User.objects.filter(pk=user.pk).update(last_login=timezone.now() - dt.timedelta(days=days))
    return user


def told_days_ago(user: User, days: int) -> None:
    """Its mail was written then, and left then if it left."""
    then = timezone.now() - dt.timedelta(days=days)
    mails = Mail.objects.filter(recipient=user)
    mails.update(created_at=then)
    mails.filter(state=Mail.State.SENT).update(sent_at=then)


def test_whoever_was_not_seen_for_two_years_is_told_once() -> None:
    """One mail, which says how to keep the account; not to whoever came a day less ago."""
    gone, here = unused(731), unused(729)
    assert inactivity.run() == "prévenus : 1, effacés : 0"
    assert inactivity.run() == "prévenus : 0, effacés : 0"
    send_due_mails()
    [sent] = mail.outbox
    assert sent.to == [gone.email]
    assert "30 jours" in sent.body
    assert "/compte/login/code/" in sent.body
    assert User.objects.filter(pk=here.pk).exists()


def test_a_month_after_the_mail_the_account_is_erased() -> None:
    """Not a day before the notice is over, and with the card."""
    gone = unused(731)
    inactivity.run()
    send_due_mails()
    told_days_ago(gone, 29)
    assert inactivity.erase_inactive_accounts() == 0
    told_days_ago(gone, 31)
    assert inactivity.run() == "prévenus : 0, effacés : 1"
    assert not User.objects.filter(pk=gone.pk).exists()


def test_a_mail_that_waits_still_told_nobody() -> None:
    """With the mail server away for a month, nobody is erased unawares."""
    gone = unused(731)
    inactivity.run()
    told_days_ago(gone, 31)
    assert inactivity.erase_inactive_accounts() == 0
    assert User.objects.filter(pk=gone.pk).exists()


def test_a_mail_that_was_given_up_told_nobody() -> None:
    """It is tried again by the team; the notice runs from the moment it left."""
    gone = unused(731)
    inactivity.run()
    Mail.objects.filter(recipient=gone).update(state=Mail.State.FAILED)
    told_days_ago(gone, 31)
    assert inactivity.erase_inactive_accounts() == 0
    assert retry_failed_mails() == send_due_mails()["sent"] == 1
    assert inactivity.erase_inactive_accounts() == 0
    told_days_ago(gone, 31)
    assert inactivity.erase_inactive_accounts() == 1


def test_whoever_comes_back_stays() -> None:
    """Signing in is enough: the mail that waits is withdrawn, and nothing is erased."""
    back = unused(731)
    inactivity.run()
    User.objects.filter(pk=back.pk).update(last_login=timezone.now())
    assert send_due_mails()["withdrawn"] == 1
    told_days_ago(back, 31)
    assert inactivity.run() == "prévenus : 0, effacés : 0"
    assert User.objects.filter(pk=back.pk).exists()


def test_somebody_who_never_came_is_counted_from_the_day_of_their_account() -> None:
    """An invitation that was accepted and never used lasts as long as any account."""
    user = factories.UserFactory()
    User.objects.filter(pk=user.pk).update(date_joined=timezone.now() - dt.timedelta(days=731))
    assert inactivity.warn_inactive_accounts() == 1


def test_the_last_administrator_is_neither_told_nor_erased() -> None:
    """Of two, one goes and the other stays, whatever the time."""
    first, second = unused(731, is_superuser=True), unused(731, is_superuser=True)
    inactivity.run()
    send_due_mails()
    for user in (first, second):
        told_days_ago(user, 31)
    assert inactivity.erase_inactive_accounts() == 1
    assert inactivity.run() == "prévenus : 0, effacés : 0"
    assert User.objects.filter(is_superuser=True).count() == 1
