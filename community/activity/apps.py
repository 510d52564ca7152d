from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ActivityConfig(AppConfig):
    name = "community.activity"
    verbose_name = _("Activité")

    def ready(self) -> None:
        from . import guards, jobs, schedule

        schedule.register(_("courriels"), jobs.send_mails)
        schedule.register(_("traces des courriels"), jobs.forget_mails)
        schedule.register(_("signalements traités"), jobs.forget_barriers)
        schedule.register(_("publications"), jobs.publish_scheduled)
        guards.register("team", guards.is_of_the_team)
