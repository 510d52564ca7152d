from typing import Any

from django.core.management.base import BaseCommand, CommandError

from community.activity import schedule


class Command(BaseCommand):
    help = (
        "Do what is due – send the mails of the outbox, forget old traces… – and say what was done."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        failed = []
        for outcome in schedule.run():
            self.stdout.write(f"{outcome.name}: {outcome.summary}")
            if not outcome.done:
                failed.append(outcome.name)
        if failed:
            raise CommandError(f"failed: {', '.join(failed)}")
