"""What this room does from time to time."""

from django.utils.translation import gettext as _

from .drafts import pass_due_drafts


def pass_drafts_on() -> str:
    return _("passés : %d") % pass_due_drafts()
