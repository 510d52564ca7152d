from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ResourcesConfig(AppConfig):
    name = "resources"
    verbose_name = _("Ressources")

    def ready(self) -> None:
        from community.programmes import deletion

        from .deletion import lessons_taught

        deletion.register(lessons_taught)
