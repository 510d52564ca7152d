"""Entries of the admin's menus."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from wagtail.admin.menu import MenuItem


class GuardedMenuItem(MenuItem):
    """An entry for those alone who may open what it leads to."""

    def __init__(self, *args: Any, may_open: Callable[[Any], bool], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._may_open = may_open

    def is_shown(self, request: HttpRequest) -> bool:
        return self._may_open(request.user)
