from typing import Any

from community.alliance.forms import NotOneselfForm


class SeatForm(NotOneselfForm):
    """A seat, given by somebody else's hand."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        participation = cleaned.get("participation")
        if participation and participation.person:
            self.refuse_oneself("participation", participation.person.user_id)
        return cleaned
