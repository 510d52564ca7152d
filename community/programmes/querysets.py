"""What a visitor may see, as SQL: every listing, feed and search starts here."""

from __future__ import annotations

from itertools import accumulate
from typing import Any, TypeVar

from django.db.models import Case, OuterRef, Q, QuerySet, Subquery, Value, When
from wagtail.models import Page

from community.prepared import prepared

from .models import Circle, Participation

#: A queryset of some page type keeps its own methods.
Pages = TypeVar("Pages", bound="QuerySet[Any]")

#: What is read of the pages on the way to the one that is asked for.
STEP = (
    *("title", "slug", "url_path", "depth", "path", "live", "content_type"),
    *(f"audience__{name}" for name in ("circle", "page", "programme")),
)


def programmes_of(user: Any) -> QuerySet[Participation, Any]:
    """The programmes that somebody belongs to, as a subquery of their ids."""
    return Participation.objects.filter(person__user=user).values("programme_id")


def in_circle(user: Any, circle: str = "circle", programme: str = "programme") -> Q:
    """The condition that a row with these two columns is open to ``user``."""
    if not user.is_authenticated:
        return Q(**{circle: Circle.ANYONE})
    if user.is_staff:
        return Q()
    theirs = {circle: Circle.PARTICIPANTS, f"{programme}__in": programmes_of(user)}
    return Q(**{f"{circle}__in": [Circle.ANYONE, Circle.ALLIES]}) | Q(**theirs)


def inside(user: Any, programme: str = "programme") -> Q:
    """The condition that ``user`` belongs to the row's programme, or to the team."""
    if not user.is_authenticated:
        return Q(pk__in=[])
    if user.is_staff:
        return ~Q(pk__in=[])  # an empty Q would vanish from an « or »
    return Q(**{f"{programme}__in": programmes_of(user)})


def told(user: Any) -> Q:
    """The condition that a participation is told to ``user``.

    Who animates a programme, or holds a title in it, is told to whoever reads it; the others to
    themselves and the team.
    """
    return Q(role=Participation.Role.ANIMATOR) | ~Q(title="") | inside(user)


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


def programme_title(user: Any) -> Case:
    """The title of the programme that a page stands in; empty when ``user`` may not read that.

    A list names a programme beside its pages by this, and not by the programme itself.
    """
    programme = "audience__programme"
    return Case(When(readable(user, programme), then=f"{programme}__title"), default=Value(""))


def trail_at(user: Any, url_path: str) -> list[Page]:
    """The pages from the entrance to an address of the tree (``/home/comap/eau/``), in one query.

    Each comes with its audience and the ``reader_role`` that ``user`` holds in its programme.
    Empty when ``user`` may not read what stands at the address, as when nothing does.
    """
    slugs = url_path.strip("/").split("/")
    places = [f"/{step}" for step in accumulate(f"{slug}/" for slug in slugs)]
    each = list(dict.fromkeys(slugs))
    trail = _steps(user, *each, *places, slugs=len(each))
    return trail if trail and trail[-1].url_path == url_path else []


@prepared
def _steps(user: Any, *names: str, slugs: int) -> QuerySet[Page]:
    """The pages at these addresses, which follow their ``slugs``: those are indexed."""
    pages = Page.objects.filter(readable(user), slug__in=names[:slugs], url_path__in=names[slugs:])
    role = Participation.objects.filter(
        programme=OuterRef("audience__programme"), person__user=user.pk, person__user__isnull=False
    )
    pages = pages.annotate(reader_role=Subquery(role.values("role")[:1]))
    return pages.select_related("audience").only(*STEP).order_by("depth")
