from django.apps import AppConfig
from django.db.models.signals import post_save
from django.utils.translation import gettext_lazy as _


class AccompagnementsConfig(AppConfig):
    name = "accompagnements"
    verbose_name = _("Accompagnements")

    def ready(self) -> None:
        from community.activity import guards
        from community.delegations.models import Delegation

        from . import mails
        from .signals import delegation_saved

        guards.register(mails.GUARD, mails.still_sits)
        post_save.connect(delegation_saved, sender=Delegation)
