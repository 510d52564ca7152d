"""The team's desk for cards in double: those that are alike, two side by side, and one left."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from community.text.folding import folded

from .actions import merge_people
from .comparing import Comparison
from .merging import Pair, refusals
from .models import Person
from .querysets import holding_words

#: How many pairs stand on one page, and how many cards are found at once.
PAGE_PAIRS = 25
FOUND = 20
LONGEST_SEARCH = 100


@require_safe
def doubles(request: HttpRequest) -> HttpResponse:
    """The cards that bear the same name, and a way to choose any two."""
    first = _first(request)
    looked_for = request.GET.get("q", "").strip()[:LONGEST_SEARCH]
    found = _found(looked_for, first) if looked_for else []
    context: dict[str, Any] = {
        "first": first,
        "looked_for": looked_for,
        "found": found[:FOUND],
        "more": len(found) > FOUND,
        "page_title": _("Fiches en double"),
        "header_icon": "copy",
    }
    if not first and not looked_for:
        pairs = Paginator(alike(), PAGE_PAIRS).get_page(request.GET.get("p"))
        context |= {"pairs": _read(pairs.object_list), "page": pairs}
    return render(request, "admin/doubles.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def merging(request: HttpRequest, kept: int, gone: int) -> HttpResponse:
    """Two cards side by side, what stays of each; on confirmation one card is left."""
    if request.method == "POST":
        return _merge(request, kept, gone)
    cards = Person.objects.select_related("organisation", "territory", "user")
    pair = Pair(get_object_or_404(cards, pk=kept), get_object_or_404(cards, pk=gone))
    compared = Comparison(pair)
    context = {
        "pair": pair,
        "lines": compared.lines(request.user),
        "counts": compared.counts,
        "refusals": refusals(pair, request.user),
        "seen": compared.seen(),
        "page_title": _("Réunir deux fiches"),
        "header_icon": "copy",
    }
    return render(request, "admin/merging.html", context)


def _merge(request: HttpRequest, kept: int, gone: int) -> HttpResponse:
    seen = request.POST.get("seen", "")
    try:
        person = merge_people(kept=kept, gone=gone, seen=seen, acting_user=request.user)
    except ValidationError as refused:
        for sentence in refused.messages:
            messages.error(request, sentence)
        both = Person.objects.filter(pk__in=[kept, gone]).count() == 2
        return redirect("merging", kept, gone) if both else redirect("doubles")
    done = _("Il n'y a plus qu'une fiche au nom de « %(person)s » ; l'ancienne adresse y mène.")
    messages.success(request, done % {"person": person})
    return redirect("doubles")


def alike() -> list[tuple[int, int]]:
    """The keys of the cards that bear the same name, in whatever order its words stand.

    Of each pair, the card that would stay comes first: the one with an account, else the elder.
    """
    names = Person.objects.order_by("pk").values_list("pk", "name", "user", "demonstration")
    cards = sorted(
        (sorted(folded(name).split()), demonstration, user is None, pk)
        for pk, name, user, demonstration in names
    )
    pairs = []
    for _name, group in groupby(cards, key=lambda card: card[:2]):
        (*_same, has_none, kept), *others = group
        # Of two accounts, nothing can be done here.
        pairs += [(kept, pk) for *_same, other_has_none, pk in others if has_none or other_has_none]
    return pairs


def _read(pairs: Any) -> list[Pair]:
    """The cards of some pairs, in one query."""
    named = Person.objects.select_related("organisation")
    cards = named.in_bulk({pk for pair in pairs for pk in pair})
    return [Pair(cards[kept], cards[gone]) for kept, gone in pairs]


def _first(request: HttpRequest) -> Person | None:
    """The card that was chosen to be compared with another."""
    pk = request.GET.get("fiche", "")
    is_key = pk.isdecimal() and len(pk) < 19
    return Person.objects.filter(pk=pk).first() if is_key else None


def _found(looked_for: str, first: Person | None) -> list[Person]:
    """The cards whose texts hold each word."""
    cards = holding_words(Person.objects.select_related("organisation"), looked_for)
    if first:
        cards = cards.exclude(pk=first.pk)
    return list(cards[: FOUND + 1])
