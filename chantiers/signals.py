"""What follows from publishing, whichever door it came by."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from wagtail.signals import page_published

from community.programmes.pictures import renditions

from .models import SynthesisPage
from .reading import pictures_in


def prepare_pictures(instance: SynthesisPage, **_kwargs: Any) -> None:
    """Make the sizes of its pictures, so that no reader waits for them."""

    def make() -> None:
        for image in pictures_in(instance):
            renditions(image)

    transaction.on_commit(make)


def connect() -> None:
    page_published.connect(prepare_pictures, sender=SynthesisPage)
