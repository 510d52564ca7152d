from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.utils.translation import gettext_lazy as _


class FreshnessConfig(AppConfig):
    name = "community.freshness"
    verbose_name = _("Fraîcheur des pages")

    def ready(self) -> None:
        from . import watching

        connection_created.connect(watching.begin, dispatch_uid="freshness")
