"""What a visitor may see, as SQL: every listing, feed and search starts here."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import Q, QuerySet
from wagtail.models import Page

from .models import Circle, Participation

#: A queryset of some page type keeps its own methods.
Pages = TypeVar("Pages", bound="QuerySet[Any]")


def programmes_of(user: Any) -> QuerySet[Participation, Any]:
    """The programmes that somebody belongs to, as a subquery of their ids."""
    return Participation.objects.filter(person__user=user).values("programme_id")


def in_circle(user: Any, circle: str = "circle", programme: str = "programme") -> Q:
    """The condition that a row with these two columns is open to ``user``."""
    from_all = Q(**{circle: Circle.ANYONE})
    if not user.is_authenticated:
        return from_all
    if user.is_staff:
        return Q()
    return (
        from_all
        | Q(**{circle: Circle.ALLIES})
        | Q(**{circle: Circle.PARTICIPANTS, f"{programme}__in": programmes_of(user)})
    )


def inside(user: Any, programme: str = "programme") -> Q:
    """The condition that ``user`` belongs to the row's programme, or to the team."""
    if not user.is_authenticated:
        return Q(pk__in=[])
    if user.is_staff:
        return ~Q(pk__in=[])  # an empty Q would vanish from an « or »
    return Q(**{f"{programme}__in": programmes_of(user)})


def published(page: str = "") -> Q:
    """The condition that the page which a row refers to, or is, may be read by somebody.

    It is published, with an audience, and so is the programme that it stands in.
    """
    prefix = f"{page}__" if page else ""
    programme = f"{prefix}audience__programme"
    housed = Q(**{f"{programme}__isnull": True}) | Q(**{f"{programme}__live": True})
    return housed & Q(**{f"{prefix}live": True, f"{prefix}audience__isnull": False})


def readable(user: Any, page: str = "") -> Q:
    """The condition that the page which a row refers to, or is, may be read by ``user``."""
    audience = f"{page}__audience" if page else "audience"
    return in_circle(user, f"{audience}__circle", f"{audience}__programme") & published(page)


def visible_pages(user: Any, pages: Pages | None = None) -> Pages:
    """The published pages that ``user`` may read."""
    rows: Any = Page.objects.all() if pages is None else pages
    return rows.filter(readable(user))
