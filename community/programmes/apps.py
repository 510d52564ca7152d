from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgrammesConfig(AppConfig):
    name = "community.programmes"
    verbose_name = _("Dispositifs")

    def ready(self) -> None:
        from community.accounts import leaving, personal_data
        from community.alliance.merging import register

        from . import merging
        from .leaving import PARTICIPATIONS, WORKSHOP, let_go, to_hand_over
        from .signals import connect

        connect()
        personal_data.register_rows(
            "dispositifs", _("Les dispositifs où vous participez"), participations=PARTICIPATIONS
        )
        personal_data.register_rows("gestion", _("Ce que vous avez fait en gestion"), **WORKSHOP)
        leaving.register("dispositifs", let_go, to_hand_over)
        register("dispositifs", merging.COLUMNS, merging.move)
