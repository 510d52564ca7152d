"""The guided tour: a few real pages with a word beside each; left and taken up again at will."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from community.accounts.models import User
from community.prepared import prepared
from community.programmes.models import ProgrammePage
from community.programmes.querysets import visible_pages

from .models import Visit

#: The parameter of an address that shows a step beside the page.
PARAMETER = "visite"


@dataclass(frozen=True)
class Step:
    number: int
    title: str | Promise
    text: str | Promise
    #: Where it is shown; nothing for one's own programme.
    path: str = ""

    @property
    def is_last(self) -> bool:
        return self.number == len(STEPS)

    @property
    def next(self) -> int:
        return self.number + 1


STEPS = (
    Step(
        1,
        _("Vos espaces"),
        _(
            "Cette page s'ouvre à chaque retour : votre prochaine rencontre, vos discussions, "
            "votre territoire. Ce qui vous attend est en haut."
        ),
        "/",
    ),
    Step(
        2,
        _("Votre dispositif"),
        _(
            "Ce qu'on y fait, qui l'anime, les rencontres passées et à venir. « Qui fait quoi "
            "ici » dit à qui parler."
        ),
    ),
    Step(
        3,
        _("Qui est là"),
        _(
            "Les personnes, les organisations, les territoires. Chacun·e choisit ce qui se voit de "
            "sa fiche : la vôtre aussi."
        ),
        "/alliance/personnes/",
    ),
    Step(
        4,
        _("Parler"),
        _(
            "Les discussions où vous lisez et écrivez. En haut de chacune : qui vous lit, et ce "
            "qu'on peut en répéter."
        ),
        "/discussions/",
    ),
    Step(
        5,
        _("La mémoire"),
        _(
            "Fiches, récits, synthèses : ce que les autres ont appris avant vous. Cherchez par "
            "mot-clé, puis par année."
        ),
        "/ressources/",
    ),
)


def step_of(request: HttpRequest) -> Step | None:
    """The step that the address asks to show, for whoever is signed in."""
    asked = request.GET.get(PARAMETER, "")
    if not request.user.is_authenticated or asked not in {str(step.number) for step in STEPS}:
        return None
    return STEPS[int(asked) - 1]


def address_of(step: Step, user: Any) -> str:
    """The page on which a step is shown, to this very person."""
    address = step.path or _own_programme(user)
    return f"{address}?{PARAMETER}={step.number}"


@prepared
def unfinished(user: Any) -> QuerySet[Visit]:
    """Somebody's tour, while it is neither gone through nor put away."""
    return Visit.objects.filter(user=user.pk, done_at=None)


@transaction.atomic
def go_to(*, acting_user: User, number: int) -> Step | None:
    """Open a step, and remember it; past the last one the tour is done."""
    visit, _new = Visit.objects.select_for_update().get_or_create(user=acting_user)
    visit.step = max(0, min(number, len(STEPS)))
    visit.done_at = timezone.now() if number > len(STEPS) else None
    visit.save()
    return STEPS[number - 1] if 1 <= number <= len(STEPS) else None


@transaction.atomic
def put_away(*, acting_user: User) -> None:
    """Propose it no more; it can be taken up again where it was left."""
    Visit.objects.filter(user=acting_user, done_at=None).update(done_at=timezone.now())


def _own_programme(user: Any) -> str:
    """A programme in which they take part, the youngest; else the first that one may choose."""
    own = ProgrammePage.objects.filter(participations__person__user=user.pk)
    programme = visible_pages(user, own).order_by("-start_year", "title").first()
    return str(programme.url) if programme else "/comap/"
