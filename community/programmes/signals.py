"""What follows from a row that changed, whichever door it changed by (site, admin, import)."""

from typing import Any

from django.db.models import Model
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from wagtail.models import Page
from wagtail.signals import page_published, post_page_move

from community.accounts.signals import announce_access_change
from community.alliance.models import Person

from . import copying, log
from .actions import (
    ensure_audience,
    forget_withdrawal,
    rehouse,
    remember_withdrawal,
    sync_animators,
)
from .models import Participation, ProgrammePage


def remember_participation(instance: Any, **_kwargs: Any) -> None:
    """Before a change: whose row it is on disk. Afterwards the person may be gone as well."""
    known = Participation.objects.select_related("programme", "person", "organisation")
    instance.before = known.filter(pk=instance.pk).first()


def participation_changed(instance: Any, **kwargs: Any) -> None:
    """Rights go with the row as it was and as it is: it may have changed programme, or hands."""
    before = instance.before
    log.tell_participation(before, None if "origin" in kwargs else instance, kwargs.get("origin"))
    programme_id = before.programme_id if before else None
    user_id = before.person.user_id if before and before.person else None
    # When the whole programme goes, its group goes with it: nothing is left to keep in step.
    for programme in ProgrammePage.objects.filter(pk__in={programme_id, instance.programme_id}):
        sync_animators(programme=programme)
    now = Person.objects.filter(pk=instance.person_id).values_list("user_id", flat=True)
    announce_access_change([user_id, *now])


def remember_account(instance: Any, **_kwargs: Any) -> None:
    """Before a change: which account the person has on disk."""
    row = Person.objects.filter(pk=instance.pk).values_list("user_id", flat=True)
    instance.account_before = row.first()


def account_changed(instance: Any, **_kwargs: Any) -> None:
    """Rights go with the account: the one tied to somebody gets theirs, the former loses them."""
    accounts = {instance.account_before, instance.user_id}
    if len(accounts) == 1:
        return
    for programme in ProgrammePage.objects.filter(participations__person=instance):
        sync_animators(programme=programme)
    announce_access_change(accounts)


def page_saved(sender: type, instance: Any, created: bool, raw: bool = False, **_kw: Any) -> None:
    if created and not raw and isinstance(instance, Page):
        ensure_audience(page=instance, source=instance.alias_of or copying.source())


def page_about_to_be_saved(instance: Any, raw: bool = False, **_kwargs: Any) -> None:
    """Unpublishing saves a page that is not live, in one transaction with what is kept of it."""
    if not raw and isinstance(instance, Page) and instance.pk and not instance.live:
        remember_withdrawal(page=instance)


def page_about_to_go(instance: Page, **_kwargs: Any) -> None:
    remember_withdrawal(page=instance)


def page_is_published(instance: Page, **_kwargs: Any) -> None:
    forget_withdrawal(page=instance)


def page_moved(instance: Page, **_kwargs: Any) -> None:
    rehouse(page=instance)


def connect() -> None:
    copying.watch()
    watched: tuple[tuple[type[Model], Any, Any], ...] = (
        (Participation, remember_participation, participation_changed),
        (Person, remember_account, account_changed),
    )
    for model, remember, changed in watched:
        pre_save.connect(remember, sender=model)
        post_save.connect(changed, sender=model)
    pre_delete.connect(remember_participation, sender=Participation)
    post_delete.connect(participation_changed, sender=Participation)
    post_save.connect(page_saved)
    pre_save.connect(page_about_to_be_saved)
    pre_delete.connect(page_about_to_go, sender=Page)
    page_published.connect(page_is_published)
    post_page_move.connect(page_moved)
