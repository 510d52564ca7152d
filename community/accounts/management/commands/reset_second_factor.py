from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from community.accounts.actions import remove_second_factor
from community.accounts.models import User


class Command(BaseCommand):
    help = _(
        "Retire clés d'accès, second code et codes de secours d'un compte : pour qui les a perdus."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help=_("l'adresse du compte"))

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        user = User.objects.filter(email__iexact=email).first()
        if user is None:
            raise CommandError(_("Aucun compte n'a l'adresse %s : vérifiez-la.") % email)
        remove_second_factor(user=user)
        told = _(
            "%s n'a plus ni clé d'accès ni second code. Un code reçu par courriel ouvre ce compte, "
            "et le mot de passe s'il y en a un."
        )
        self.stdout.write(told % user.email)
