"""``manage.py make_demo``: the alliance's years, demo accounts and what they say."""

from __future__ import annotations

import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from rich.console import Console

from community.accounts.models import User

from ... import actions
from ...cast import CAST, PROTECTED


class Command(BaseCommand):
    help = _("Construit la démonstration ; ce qui a été écrit depuis est gardé.")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(
                _("La démonstration n'existe que dans les réglages de démonstration.")
            )
        console = Console(stderr=True)
        for sentence, step in actions.build_demo():
            if sys.stderr.isatty():
                with console.status(f"{sentence}…"):
                    step()
            else:
                step()
            self.stdout.write(f"  ✳ {sentence}")
        self.tell_accounts()

    def tell_accounts(self) -> None:
        """Who can sign in, and how."""
        site = settings.WAGTAILADMIN_BASE_URL
        self.stdout.write(_("\nComptes de démonstration (un code arrive à leur adresse) :\n"))
        for role in CAST:
            line = f"  {role.email:<34} {role.name}"
            if role.key in PROTECTED:
                secret = actions.second_factor_secret(User.objects.get(email=role.email))
                line += _(" – second code : %s") % secret
            self.stdout.write(line)
        self.stdout.write(
            _(
                "\nSe connecter : %(site)s/compte/login/ – écrivez une de ces adresses."
                "\nLe code envoyé, et les seconds codes de l'équipe, se lisent sur %(site)s/demo/\n"
            )
            % {"site": site}
        )
