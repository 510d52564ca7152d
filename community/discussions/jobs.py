"""What this room does from time to time."""

from django.utils.translation import gettext as _

from .files import remove_nobody_s
from .reports import forget_closed_reports


def remove_files() -> str:
    return _("enlevés : %d") % remove_nobody_s()


def forget_reports() -> str:
    return _("effacés : %d") % forget_closed_reports()
