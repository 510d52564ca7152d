"""One load: bring the site to what the merged sources say, and count what that took."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext as _

from community.alliance.models import ActorKind
from facts.builders import BUILDERS, Builder
from facts.edits import Edit, EditKind, decide
from facts.faults import Fault, shown
from facts.lists import BY_NAME, TAGS, Key
from facts.merging import Difference, Merged, MergedRow
from facts.models import Imported, Source
from facts.world import MissingParentError, World

#: Told after each row: the list, how many rows are done, how many there are.
Progress = Callable[[str, int, int], None]


class Outcome(StrEnum):
    """What became of a thing."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    KEPT = "kept"
    REMOVED = "removed"


@dataclass
class Report:
    """What a load did, or would do."""

    outcomes: dict[str, Counter[Outcome]] = field(default_factory=lambda: defaultdict(Counter))
    differences: list[Difference] = field(default_factory=list)
    edits: list[Edit] = field(default_factory=list)

    def total(self, outcome: Outcome) -> int:
        return sum(counter[outcome] for counter in self.outcomes.values())


def encode(key: Key) -> str:
    """An identity as the database keeps it."""
    return json.dumps(key, ensure_ascii=False)


def decode(key: str) -> Key:
    return tuple(json.loads(key))


class Load:
    """The state of one load: what is known of each thing, and what was found wrong."""

    def __init__(self, merged: Merged, *, overwrite: bool, progress: Progress | None) -> None:
        imply_concepts(merged)
        self.merged = merged
        self.overwrite = overwrite
        self.progress = progress
        self.world = World()
        self.report = Report()
        self.faults: list[Fault] = []
        self.known: dict[str, dict[str, Imported]] = defaultdict(dict)
        for imported in Imported.objects.all():
            self.known[imported.list][imported.key] = imported
        self.sources = dict(Source.objects.values_list("title", "pk"))
        self.touched: list[Imported] = []
        self.count = sum(map(len, merged.values()))
        self.done = 0

    def run(self) -> Report:
        """Go through all lists; the caller rolls back when there are faults."""
        for builder in BUILDERS:
            self._load_list(builder)
        Imported.objects.bulk_update(
            self.touched, ["written", "object_id", "content_type"], batch_size=200
        )
        self._write_provenance()
        return self.report

    def _load_list(self, builder: Builder) -> None:
        known = self.known[builder.list_name]
        shown_now = builder.read([entry.object_id for entry in known.values()], self.world)
        for entry in known.values():
            if entry.object_id in shown_now:
                self.world.add(builder.list_name, decode(entry.key), entry.object_id)
        rows = self.merged[builder.list_name]
        for key, row in rows.items():
            met = known.get(encode(key))
            current = shown_now.get(met.object_id) if met else None
            outcome = self._load_row(builder, key, row, met, current)
            if outcome:
                self.report.outcomes[builder.list_name][outcome] += 1
            self._advance(builder.list_name)
        for identity in known.keys() - {encode(key) for key in rows}:
            entry = known[identity]
            self._withdraw(builder, entry, shown_now.get(entry.object_id))

    def _load_row(
        self,
        builder: Builder,
        key: Key,
        row: MergedRow,
        entry: Imported | None,
        current: dict[str, Any] | None,
    ) -> Outcome | None:
        try:
            if entry is None:
                return self._meet(builder, key, row)
            if current is None:
                return self._deleted(builder, key, row, entry)
            return self._compare(builder, key, row, entry, current)
        except ValidationError as error:
            self._refuse(builder, key, row, error)
        except MissingParentError as error:
            # A page that a person deleted takes those below with it.
            self.report.edits.append(Edit(EditKind.ORPHAN, builder.list_name, key, said=str(error)))
            return Outcome.KEPT
        return None

    def _meet(self, builder: Builder, key: Key, row: MergedRow) -> Outcome:
        """A thing of which no file spoke before: make it, or take what a person made of it."""
        pk = builder.find(row.values, self.world)
        made = pk is None
        if pk is None:
            pk = builder.create(row.values, self.world)
        self.world.add(builder.list_name, key, pk)
        entry = Imported.objects.create(
            list=builder.list_name,
            key=encode(key),
            content_type=ContentType.objects.get_for_model(builder.content_model),
            object_id=pk,
            written=row.values if made else {},
        )
        self.known[builder.list_name][entry.key] = entry
        if made:
            return Outcome.CREATED
        return self._compare(builder, key, row, entry, builder.read([pk], self.world)[pk])

    def _deleted(self, builder: Builder, key: Key, row: MergedRow, entry: Imported) -> Outcome:
        """A thing that a person deleted on the site, and perhaps made again."""
        again = builder.find(row.values, self.world)
        if again is None and not self.overwrite:
            self.report.edits.append(Edit(EditKind.DELETED, builder.list_name, key))
            return Outcome.KEPT
        entry.object_id = again or builder.create(row.values, self.world)
        entry.written = {} if again else row.values
        self.world.add(builder.list_name, key, entry.object_id)
        self.touched.append(entry)
        if again:
            return self._compare(builder, key, row, entry, builder.read([again], self.world)[again])
        return Outcome.CREATED

    def _compare(
        self,
        builder: Builder,
        key: Key,
        row: MergedRow,
        entry: Imported,
        current: dict[str, Any],
    ) -> Outcome:
        decision = decide(
            BY_NAME[builder.list_name],
            key,
            said=row.values,
            current=current,
            written=entry.written,
            overwrite=self.overwrite,
        )
        self.report.edits += decision.edits
        if decision.changes:
            builder.update(entry.object_id, decision.changes, row.values, self.world)
        if entry.written != row.values:
            entry.written = row.values
            self.touched.append(entry)
        if decision.changes:
            return Outcome.UPDATED
        return Outcome.KEPT if decision.edits else Outcome.UNCHANGED

    def _withdraw(self, builder: Builder, entry: Imported, current: dict[str, Any] | None) -> None:
        """A thing of which no source speaks any more, since one was given again without it."""
        key = decode(entry.key)
        if current is None:
            entry.delete()
            return
        kind, written = BY_NAME[builder.list_name], entry.written
        untouched = not decide(
            kind, key, said=written, current=current, written=written, overwrite=False
        ).edits
        if builder.removable and untouched:
            builder.remove(entry.object_id)
            entry.delete()
            self.report.outcomes[builder.list_name][Outcome.REMOVED] += 1
        else:
            self.report.edits.append(Edit(EditKind.UNSAID, builder.list_name, key))
            self.report.outcomes[builder.list_name][Outcome.KEPT] += 1

    def _refuse(self, builder: Builder, key: Key, row: MergedRow, error: ValidationError) -> None:
        """What a room does not take is a fault of the last source that spoke of it."""
        faults = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        for name, messages in faults.items():
            field_name = "" if name == NON_FIELD_ERRORS else name
            value = row.values.get(field_name)
            self.faults.append(
                Fault(
                    row.sources[-1],
                    builder.list_name,
                    " / ".join(map(str, key)),
                    field_name,
                    _("%(value)s est refusé") % {"value": shown(value)},
                    " ".join(messages),
                )
            )

    def _write_provenance(self) -> None:
        """Keep, a thing, the sources that speak of it."""
        links = Imported.sources.through
        wanted = {
            (entry.pk, self.sources[title])
            for name, rows in self.merged.items()
            for key, row in rows.items()
            if (entry := self.known[name].get(encode(key)))
            for title in row.sources
        }
        present = {
            (imported, source): pk
            for pk, imported, source in links.objects.values_list("pk", "imported_id", "source_id")
        }
        stale = [pk for pair, pk in present.items() if pair not in wanted]
        links.objects.filter(pk__in=stale).delete()
        links.objects.bulk_create(
            links(imported_id=imported, source_id=source)
            for imported, source in sorted(wanted - present.keys())
        )

    def _advance(self, list_name: str) -> None:
        self.done += 1
        if self.progress:
            self.progress(list_name, self.done, self.count)


def imply_concepts(merged: Merged) -> None:
    """Make a row of each concept that lessons illustrate and that no file defines yet."""
    for lesson in merged["lessons"].values():
        for scheme in TAGS:
            for notation in map(str, lesson.values[scheme]):
                values: dict[str, Any] = {
                    "scheme": scheme,
                    "notation": notation,
                    "label": _label(scheme, notation),
                    "alt_labels": [],
                    "definition": None,
                }
                row = MergedRow(values, list(lesson.sources))
                merged["concepts"].setdefault((scheme, notation), row)


def _label(scheme: str, notation: str) -> str:
    if scheme == "fantastiques":
        return str(ActorKind(notation).label)
    grid = _("Fondamental") if scheme == "fondamentaux" else _("Dimension")
    return f"{grid} {notation}"
