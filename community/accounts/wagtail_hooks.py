"""The admin, for accounts that have an address and no more."""

from typing import Any

from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.views.account import NameEmailSettingsPanel

from .models import User
from .signals import announce_access_change

# Wagtail would ask each of us for a first and a last name, and keep neither.
NameEmailSettingsPanel.is_active = lambda panel: False


@hooks.register("after_bulk_action")
def announce_bulk_change(
    request: HttpRequest, action_type: str, objects: list[Any], action_class_instance: Any
) -> None:
    """Bulk actions change many accounts in one statement, which sends no signal."""
    announce_access_change(item.pk for item in objects if isinstance(item, User))
