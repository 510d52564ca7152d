"""Two cards of one person: what the files call by either name is the card that stays.

A new load then finds it, and makes nobody anew.
"""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType

from community.alliance.merging import Pair
from community.alliance.models import Person

from .models import Imported


def move(pair: Pair, acting_user: Any) -> None:
    kind = ContentType.objects.get_for_model(Person)
    known = Imported.objects.filter(content_type=kind, object_id=pair.gone.pk)
    known.update(object_id=pair.kept.pk)
