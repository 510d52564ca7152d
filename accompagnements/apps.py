from django.apps import AppConfig
from django.db.models.signals import post_save
from django.utils.translation import gettext_lazy as _


class AccompagnementsConfig(AppConfig):
    name = "accompagnements"
    verbose_name = _("Accompagnements")

    def ready(self) -> None:
        from community.activity import guards
        from community.alliance.merging import register_rows
        from community.delegations.models import Delegation, Seat

        from . import mails
        from .signals import delegation_saved, seat_saved

        guards.register(mails.GUARD, mails.still_sits)
        guards.register(mails.START_GUARD, mails.begins_to_sit)
        post_save.connect(delegation_saved, sender=Delegation)
        post_save.connect(seat_saved, sender=Seat)
        register_rows(
            "accompagnements",
            "accompagnements.PilotProjectPage_allied_people.person",
            _("Projets pilotes aidés"),
            "pilotprojectpage",
        )
