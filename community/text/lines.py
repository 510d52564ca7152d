"""Lists of short sentences, written one a line: nobody should have to write JSON."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

SEPARATOR = " | "


class LinesFormField(forms.CharField):
    """A text box whose lines are the items of a list."""

    def __init__(self, **kwargs: Any) -> None:
        # A JSON field hands over these two, which a text box has no use for.
        kwargs.pop("encoder", None)
        kwargs.pop("decoder", None)
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 4}))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list):
            return "\n".join(self.to_line(item) for item in value)
        return value

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value) or ""
        return [self.to_item(line.strip()) for line in text.splitlines() if line.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.to_python(self.prepare_value(initial) or "") != self.to_python(data)

    def to_line(self, item: Any) -> str:
        return str(item)

    def to_item(self, line: str) -> Any:
        return line


class LabelledLinesFormField(LinesFormField):
    """Lines that may begin with a label: ``label | text``."""

    def to_line(self, item: dict[str, Any]) -> str:
        return f"{item['label']}{SEPARATOR}{item['text']}" if item["label"] else item["text"]

    def to_item(self, line: str) -> dict[str, Any]:
        # Lines come without the spaces around them: a label alone has lost half its separator.
        label, separator, text = f"{line} ".partition(SEPARATOR)
        if not separator:
            return {"label": None, "text": line}
        if not text.strip():
            raise ValidationError(_("Après « | », écrivez le texte : « libellé | texte »."))
        return {"label": label.strip(), "text": text.strip()}


class LinesField(models.JSONField):
    """A list of sentences."""

    form_class: type[forms.Field] = LinesFormField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{**kwargs, "form_class": self.form_class})


class LabelledLinesField(LinesField):
    """A list of ``{"label": …|None, "text": …}``."""

    form_class = LabelledLinesFormField
