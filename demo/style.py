"""`/style/`: the visual language, alive – the real components, with their states."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from community.alliance.models import Person
from community.discussions.models import Message
from community.programmes.models import QuotationRule

from . import palette

#: The steps of the scale, by the name of their variable, with what they serve.
SCALE = (
    ("step-4", _("Le titre d'une page")),
    ("step-3", _("Le titre d'une partie")),
    ("step-2", _("Un récit, un chiffre, une année")),
    ("step-1", _("Ce qui introduit")),
    ("text", _("Ce qui se lit longuement")),
    ("sans", _("Ce qui sert : listes, formulaires, boutons")),
    ("small", _("Ce qui accompagne : dates, lieux, provenances")),
)
SPACES = ("gap", "room")
RULE_CHANGE = {"kind": Message.Kind.RULE, "rule": QuotationRule.NAMELESS}


class SampleForm(forms.Form):
    """One field of each sort, to show how they look, empty or refused."""

    address = forms.EmailField(
        label=_("Votre adresse de courriel"),
        help_text=_("Celle que votre organisation vous connaît."),
    )
    circle = forms.ChoiceField(
        label=_("Vous êtes"),
        choices=[("elu", _("élu·e")), ("agent", _("agent·e")), ("etat", _("préfecture"))],
    )
    words = forms.CharField(
        label=_("Ce que vous avez tenté"), widget=forms.Textarea(attrs={"rows": 3})
    )
    told = forms.BooleanField(label=_("Je raconterai la suite"))


def style(request: HttpRequest) -> HttpResponse:
    """All that the house is drawn with; what is shown of content is what the house holds."""
    refused = SampleForm({"address": "sans-arobase", "circle": "elu"}, auto_id="refuse_%s")
    pages = Paginator(range(60), 20)
    context = {
        "scale": SCALE,
        "spaces": SPACES,
        "schemes": [
            (_("En clair"), palette.pairs("light")),
            (_("En sombre"), palette.pairs("dark")),
        ],
        "blank_form": SampleForm(auto_id="vierge_%s"),
        "refused_form": refused,
        "page_obj": pages.page(2),
        "rule_head": [_("Règle"), _("Ce qu'elle permet")],
        "rules": [(rule.label.capitalize(), rule.meaning) for rule in QuotationRule],
        "words_to_tag": [_("eau"), _("récits"), _("coopération")],
        "years": _story(),
        "talk": _talk(),
        "me": Person(pk=0),
    }
    return render(request, "style/index.html", context)


def _story() -> list[dict[str, Any]]:
    """Two years of a territory, as its page tells them."""
    moments = (
        (2025, _("projet pilote"), _("Ce qui a été essayé")),
        (2024, _("rencontre"), _("Ce qui s'est raconté")),
    )
    return [
        {"year": year, "moments": [{"kind": kind, "title": title, "url": "#frise"}]}
        for year, kind, title in moments
    ]


def _talk() -> list[Message]:
    """A short exchange, kept nowhere."""
    said: tuple[tuple[int, str | Promise, str | Promise, dict[str, Any]], ...] = (
        (
            1,
            _("Agente de Loos (démo)"),
            _("Qui a déjà compté les personnes **qui reviennent** ?"),
            {"kind": Message.Kind.QUESTION, "pinned_at": timezone.now()},
        ),
        (0, _("Élu de Yaoundé (démo)"), _("Nous, à la porte, avec des cailloux de couleur."), {}),
        (1, _("Agente de Loos (démo)"), "", RULE_CHANGE),
        (0, _("Élu de Yaoundé (démo)"), "", {"withdrawn_at": timezone.now()}),
    )
    at = dt.datetime(2026, 11, 9, 9, 30, tzinfo=timezone.get_current_timezone())
    return [
        Message(
            channel_id=0,
            seq=number,
            author=Person(pk=who, name=str(name)),
            body=str(body),
            created_at=at + dt.timedelta(minutes=number),
            **more,
        )
        for number, (who, name, body, more) in enumerate(said, start=1)
    ]
