from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ComapConfig(AppConfig):
    name = "comap"
    verbose_name = _("Communautés apprenantes")
