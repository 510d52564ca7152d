from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from community.accounts.actions import remove_second_factor
from community.accounts.models import User


class Command(BaseCommand):
    help = _("Retire le second code d'un compte dont téléphone et codes de secours sont perdus.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help=_("l'adresse du compte"))

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        user = User.objects.filter(email__iexact=email).first()
        if user is None:
            raise CommandError(_("Aucun compte n'a l'adresse %s : vérifiez-la.") % email)
        remove_second_factor(user=user)
        self.stdout.write(
            _("%s se connecte désormais avec le seul code reçu par courriel.") % user.email
        )
