from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


def build(**_kwargs: Any) -> None:
    from .actions import build_house

    build_house()


class HomeConfig(AppConfig):
    name = "home"
    verbose_name = _("Accueil")

    def ready(self) -> None:
        # After migrate rather than in a migration: permissions exist only then, and a database
        # that tests emptied gets its tree back.
        post_migrate.connect(build, sender=self)
