"""Which pages somebody meets in the admin: theirs, what leads there, and what they may read."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest
from wagtail.models import GroupPagePermission, Page

from .querysets import visible_pages


def pages_in_reach(user: Any, pages: QuerySet[Page]) -> QuerySet[Page]:
    """The pages that the admin names to ``user``: no title of another programme's draft.

    Rights on a branch come by groups: the team's on the whole house, the animators' on their
    programme.
    """
    if user.is_superuser:
        return pages
    branches = GroupPagePermission.objects.filter(group__user=user).values_list("page__path")
    reach = Q(pk__in=visible_pages(user).values("pk"))
    for (path,) in branches.distinct():
        above = [path[:end] for end in range(Page.steplen, len(path), Page.steplen)]
        reach |= Q(path__startswith=path) | Q(path__in=above)
    return pages.filter(reach)


def narrow_chooser(pages: QuerySet[Page], request: HttpRequest) -> QuerySet[Page]:
    """For the chooser, which names the page that it is opened at."""
    match = request.resolver_match
    parent_id = match.kwargs.get("parent_page_id") if match else None
    if parent_id:
        _refuse_out_of_reach(request.user, parent_id)
    return pages_in_reach(request.user, pages)


def narrow_explorer(
    parent_page: Page, pages: QuerySet[Page], request: HttpRequest
) -> QuerySet[Page]:
    """For the explorer, which names the page that it lists."""
    _refuse_out_of_reach(request.user, parent_page.pk)
    return pages_in_reach(request.user, pages)


def _refuse_out_of_reach(user: Any, page_id: int) -> None:
    """« Not yours » and « does not exist » answer alike."""
    if not pages_in_reach(user, Page.objects.filter(pk=page_id)).exists():
        raise Http404
