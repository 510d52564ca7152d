"""The accessibility statement, and the form by which somebody reports a barrier."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from allauth.core import ratelimit
from django import forms
from django.core.validators import MaxLengthValidator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from community.accounts.addresses import AddressField
from community.accounts.models import User
from community.activity.actions import report_barrier
from community.activity.models import BARRIER_REPORT_LENGTH, BarrierReport
from community.answers import status_of

#: Where one complains in France when a barrier stays: the defender of rights.
DEFENDER = {
    "form": "https://formulaire.defenseurdesdroits.fr/",
    "delegates": "https://www.defenseurdesdroits.fr/carte-des-delegues",
}


class BarrierForm(forms.Form):
    """What could not be done, and whom to answer. Field names are the columns' own."""

    what = forms.CharField(
        label=_("Que vouliez-vous faire, et que s'est-il passé ?"),
        help_text=_("Avec vos mots. Ne mettez rien ici que l'équipe ne doive pas lire."),
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Dites en quelques mots ce qui vous a arrêté·e.")},
        # Not ``max_length``: browsers cut a pasted text at that length without a word.
        validators=[
            MaxLengthValidator(
                BARRIER_REPORT_LENGTH,
                _("C'est trop long : gardez %(limit_value)d caractères au plus."),
            )
        ],
    )
    page = forms.CharField(
        label=_("Sur quelle page ? (facultatif)"),
        help_text=_("Son adresse ou son titre."),
        max_length=500,
        required=False,
    )
    device = forms.CharField(
        label=_("Avec quel appareil ou quel logiciel ? (facultatif)"),
        help_text=_("Par exemple : téléphone Android, lecteur d'écran NVDA, clavier seul."),
        max_length=200,
        required=False,
    )
    email = AddressField(
        label=_("Votre adresse de courriel (facultatif)"),
        help_text=_(
            "Elle ne sert qu'à vous répondre. Par exemple : prenom.nom@exemple.fr. Elle est "
            "effacée avec votre signalement, un an après qu'il a été traité."
        ),
        required=False,
    )


@require_safe
def statement(request: HttpRequest) -> HttpResponse:
    """What is accessible here, what is not, and what one can do about it."""
    return render(request, "home/accessibility.html", {"defender": DEFENDER})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def report(request: HttpRequest) -> HttpResponse:
    """Report a barrier, with or without an account."""
    form = BarrierForm(request.POST or None, initial={"page": page_of_this_site(request)})
    status = status_of(form)
    if form.is_valid():
        if ratelimit.consume(request, action="barrier_report", key="everybody"):
            sender = request.user if request.user.is_authenticated else None
            report_barrier(**form.cleaned_data, sender=sender)
            return redirect("accessibility:received")
        form.add_error(None, too_many)
        status = 429
    return render(request, "home/accessibility_report.html", {"form": form}, status=status)


@require_safe
@never_cache
def received(request: HttpRequest) -> HttpResponse:
    """What happens next."""
    return render(request, "home/accessibility_received.html")


too_many = _(
    "Trop de signalements viennent d'arriver. Le vôtre n'est pas parti : gardez cette page "
    "ouverte, et envoyez-le de nouveau dans une heure."
)


def page_of_this_site(request: HttpRequest) -> str:
    """The page that one comes from, when ``?page=`` names one of ours; else nothing."""
    named = request.GET.get("page", "")[:500]
    if not url_has_allowed_host_and_scheme(named, allowed_hosts={request.get_host()}):
        return ""
    path = urlsplit(named)._replace(scheme="", netloc="").geturl()
    return path if path.startswith("/") else ""


def barriers_reported_by(user: User) -> list[Mapping[str, object]]:
    """What the account reported while signed in: its part of everybody's copy."""
    rows = BarrierReport.objects.filter(sender=user)
    return list(rows.values("created_at", "what", "page", "device", "email", "handled_at"))
