from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save
from django.utils.translation import gettext_lazy as _
from wagtail.users.apps import WagtailUsersAppConfig


class AccountsConfig(AppConfig):
    name = "community.accounts"
    verbose_name = _("Comptes")
    default = True

    def ready(self) -> None:
        from allauth.account.signals import user_logged_in
        from allauth.mfa.signals import authenticator_added, authenticator_removed
        from django.contrib.sessions.models import Session

        from community.activity import schedule

        from . import (
            checks,
            inactivity,
            jobs,
            leaving,
            notices,
            personal_data,
            receivers,
            second_factor,
        )
        from .models import User

        post_save.connect(receivers.account_saved, sender=User)
        post_delete.connect(receivers.session_ended, sender=Session)
        user_logged_in.connect(receivers.came_in)
        authenticator_added.connect(second_factor.remember_activation)
        authenticator_added.connect(notices.factor_added)
        authenticator_removed.connect(notices.factor_removed)
        schedule.register(_("connexions"), jobs.forget_sessions)
        personal_data.register_own()
        leaving.register("compte", leaving.erase_profile)
        inactivity.connect()


class HouseUsersConfig(WagtailUsersAppConfig):
    """Wagtail's pages on accounts, for accounts without a name or a password."""

    user_viewset = "community.accounts.admin_views.AccountViewSet"
