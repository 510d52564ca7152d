"""What the log keeps of rights in a programme: who gave or took which, whichever door they used."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from wagtail.models import Page

from community.activity.acting import acting_user
from community.activity.actions import record

from .models import PageAudience, Participation

#: What decides of a right: a title is a word, and changes none.
RIGHTS = ("role", "programme_id", "person_id", "organisation_id")


def tell_participation(
    before: Participation | None, after: Participation | None, origin: Any = None
) -> None:
    """A role that is given, that changes hands, programme or nature, or that ends.

    What ends with a whole programme, or with somebody's card, is told by whoever deletes that: it
    has no programme any more to be told of, and who leaves the house is not named again.
    """
    if origin is not None and getattr(origin, "model", type(origin)) is not Participation:
        return
    if before and after and all(getattr(before, n) == getattr(after, n) for n in RIGHTS):
        return
    if before:
        _tell("role.taken", before, _("a retiré à « %(who)s » le rôle %(role)s : %(programme)s"))
    if after:
        _tell("role.given", after, _("a donné à « %(who)s » le rôle %(role)s : %(programme)s"))


def tell_audience(page: Page, audience: PageAudience) -> None:
    """Somebody chose who sees a page."""
    label = _("a ouvert « %(page)s » à : %(circle)s")
    record(
        verb="page.audience",
        actor=acting_user(),
        subject=page,
        programme=audience.programme,
        label=label % {"page": page.title, "circle": audience.get_circle_display()},
    )


def _tell(verb: str, row: Participation, label: str) -> None:
    who: Any = row.person or row.organisation
    words = {"who": who, "role": row.get_role_display(), "programme": row.programme.title}
    record(
        verb=verb,
        actor=acting_user(),
        subject=who,
        programme=row.programme,
        label=label % words,
    )
