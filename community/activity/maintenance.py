"""The house closed for works: a file that every process sees, and no database.

What is done meanwhile may be done to the database itself, so nothing about it is kept there. The
file lies in ``VAR_DIR``, which the processes of one machine share; on several machines the command
is run on each.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.dateparse import parse_datetime


@dataclass(frozen=True)
class Closure:
    """What is known of the works: until when, as planned, and why; neither has to be said."""

    until: dt.datetime | None = None
    reason: str = ""

    def seconds_left(self) -> int | None:
        """The seconds until the hour that was planned; nothing when it is unknown, or past."""
        left = (self.until - timezone.now()).total_seconds() if self.until else 0
        return int(left) if left >= 1 else None


def close(closure: Closure) -> None:
    """Close the house, or say anew until when and why; the file is there whole or not at all."""
    path = _path()
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(asdict(closure), default=str, ensure_ascii=False), "utf-8")
    os.replace(fresh, path)


def reopen() -> None:
    """Open the house again; it may have been open."""
    _path().unlink(missing_ok=True)


def current() -> Closure | None:
    """The works under way, or nothing. Asked at each request: it costs one look at the disk."""
    try:
        stat = os.stat(_path())
    except FileNotFoundError:
        return None
    return _read(str(_path()), stat.st_mtime_ns, stat.st_ino)


@lru_cache(maxsize=1)
def _read(path: str, _modified: int, _inode: int) -> Closure:
    """What the file says; a file that cannot be read, such as one made by hand, closes as well."""
    try:
        kept = json.loads(Path(path).read_text("utf-8"))
        until = parse_datetime(kept["until"] or "")
        if until and timezone.is_naive(until):
            until = timezone.make_aware(until)
        return Closure(until, str(kept["reason"]))
    except (OSError, ValueError, TypeError, KeyError):
        return Closure()


def _path() -> Path:
    return Path(settings.VAR_DIR, "maintenance.json")
