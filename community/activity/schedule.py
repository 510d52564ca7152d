"""What is done from time to time. ``manage.py run_schedule`` does all that is due, in order.

A job decides by itself whether something is due, may run twice at once without harm, and
answers with one line for the operator.
"""

import logging
from collections.abc import Callable, Iterator
from typing import NamedTuple

from django.utils.functional import Promise

logger = logging.getLogger(__name__)

Job = Callable[[], str]

_jobs: dict[str | Promise, Job] = {}


class Outcome(NamedTuple):
    name: str
    done: bool
    summary: str


def register(name: str | Promise, job: Job) -> None:
    """Have ``job`` run with the schedule; a second job of the same name is a fault."""
    if _jobs.setdefault(name, job) is not job:
        raise ValueError(f"two jobs are called {name!r}")


def run() -> Iterator[Outcome]:
    """Run every job; one that fails is logged and does not keep the others from running."""
    for name, job in _jobs.items():
        try:
            yield Outcome(str(name), True, job())
        except Exception as error:
            logger.exception("schedule: %s failed", name)
            yield Outcome(str(name), False, f"{type(error).__name__}: {error}")
