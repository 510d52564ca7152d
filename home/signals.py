"""The team's group follows ``is_staff``, whichever door the account changed by."""

from typing import Any

from community.accounts.models import User

from .actions import keep_team


def team_follows_account(instance: User, raw: bool = False, **_kwargs: Any) -> None:
    """Somebody joins the team, or leaves it."""
    if not raw:
        keep_team(user_ids=[instance.pk])


def groups_changed(
    instance: Any, action: str, reverse: bool, pk_set: set[int] | None, **_kwargs: Any
) -> None:
    """Groups were ticked by hand: the team's own is not among those that one may choose."""
    if action.startswith("post_"):
        keep_team(user_ids=(pk_set or ()) if reverse else [instance.pk])
