from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FactsConfig(AppConfig):
    name = "facts"
    verbose_name = _("Faits")

    def ready(self) -> None:
        from community.alliance.merging import register

        from . import merged_people

        register("faits", {}, merged_people.move)
