from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WelcomeConfig(AppConfig):
    name = "community.welcome"
    verbose_name = _("Accueil des nouveaux venus")

    def ready(self) -> None:
        from community.accounts import leaving, personal_data
        from community.accounts.signals import address_changed
        from community.activity import guards, schedule, secrets
        from community.alliance.merging import register_rows

        from . import jobs, mails
        from .leaving import ANSWERED, OWN_TABLES, RECEIVED, forget_former_address, let_go
        from .personal_data import own_rows

        guards.register("welcome.invitation", mails.may_leave)
        guards.register("welcome.request", mails.still_waits)
        secrets.register("welcome.invitation", mails.make_link)
        schedule.register(_("invitations"), jobs.forget_invitations)
        schedule.register(_("demandes à rejoindre"), jobs.forget_requests)
        personal_data.register(
            "invitations", own_rows, title=_("Vos invitations"), tells=OWN_TABLES
        )
        personal_data.register_rows(
            "arrivees",
            _("Les invitations à votre fiche et vos réponses"),
            invitations=RECEIVED,
            demandes=ANSWERED,
        )
        leaving.register("invitations", let_go)
        address_changed.connect(forget_former_address)
        register_rows("invitations", "welcome.Invitation.person", _("Invitations"))
