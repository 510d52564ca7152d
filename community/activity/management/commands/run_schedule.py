from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from community.activity import schedule


class Command(BaseCommand):
    help = _(
        "Fait ce qui est dû – envoyer les courriels, effacer les vieilles traces… – et le dit."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        failed = []
        for outcome in schedule.run():
            self.stdout.write(f"{outcome.name} – {outcome.summary}")
            if not outcome.done:
                failed.append(outcome.name)
        if failed:
            raise CommandError(_("En échec : %s.") % ", ".join(failed))
