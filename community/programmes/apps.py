from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgrammesConfig(AppConfig):
    name = "community.programmes"
    verbose_name = _("Dispositifs")

    def ready(self) -> None:
        from .signals import connect

        connect()
