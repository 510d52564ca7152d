from typing import Any

from django.apps import AppConfig
from django.db.models.signals import m2m_changed, post_migrate, post_save
from django.utils.translation import gettext_lazy as _


def build(**_kwargs: Any) -> None:
    from .actions import build_house

    build_house()


class HomeConfig(AppConfig):
    name = "home"
    verbose_name = _("Accueil")

    def ready(self) -> None:
        from wagtail.models import PageLogEntry

        from community.accounts import personal_data
        from community.accounts.models import User

        from . import leaving
        from .accessibility import barriers_reported_by
        from .receivers import tell_publication
        from .signals import groups_changed, team_follows_account

        # After migrate rather than in a migration: permissions exist only then, and a database
        # that tests emptied gets its tree back.
        post_migrate.connect(build, sender=self)
        post_save.connect(team_follows_account, sender=User)
        post_save.connect(tell_publication, sender=PageLogEntry)
        m2m_changed.connect(groups_changed, sender=User.groups.through)
        personal_data.register(
            "difficultes",
            barriers_reported_by,
            title=_("Les difficultés que vous avez signalées"),
            tells=["activity.BarrierReport.sender"],
        )
        leaving.connect()
