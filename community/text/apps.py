from django.apps import AppConfig
from django.urls import register_converter
from django.utils.translation import gettext_lazy as _


class TextConfig(AppConfig):
    name = "community.text"
    verbose_name = _("Textes")

    def ready(self) -> None:
        from . import phrases
        from .converters import BoundedConverter

        register_converter(BoundedConverter, "bounded")
        phrases.remember()
