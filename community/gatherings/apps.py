from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GatheringsConfig(AppConfig):
    name = "community.gatherings"
    verbose_name = _("Rencontres")

    def ready(self) -> None:
        from community.alliance.merging import register_rows

        register_rows(
            "rencontres",
            "gatherings.GatheringPage_speakers.person",
            _("Prises de parole à des rencontres"),
            "gatheringpage",
        )
