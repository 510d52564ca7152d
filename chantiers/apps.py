from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChantiersConfig(AppConfig):
    name = "chantiers"
    verbose_name = _("Chantiers")

    def ready(self) -> None:
        from community.alliance.merging import register_rows

        from .signals import connect

        connect()
        register_rows(
            "chantiers",
            "chantiers.Contribution.person",
            _("Contributions à des synthèses"),
            "synthesis",
            "part",
        )
