"""What a newcomer finds at home besides their spaces, until the guided tour is over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from community.alliance.models import Person
from community.gatherings.models import GatheringPage
from community.gatherings.querysets import LINE, NAME
from community.programmes.querysets import visible_pages
from community.welcome.models import Visit
from community.welcome.tour import unfinished

from .my_spaces import Spaces

#: How many people and past meetings are shown: faces and a history, not lists.
PEOPLE = 6
MEETINGS = 3


@dataclass(frozen=True)
class FirstSteps:
    visit: Visit
    #: Those with whom they take part.
    people: list[Person]
    #: What was lived before they came.
    meetings: list[GatheringPage]
    #: Their card says little: they are invited to complete it.
    card_is_bare: bool


def first_steps_of(user: Any, spaces: Spaces) -> FirstSteps | None:
    """Nothing for whoever has finished the tour, put it away, or was here before it was."""
    visits = unfinished(user)
    if not visits:
        return None
    programmes = [row.programme_id for row in spaces.participations]
    person = spaces.person
    people = Person.objects.visible_to(user).filter(participations__programme__in=programmes)
    past = visible_pages(user, GatheringPage.objects.past())
    met = past.filter(audience__programme__in=programmes).only(*NAME, *LINE)
    return FirstSteps(
        visit=visits[0],
        people=list(people.exclude(user=user).distinct()[:PEOPLE]),
        meetings=list(met[:MEETINGS]),
        card_is_bare=bool(person and not (person.role and person.territory_id)),
    )
