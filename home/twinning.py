"""« Jumeler » : with whom a delegation may talk, those of comparable territories first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from community.alliance.querysets import holding_words
from community.answers import REFUSED
from community.delegations.models import Delegation
from community.discussions.models import Channel, ChannelDelegation
from community.discussions.permissions import twinned_by
from community.discussions.twinning import MOST, twin

from .alter_egos import most_alike_first, reasons_of

#: How many territories are proposed at once; the others are found by their names.
SHOWN = 20
WORDS = 100


@dataclass(frozen=True)
class Candidate:
    """A delegation with which another one may be twinned."""

    delegation: Delegation
    reasons: list[str]
    #: Whether they talk together already, the two of them or among others.
    twinned: bool
    #: The query of the page with this one chosen, or left out, beside the others.
    query: str


@cache_control(private=True, no_store=True)
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def twin_delegation(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose, then confirm: two clicks after the one that led here."""
    seen = Delegation.objects.open_to(request.user).select_related("territory", "programme")
    delegation = get_object_or_404(seen, pk=pk)
    theirs = twinned_by(request.user)
    if not theirs.filter(pk=pk).exists():
        raise PermissionDenied(
            _("Cette délégation est jumelée par l'équipe, ou par qui anime le dispositif.")
        )
    others = theirs.exclude(pk=pk).select_related("territory", "programme")
    query = request.POST if request.method == "POST" else request.GET
    chosen = _chosen(others, query.getlist("avec"))
    refusal = ""
    if request.method == "POST" and not chosen:
        refusal = _("Choisissez d'abord avec quelle délégation la jumeler.")
    elif request.method == "POST":
        try:
            channel, new = twin(delegations=[delegation, *chosen], acting_user=request.user)
        except ValidationError as error:
            refusal = " ".join(error.messages)
        else:
            messages.success(request, _outcome(new) % {"title": channel.title})
            return redirect(delegation)
    words = query.get("q", "")[:WORDS]
    found = _candidates(delegation, request.user, others, chosen, words)
    context = {
        "delegation": delegation,
        "chosen": [
            Candidate(row, [], False, _query([c for c in chosen if c != row], words))
            for row in chosen
        ],
        "candidates": found[:SHOWN],
        "more": len(found) > SHOWN,
        "words": words,
        "refusal": refusal,
    }
    return render(request, "delegations/twin.html", context, status=REFUSED if refusal else 200)


def _outcome(new: bool) -> str:
    if new:
        return _("Jumelées : « %(title)s » est ouverte, leurs référent·es en sont prévenu·es.")
    return _("Elles étaient déjà jumelées : « %(title)s » reste leur discussion.")


def _chosen(others: QuerySet[Delegation], asked: Iterable[str]) -> list[Delegation]:
    """Those asked for that may be chosen, in the order of their names; others are not there."""
    ids = {int(one) for one in asked if one.isdecimal() and len(one) < 10}
    rows = others.filter(pk__in=sorted(ids)[:MOST])
    return list(rows.order_by("territory__name", "pk"))


def _query(chosen: Iterable[Delegation], words: str) -> str:
    query = QueryDict(mutable=True)
    query.setlist("avec", [str(row.pk) for row in chosen])
    if words:
        query["q"] = words
    return query.urlencode()


def _candidates(
    delegation: Delegation,
    user: Any,
    others: QuerySet[Delegation],
    chosen: list[Delegation],
    words: str,
) -> list[Candidate]:
    """Those of comparable territories first; one more territory than is shown, when there is."""
    alike = most_alike_first(delegation.territory, user).filter(pk__in=others.values("territory"))
    territories = list(holding_words(alike, words)[: SHOWN + 1])
    taken = {row.pk for row in chosen}
    together = Channel.objects.filter(kind=Channel.Kind.PAIR, delegations=delegation)
    beside = ChannelDelegation.objects.filter(channel__in=together)
    twinned = set(beside.values_list("delegation", flat=True))
    rows: dict[int, list[Delegation]] = {}
    for row in others.filter(territory__in=territories).order_by("programme__title", "pk"):
        rows.setdefault(row.territory_id, []).append(row)
    return [
        Candidate(row, reasons_of(place), row.pk in twinned, _query([*chosen, row], words))
        for place in territories
        for row in rows[place.pk]
        if row.pk not in taken
    ]
