from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from django.utils.translation import gettext_lazy as _


class DelegationsConfig(AppConfig):
    name = "community.delegations"
    verbose_name = _("Délégations")

    def ready(self) -> None:
        from community.accounts import leaving, personal_data
        from community.activity import schedule
        from community.alliance.merging import register
        from community.programmes import deletion

        from . import merging
        from .deletion import delegations_below
        from .jobs import pass_drafts_on
        from .leaving import let_go, seat_rows, to_hand_over
        from .models import Seat
        from .signals import remember_holder, seat_changed

        deletion.register(delegations_below)
        personal_data.register("sieges", seat_rows, title=_("Vos sièges dans des délégations"))
        leaving.register("sieges", let_go, to_hand_over)
        register(
            "sieges",
            merging.COLUMNS,
            merging.move,
            refusals=merging.refusals,
            lock=merging.lock,
        )
        schedule.register(_("brouillons des sièges passés"), pass_drafts_on)
        for before in (pre_save, pre_delete):
            before.connect(remember_holder, sender=Seat)
        for after in (post_save, post_delete):
            after.connect(seat_changed, sender=Seat)
