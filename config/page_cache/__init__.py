"""Public pages, handed out from memory ahead of Django (docs/page-cache.md)."""

from .application import PageCache

__all__ = ["PageCache"]
