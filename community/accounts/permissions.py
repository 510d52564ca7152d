"""Who may sign in, who may open the admin, and who needs a second factor for anything."""

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
    """Whether Wagtail's admin has anything for this account.

    The account of a request knows it since it was loaded (`backends`): no page asks once more.
    """
    if not (user.is_authenticated and user.is_active):
        return False
    known = getattr(user, "enters_admin", None)
    if known is None:
        return bool(user.has_perm("wagtailadmin.access_admin"))
    return bool(known or user.is_superuser)


def needs_second_factor(user: Any) -> bool:
    """A code by mail is enough for most; whoever runs or animates has a second factor too."""
    return bool(user.is_authenticated and (user.is_staff or may_enter_admin(user)))
