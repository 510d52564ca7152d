"""``manage.py maintenance on|off|status``: close the house for works, and open it again."""

import datetime as dt
import re
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from community.activity import maintenance

HOUR = re.compile(r"(\d{1,2})(?:[h:](\d{2})?)?", re.ASCII)
#: Works that last longer are another matter: people are told elsewhere.
LONGEST = dt.timedelta(days=7)


def moment(text: str) -> dt.datetime:
    """``14h30``, ``14:30``, ``14h``: the next time that it is that hour here; or a full date."""
    found = HOUR.fullmatch(text.strip())
    now = timezone.localtime()
    try:
        if found is None:
            written = parse_datetime(text.strip())
        else:
            hour, minute = int(found[1]), int(found[2] or 0)
            written = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
            if written <= now:
                written += dt.timedelta(days=1)
    except ValueError:
        written = None
    if written is None:
        raise CommandError(_("« %s » n'est pas une heure : écrivez 14h30.") % text)
    try:
        if timezone.is_naive(written):
            written = timezone.make_aware(written)
        left = written - now
    except OverflowError:
        left = dt.timedelta.max
    if left <= dt.timedelta():
        raise CommandError(_("« %s » est déjà passé.") % text)
    if left > LONGEST:
        raise CommandError(_("« %s » est dans plus de sept jours : dites une heure proche.") % text)
    return written


class Command(BaseCommand):
    help = _(
        "Ferme la maison pour des travaux (on), la rouvre (off), ou dit où elle en est (status)."
    )
    # It works while the database does not.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("state", choices=["on", "off", "status"])
        parser.add_argument("--until", help=_("heure prévue de réouverture : 14h30"))
        parser.add_argument(
            "--reason", default="", help=_("pourquoi, en une phrase pour tout le monde")
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["state"] == "on":
            until = moment(options["until"]) if options["until"] else None
            maintenance.close(maintenance.Closure(until, options["reason"].strip()))
        elif options["state"] == "off":
            maintenance.reopen()
        self.stdout.write(said(maintenance.current()))


def said(closure: maintenance.Closure | None) -> str:
    """In a sentence for the operator, whether the house is closed."""
    if closure is None:
        return _("La maison est ouverte.")
    words = [_("La maison est fermée pour des travaux.")]
    if closure.until:
        until = timezone.localtime(closure.until)
        words.append(_("Réouverture prévue : %s.") % f"{until:%d/%m/%Y %H:%M}")
    return " ".join([*words, closure.reason]).strip()
