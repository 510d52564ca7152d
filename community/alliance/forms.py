"""Rows of the admin that open private talk to somebody."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm


class NotOneselfForm(WagtailAdminModelForm):
    """Nobody lets themselves in: somebody else of the team writes the row.

    The team runs the alliance and yet does not read what is said among others.
    """

    def refuse_oneself(self, field: str, user_id: int | None) -> None:
        if user_id is not None and user_id == self.for_user.pk:
            self.add_error(
                field, _("C'est vous : demandez à quelqu'un d'autre de l'équipe de le faire.")
            )


class PersonForm(NotOneselfForm):
    """Somebody's card; what is already tied to one's own account stays, and is edited."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if "user" in self.changed_data and (user := cleaned.get("user")):
            self.refuse_oneself("user", user.pk)
        return cleaned
