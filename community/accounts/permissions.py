"""Who may sign in, and who may open the admin."""

from __future__ import annotations

from typing import Any

from django.conf import settings

#: Addresses that only the demonstration knows; no mail ever reaches them.
DEMO_DOMAIN = "@demo.invalid"


def is_shut_out(email: str) -> bool:
    """Whether the address belongs to the demonstration and this house is none."""
    return email.lower().endswith(DEMO_DOMAIN) and not settings.DEMO


def may_sign_in(user: Any) -> bool:
    return bool(user.is_active and not is_shut_out(user.email))


def may_enter_admin(user: Any) -> bool:
    """Whether Wagtail's admin has anything for this account."""
    return bool(user.is_authenticated and user.has_perm("wagtailadmin.access_admin"))


def needs_second_factor(user: Any) -> bool:
    """A code by mail is enough for most; whoever runs the house has a second factor too."""
    return bool(user.is_authenticated and (user.is_staff or may_enter_admin(user)))
