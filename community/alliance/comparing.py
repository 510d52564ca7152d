"""What two cards of one person hold, side by side, and what the one card will hold of both."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .languages import name_of
from .merging import Count, Pair, counted
from .models import ContactDetail, Person, SpokenLanguage

#: Fields of which one value stays.
OWN_WORDS = ("name", "role", "organisation", "territory", "offer")


@dataclass(frozen=True)
class Line:
    """One thing that both cards may hold, and what of it stays."""

    label: Any
    kept: str
    gone: str
    stays: str

    #: What somebody wrote on one of them is on neither afterwards.
    is_lost: bool = False


def chosen(pair: Pair, field: str) -> Any:
    """The value that stays: own words first, so those of the card that has an account."""
    first, other = (pair.gone, pair.kept) if pair.gone.user_id else pair
    return getattr(first, field) or getattr(other, field)


def is_public(pair: Pair) -> bool:
    """A card that was hidden stays so, with all that was written on it: nothing is seen wider."""
    return pair.kept.public and pair.gone.public


class Comparison:
    """Two cards as they are now; how many they hold changes nothing to how much is asked."""

    def __init__(self, pair: Pair) -> None:
        self.pair = pair
        self.counts: list[Count] = counted(pair)
        self.topics = [sorted(person.topics.names()) for person in pair]
        spoken = SpokenLanguage.objects.filter(person__in=pair).values_list("person", "code")
        self.languages = [
            [name_of(code) for owner, code in spoken if owner == person.pk] for person in pair
        ]

    def lines(self, visitor: Any) -> list[Line]:
        """The fields of both; of ways to reach somebody, those only that ``visitor`` sees."""
        pair = self.pair
        kept, gone = pair
        where = _("%(kept)s, et %(gone)s y mène") % {"kept": kept.slug, "gone": gone.slug}
        public = (_yes_or_no(kept.public), _yes_or_no(gone.public), _yes_or_no(is_public(pair)))
        return [
            *(self._own_words(name) for name in OWN_WORDS),
            _both(gettext_lazy("sujets"), *self.topics),
            _both(gettext_lazy("langues"), *self.languages),
            _both(gettext_lazy("coordonnées"), *_details(pair, visitor)),
            Line(
                gettext_lazy("compte"),
                str(kept.user or ""),
                str(gone.user or ""),
                str(chosen(pair, "user") or ""),
            ),
            Line(gettext_lazy("visible de tout le monde"), *public),
            Line(gettext_lazy("adresse"), kept.slug, gone.slug, where),
        ]

    def seen(self) -> str:
        """What stands for all that is shown of both, hidden ways to reach them too.

        It tells nothing by itself. Whoever confirms gives it back: is it another one, something
        changed since they were shown the cards.
        """
        fields = [field.attname for field in Person._meta.concrete_fields]
        details = ContactDetail.objects.filter(person__in=self.pair).order_by("pk")
        shown = [
            [[getattr(person, name) for name in fields] for person in self.pair],
            [self.topics, self.languages, self.counts],
            list(details.values_list("person", "kind", "value", "visibility")),
        ]
        return salted_hmac("alliance.comparing", json.dumps(shown, default=str)).hexdigest()

    def _own_words(self, name: str) -> Line:
        kept, gone = (str(getattr(person, name) or "") for person in self.pair)
        field: Any = Person._meta.get_field(name)
        stays = str(chosen(self.pair, name) or "")
        return Line(
            field.verbose_name, kept, gone, stays, is_lost=bool(kept and gone and kept != gone)
        )


def _both(label: Any, kept: list[str], gone: list[str]) -> Line:
    stays = dict.fromkeys([*kept, *gone])
    return Line(label, ", ".join(kept), ", ".join(gone), ", ".join(stays))


def _details(pair: Pair, visitor: Any) -> list[list[str]]:
    """Nothing tells whether there are more: what is hidden is told to nobody, nor how much."""
    seen = list(ContactDetail.objects.visible_to(visitor).filter(person__in=pair))
    return [[row.value for row in seen if row.person_id == person.pk] for person in pair]


def _yes_or_no(value: bool) -> str:
    return _("oui") if value else _("non")
