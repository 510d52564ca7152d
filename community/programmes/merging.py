"""Two cards of one person that take part: each right stays, and drafts name the card that stays."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import ForeignKey, QuerySet, UniqueConstraint
from django.utils.translation import gettext_lazy as _
from modelcluster.models import get_all_child_relations
from wagtail.models import Revision

from community.alliance.merging import Pair
from community.alliance.models import Person

from .models import Participation

COLUMNS = {"programmes.Participation.person": _("Participations à des dispositifs")}
#: How many versions of pages are read at once: they are long.
AT_ONCE = 50


def move(pair: Pair, acting_user: Any) -> None:
    """Where both take part, one row says it: with the wider role, and the titles of both."""
    for row in Participation.objects.filter(person=pair.gone):
        own = Participation.objects.filter(person=pair.kept, programme=row.programme_id).first()
        if own is None:
            row.person = pair.kept
            row.save()
            continue
        row.delete()  # its seats have moved: the room above does so first
        own.role = _wider(own.role, row.role)
        longest = Participation._meta.get_field("title").max_length or 0
        own.title = all_titles((own.title, row.title), longest)
        own.save()
    kept, gone = pair.kept.pk, pair.gone.pk
    _rename_in(Revision.objects.all(), kept, gone)
    # Again for those that were saved meanwhile, which this transaction does not see.
    transaction.on_commit(lambda: _rename_in_all(kept, gone), robust=True)


def _rename_in_all(kept: int, gone: int) -> None:
    """Look at every version, a few at a time, after whoever is writing one has done so."""
    pks = list(Revision.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(pks), AT_ONCE):
        with transaction.atomic():
            some = Revision.objects.filter(pk__in=pks[start : start + AT_ONCE]).order_by("pk")
            _rename_in(some.select_for_update(of=("self",)), kept, gone)


def _rename_in(revisions: QuerySet[Revision], kept: int, gone: int) -> None:
    for revision in revisions.select_related("content_type").iterator(chunk_size=AT_ONCE):
        model = revision.content_type.model_class()
        # Of a kind of page that the house no longer has, nothing is known.
        if model is not None and _rename(revision.content, model, kept, gone):
            revision.save(update_fields=["content"])


def _wider(*roles: str) -> str:
    animator = Participation.Role.ANIMATOR
    return animator.value if animator in roles else Participation.Role.PARTICIPANT.value


def all_titles(titles: Iterable[str], longest: int) -> str:
    """Each title once, as many as fit, the first one first."""
    said = ""
    for title in dict.fromkeys(filter(None, titles)):
        more = f"{said}, {title}" if said else title
        said = more if len(more) <= longest else said
    return said


def _rename(content: dict[str, Any], model: Any, kept: int, gone: int) -> bool:
    """Name the card that stays in a saved row and in those below it; whether the other was there.

    A restored draft would else name nobody, or lose what somebody did.
    """
    changed = False
    for field in [*model._meta.fields, *model._meta.many_to_many]:
        value = content.get(field.name)
        if field.related_model is not Person or not value:
            continue
        if isinstance(field, ForeignKey) and value == gone:
            content[field.name], changed = kept, True
        elif isinstance(value, list) and gone in value:
            content[field.name] = list(dict.fromkeys(kept if pk == gone else pk for pk in value))
            changed = True
    for relation in get_all_child_relations(model):
        name, below = relation.get_accessor_name(), relation.related_model
        rows = content.get(name) or []
        renamed = [_rename(row, below, kept, gone) for row in rows]
        if any(renamed):
            content[name], changed = _once(rows, below, relation.field.name), True
    return changed


def _once(rows: list[dict[str, Any]], model: Any, parent: str) -> list[dict[str, Any]]:
    """The rows below a page, without those that now say what one before says already."""
    kept: list[dict[str, Any]] = []
    told: set[tuple[Any, ...]] = set()
    for row in rows:
        keys = {
            (rule.name, *(row.get(name) for name in rule.fields if name != parent))
            for rule in model._meta.constraints
            if isinstance(rule, UniqueConstraint) and parent in rule.fields
        }
        if not keys & told:
            kept.append(row)
        told |= keys
    return kept
