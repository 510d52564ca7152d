"""The room of channels in the admin, and what was said kept from deletion."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from community.activity.menu import GuardedMenuItem
from community.alliance.models import Territory
from community.delegations.models import Delegation

from . import admin_views, report_admin
from .deletion import talks_in
from .models import Channel
from .permissions import managed_programmes

one_channel: list[URLPattern | URLResolver] = [
    path("", admin_views.channel, name="channel"),
    path("clore/", admin_views.close, name="close"),
    path("rouvrir/", admin_views.reopen, name="reopen"),
    path("ecarter/", admin_views.put_out, name="put_out"),
    path("faire-revenir/", admin_views.let_in, name="let_in"),
    path("regle/", admin_views.rule, name="rule"),
    path("accueil/", admin_views.welcome, name="welcome"),
    path("passe/", admin_views.past, name="past"),
]
channels: list[URLPattern | URLResolver] = [
    path("", admin_views.index, name="index"),
    path("ouvrir/", admin_views.opening, name="opening"),
    path("<int:channel_id>/", include(one_channel)),
]
reports: list[URLPattern | URLResolver] = [
    path("", report_admin.index, name="index"),
    path("<bounded:report_id>/", report_admin.report, name="report"),
    path("<bounded:report_id>/reapparaitre/", report_admin.show, name="show"),
]


@hooks.register("register_admin_urls")
def channel_urls() -> list[Any]:
    return [
        path("canaux/", include((channels, "discussions_admin"))),
        path("signalements/", include((reports, "discussions_reports"))),
    ]


def manages(user: Any) -> bool:
    return managed_programmes(user).exists()


@hooks.register("register_admin_menu_item")
def channels_item() -> MenuItem:
    address = reverse_lazy("discussions_admin:index")
    return GuardedMenuItem(
        _("Discussions"),
        address,
        may_open=manages,
        name="canaux",
        icon_name="comment",
        order=270,
    )


@hooks.register("register_admin_menu_item")
def reports_item() -> MenuItem:
    address = reverse_lazy("discussions_reports:index")
    return GuardedMenuItem(
        _("Messages signalés"),
        address,
        may_open=manages,
        name="signalements",
        icon_name="warning",
        order=272,
    )


@hooks.register("before_delete_snippet")
def keep_what_was_said(request: HttpRequest, instances: Sequence[Any]) -> HttpResponse | None:
    """A delegation, or its territory, stays as long as a channel is for it."""
    delegations = [row for row in instances if isinstance(row, Delegation)]
    territories = [row for row in instances if isinstance(row, Territory)]
    sentence = talks_in(
        Channel.objects.filter(
            Q(delegations__in=delegations)
            | Q(delegations__territory__in=territories)
            | Q(messages__speaking_for__in=delegations)
            | Q(messages__speaking_for__territory__in=territories)
        )
    )
    if sentence is None:
        return None
    messages.error(request, sentence)
    return redirect(type(instances[0]).snippet_viewset.get_url_name("list"))
