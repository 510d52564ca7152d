from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ActivityConfig(AppConfig):
    name = "community.activity"
    verbose_name = _("Activité")

    def ready(self) -> None:
        from . import jobs, schedule

        schedule.register("mails", jobs.send_mails)
        schedule.register("mail traces", jobs.forget_mails)
        schedule.register("publications", jobs.publish_scheduled)
