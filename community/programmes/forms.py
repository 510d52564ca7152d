from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from community.alliance.forms import NotOneselfForm

from .actions import set_audience
from .models import Circle, PageAudience

#: The titles that the alliance gives; any other may be typed.
TITLES = (
    _("allié pivot"),
    _("accompagnateur·ice"),
    _("diagnostiqueur·se"),
    _("évaluateur·ice"),
    _("média embarqué"),
    _("grand témoin"),
)


class SuggestedInput(forms.TextInput):
    """A line of text with suggestions that the browser offers and nobody is held to."""

    def __init__(self, suggestions: Iterable[Any]) -> None:
        super().__init__()
        self.suggestions = suggestions

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        listed = f"{name}-suggestions"
        line = super().render(name, value, {**(attrs or {}), "list": listed}, renderer)
        options = format_html_join(
            "", '<option value="{}"></option>', ((s,) for s in self.suggestions)
        )
        return format_html('{}<datalist id="{}">{}</datalist>', line, listed, options)


class ParticipationForm(NotOneselfForm):
    """Somebody takes part, by somebody else's hand."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].widget = SuggestedInput(TITLES)

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
