from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from community.accounts.actions import remove_second_factor
from community.accounts.models import User


class Command(BaseCommand):
    help = "Forget the second factor of an account whose telephone and recovery codes are lost."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        user = User.objects.filter(email__iexact=email).first()
        if user is None:
            raise CommandError(f"no account has the address {email}")
        remove_second_factor(user=user)
        self.stdout.write(f"{user.email} signs in by the code alone until another one is set up.")
