"""Accounts that serve nobody any more: told by mail, then erased.

The mail itself remembers when somebody was told: it is kept longer than the notice lasts. Only one
that left told anybody: while mails wait or fail, nobody is erased.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.activity import guards, schedule
from community.activity.actions import queue_mail
from community.activity.models import Mail

from .leaving import erase_account, is_last_administrator
from .models import User

#: Who is asked whether the mail may still leave; its name also tells these mails from others.
GUARD = "accounts.inactive"
#: How many accounts one run takes: the next one goes on.
AT_ONCE = 50


def inactive_accounts() -> QuerySet[User]:
    """Those whom nobody used for the whole term, seen from their last sign-in, or their making."""
    before = timezone.now() - dt.timedelta(days=settings.INACTIVE_DAYS)
    seen = Coalesce("last_login", "date_joined")
    return User.objects.annotate(seen_at=seen).filter(seen_at__lt=before)


def is_inactive(user: Any, _argument: Any = None) -> bool:
    return inactive_accounts().filter(pk=user.pk).exists()


def warn_inactive_accounts() -> int:
    """Tell those who were not told yet; how many. The last administrator is never among them."""
    told = Mail.objects.filter(
        recipient=OuterRef("pk"), guard=GUARD, created_at__gt=OuterRef("seen_at")
    )
    silent = inactive_accounts().filter(~Exists(told)).order_by("pk")
    count = 0
    for pk in list(silent.values_list("pk", flat=True)[:AT_ONCE]):
        with transaction.atomic():
            # Taken one by one and asked again: two runs at once write one mail.
            user = User.objects.select_for_update().filter(pk=pk).first()
            if user and silent.filter(pk=pk).exists() and not is_last_administrator(user):
                _warn(user)
                count += 1
    return count


def erase_inactive_accounts() -> int:
    """Erase those who were told long enough ago and did not come back; how many."""
    before = timezone.now() - dt.timedelta(days=settings.INACTIVE_NOTICE_DAYS)
    told = Mail.objects.filter(
        recipient=OuterRef("pk"),
        guard=GUARD,
        state=Mail.State.SENT,
        sent_at__gt=OuterRef("seen_at"),
        sent_at__lt=before,
    )
    due = inactive_accounts().filter(Exists(told)).order_by("pk")
    count = 0
    for pk in list(due.values_list("pk", flat=True)[:AT_ONCE]):
        with transaction.atomic():
            user = User.objects.select_for_update().filter(pk=pk).first()
            # Whoever came back meanwhile stays.
            if user and due.filter(pk=pk).exists() and not is_last_administrator(user):
                erase_account(user=user)
                count += 1
    return count


def run() -> str:
    words = {"told": warn_inactive_accounts(), "erased": erase_inactive_accounts()}
    return _("prévenus : %(told)d, effacés : %(erased)d") % words


def connect() -> None:
    guards.register(GUARD, is_inactive)
    schedule.register(gettext_lazy("comptes sans usage"), run)


def _warn(user: User) -> None:
    address = settings.WAGTAILADMIN_BASE_URL + reverse("account_request_login_code")
    body = _(
        "Bonjour,\n\nVous n'êtes pas venu·e depuis longtemps, et nous ne gardons pas les comptes "
        "qui ne servent plus. Le vôtre sera effacé dans %(days)d jours, avec votre fiche.\n\n"
        "Pour le garder, il suffit de vous connecter :\n\n%(address)s\n"
    )
    queue_mail(
        recipient=user,
        kind=_("compte sans usage"),
        subject=_("Votre compte sera bientôt effacé"),
        body=body % {"days": settings.INACTIVE_NOTICE_DAYS, "address": address},
        guard=GUARD,
    )
