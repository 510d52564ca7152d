"""What this room does from time to time."""

from django.utils.translation import gettext as _

from . import actions


def forget_invitations() -> str:
    return _("effacées : %d") % actions.forget_invitations()


def forget_requests() -> str:
    return _("effacées : %d") % actions.forget_requests()
