"""Which page is being copied, so that its copy is made as closed as it is.

Wagtail tells of a copy once it is made, and of the pages below it not at all. A page of
participants would be open to all in between: the copy has to know its source when it is saved.
"""

from __future__ import annotations

import functools
from contextvars import ContextVar
from typing import Any

from wagtail.actions.copy_page import CopyPageAction
from wagtail.models import Page

_source: ContextVar[Page | None] = ContextVar("source", default=None)


def source() -> Page | None:
    """The page that Wagtail is copying right now, if it is."""
    return _source.get()


def watch() -> None:
    """Remember each page while it is copied; every way to copy goes through this one method."""
    copy_page = CopyPageAction._copy_page

    @functools.wraps(copy_page)
    def remember(action: CopyPageAction, page: Page, *args: Any, **kwargs: Any) -> Page:
        token = _source.set(page)
        try:
            return copy_page(action, page, *args, **kwargs)
        finally:
            _source.reset(token)

    CopyPageAction._copy_page = remember
