"""The admin's room of channels: which there are, who reads them; never what is said in them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.alliance.models import Person

from . import actions
from .forms import OpeningForm, PastForm, PersonForm, RuleForm, WelcomeForm
from .models import Channel
from .newcomers import set_past, set_welcome
from .permissions import SEATED, managed_by, managed_programmes, may_set_rule, readers_of
from .twinning import twin

PAGE_CHANNELS = 50


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The channels that one manages."""
    check_manages(request.user)
    channels = managed_by(request.user).select_related("programme", "page")
    paginator = Paginator(channels.prefetch_related("delegations__territory"), PAGE_CHANNELS)
    page = paginator.get_page(request.GET.get("p"))
    rows = [(channel, readers_of(channel).count()) for channel in page]
    context = {"rows": rows, "page": page, "page_title": _("Discussions"), "header_icon": "comment"}
    return render(request, "discussions/admin/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def opening(request: HttpRequest) -> HttpResponse:
    """Open a channel in what one manages."""
    check_manages(request.user)
    form = OpeningForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            channel = open_as_asked(form.cleaned_data, request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return done(request, channel, _("La discussion « %(title)s » est ouverte."))
    context = {"form": form, "page_title": _("Ouvrir une discussion"), "header_icon": "comment"}
    return render(request, "discussions/admin/opening.html", context)


def open_as_asked(asked: dict[str, Any], acting_user: Any) -> Channel:
    """Delegations are twinned the same way from here as from their own page: they are told."""
    if asked["kind"] != Channel.Kind.PAIR or asked["programme"] or asked["page"]:
        return actions.open_channel(**asked)
    channel, _new = twin(
        delegations=asked["delegations"], title=asked["title"], acting_user=acting_user
    )
    return channel


@require_safe
def channel(request: HttpRequest, channel_id: int) -> HttpResponse:
    """What is known of a channel without reading it, and what one may do with it."""
    return show(request, managed(request, channel_id))


@require_POST
def close(request: HttpRequest, channel_id: int) -> HttpResponse:
    channel = managed(request, channel_id)
    actions.close_channel(channel=channel, acting_user=request.user)
    return done(
        request,
        channel,
        _("« %(title)s » est archivée : on peut encore la lire, on n'y écrit plus."),
    )


@require_POST
def reopen(request: HttpRequest, channel_id: int) -> HttpResponse:
    channel = managed(request, channel_id)
    actions.reopen_channel(channel=channel, acting_user=request.user)
    return done(request, channel, _("La discussion « %(title)s » est rouverte."))


@require_POST
def put_out(request: HttpRequest, channel_id: int) -> HttpResponse:
    channel = managed(request, channel_id)
    form = PersonForm(request.POST, people=readers_of(channel))
    if not form.is_valid():
        return show(request, channel, readers=form)
    person = form.cleaned_data["person"]
    actions.exclude(channel=channel, person=person, acting_user=request.user)
    return done(request, channel, _("%(person)s ne lit plus cette discussion."), person=person)


@require_POST
def let_in(request: HttpRequest, channel_id: int) -> HttpResponse:
    channel = managed(request, channel_id)
    form = PersonForm(request.POST, people=put_out_of(channel))
    if not form.is_valid():
        return show(request, channel, excluded=form)
    person = form.cleaned_data["person"]
    actions.readmit(channel=channel, person=person, acting_user=request.user)
    return done(request, channel, _("%(person)s n'est plus à l'écart."), person=person)


@require_POST
def rule(request: HttpRequest, channel_id: int) -> HttpResponse:
    channel = managed(request, channel_id)
    form = RuleForm(request.POST)
    if not form.is_valid():
        return show(request, channel, rules=form)
    actions.set_rule(channel=channel, acting_user=request.user, rule=form.cleaned_data["rule"])
    return done(request, channel, _("La règle de « %(title)s » est enregistrée."))


@require_POST
def welcome(request: HttpRequest, channel_id: int) -> HttpResponse:
    channel = managed(request, channel_id)
    form = WelcomeForm(request.POST)
    if form.is_valid():
        try:
            set_welcome(channel=channel, acting_user=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return done(request, channel, _("L'accueil de « %(title)s » est enregistré."))
    return show(request, channel, welcome=form)


@require_POST
def past(request: HttpRequest, channel_id: int) -> HttpResponse:
    channel = managed(request, channel_id)
    form = PastForm(request.POST)
    if form.is_valid():
        try:
            set_past(channel=channel, acting_user=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return done(request, channel, _("Ce que « %(title)s » montre du passé est enregistré."))
    return show(request, channel, past=form)


def check_manages(user: Any) -> None:
    if not managed_programmes(user).exists():
        raise PermissionDenied


def managed(request: HttpRequest, channel_id: int) -> Channel:
    """A channel that one manages; others answer as if they were not there."""
    channel: Channel = get_object_or_404(managed_by(request.user), pk=channel_id)
    return channel


def put_out_of(channel: Channel) -> Any:
    return Person.objects.filter(exclusions__channel=channel)


def show(request: HttpRequest, channel: Channel, **forms: Any) -> HttpResponse:
    people, excluded = readers_of(channel), put_out_of(channel)
    context = {
        "channel": channel,
        "count": people.count(),
        "readers": PersonForm(people=people),
        "excluded": PersonForm(people=excluded) if excluded.exists() else None,
        "welcome": WelcomeForm(initial={"welcome": channel.welcome}),
        "past": PastForm(initial={"past": channel.past}) if channel.dates_arrivals else None,
        "is_seated": channel.kind in SEATED,
        "page_title": channel.title,
        "page_subtitle": channel.get_kind_display(),
        "header_icon": "comment",
    }
    if channel.kind not in SEATED and may_set_rule(request.user, channel):
        context["rules"] = RuleForm(initial={"rule": channel.rule})
    return render(request, "discussions/admin/channel.html", context | forms)


def done(request: HttpRequest, channel: Channel, sentence: str, **names: Any) -> HttpResponse:
    messages.success(request, sentence % {"title": channel.title, **names})
    return redirect("discussions_admin:channel", channel.pk)
