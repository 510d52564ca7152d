"""Wagtail's page editor as a browser sends it: the form shown, with what one writes in it."""

from typing import Any

from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from wagtail.blocks.base import BlockField
from wagtail.models import Page
from wagtail.test.utils.form_data import querydict_from_html

FORM = "page-edit-form"


def add_url(model: type[Page], parent: Page) -> str:
    return reverse(
        "wagtailadmin_pages:add", args=[model._meta.app_label, model._meta.model_name, parent.pk]
    )


def edit_url(page: Page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def shown_form(client: Client, url: str) -> QueryDict:
    """What the form at this address would send if nothing were written in it."""
    response = client.get(url)
    assert response.status_code == 200, response.status_code
    form = response.context["form"]
    data = querydict_from_html(response.content.decode(), form_id=FORM)
    for name, field in form.fields.items():
        if getattr(field.widget, "allow_multiple_selected", False):
            chosen = form[name].value() or []
            data.setlist(name, [str(getattr(row, "pk", row)) for row in chosen])
        if isinstance(field, BlockField):
            data[f"{name}-count"] = "0"  # blocks are put in by JavaScript: none unless written
    return data


def write(client: Client, at: str, publish: bool = True, **fields: Any) -> Any:
    """Send the form with these fields written in it."""
    data = shown_form(client, at)
    for name, value in fields.items():
        if isinstance(value, list):
            data.setlist(name, value)
        else:
            data[name] = value
    if publish:
        data["action-publish"] = "action-publish"
    return client.post(at, dict(data.lists()))  # a QueryDict would send the last of each


def errors_of(response: Any) -> dict[str, list[str]]:
    """The faults that the form came back with, field by field; its inline forms included."""
    assert response.status_code == 200
    form = response.context["form"]
    found = {name: [str(error) for error in errors] for name, errors in form.errors.items()}
    for name, formset in getattr(form, "formsets", {}).items():
        for errors in (*formset.errors, {"__all__": formset.non_form_errors()}):
            for field, messages in errors.items():
                if messages:
                    found[f"{name}.{field}"] = [str(message) for message in messages]
    return found
