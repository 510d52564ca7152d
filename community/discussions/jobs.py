"""What this room does from time to time."""

from django.utils.translation import gettext as _

from .reports import forget_closed_reports


def forget_reports() -> str:
    return _("effacés : %d") % forget_closed_reports()
