from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from community.alliance.forms import NotOneselfForm

from .actions import set_audience
from .models import Circle, PageAudience


class ParticipationForm(NotOneselfForm):
    """Somebody takes part, by somebody else's hand."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if person := cleaned.get("person"):
            self.refuse_oneself("person", person.user_id)
        return cleaned


class AudienceForm(forms.Form):
    """Who sees a page."""

    circle = forms.ChoiceField(
        label=_("Qui voit cette page ?"),
        choices=Circle.choices,
        widget=forms.RadioSelect,
        help_text=_("Les pages au-dessous ne sont jamais ouvertes plus largement."),
    )

    def __init__(self, *args: Any, page: Page, audience: PageAudience, **kwargs: Any) -> None:
        kwargs["initial"] = {"circle": audience.circle}
        super().__init__(*args, **kwargs)
        self.page = page

    def save(self) -> None:
        """Apply the choice; what the house refuses is told beside the field."""
        try:
            set_audience(page=self.page, circle=self.cleaned_data["circle"])
        except ValidationError as error:
            self.add_error("circle", error.messages[0])
