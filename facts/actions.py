"""The one verb of this room: load facts files into the house."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from community.activity.actions import record
from facts.checks import check_together
from facts.faults import Fault
from facts.lists import Document
from facts.loading import Load, Progress, Report
from facts.merging import keep_sources, merge
from facts.models import Source
from facts.reading import FactsFile
from facts.world import MissingSectionError


class FactsRefusedError(Exception):
    """The files cannot be loaded; nothing was written."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


def kept_documents() -> list[Document]:
    """The sources loaded so far, in the order of their first load."""
    return list(Source.objects.values_list("content", flat=True))


@transaction.atomic
def load_facts(
    *,
    files: Sequence[FactsFile],
    overwrite: bool = False,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Merge files with the sources kept so far and bring the site to what they say together.

    Writes all or nothing: raises :class:`FactsRefusedError` when a room does not take a row. With
    ``dry_run`` the report says what would happen, and nothing is written. What a person changed on
    the site stays, unless ``overwrite``.
    """
    kept = {document["source"]: document for document in kept_documents()}
    if faults := list(check_together([(f.name, f.document) for f in files], kept.values())):
        raise FactsRefusedError(faults)
    documents = keep_sources(kept, [file.document for file in files])
    _keep(documents)
    merged, differences = merge(documents.values())
    load = Load(merged, overwrite=overwrite, progress=progress)
    try:
        report = load.run()
    except MissingSectionError as error:
        wrong = _("il manque la page « %(page)s »") % {"page": error}
        expected = _("une maison bâtie par « manage.py migrate »")
        raise FactsRefusedError([Fault("", "", "", "", wrong, expected)]) from error
    if load.faults:
        names = {file.document["source"]: file.name for file in files}
        raise FactsRefusedError(
            [replace(fault, file=names.get(fault.file, fault.file)) for fault in load.faults]
        )
    given = {file.document["source"] for file in files}
    report.differences = [d for d in differences if given & {d.old_source, d.new_source}]
    told = _("faits publics chargés : %(sources)s") % {"sources": ", ".join(sorted(given))}
    record(verb="facts.loaded", label=told)
    if dry_run:
        transaction.set_rollback(True)
    return report


def _keep(documents: dict[str, Document]) -> None:
    """Keep each source as it came; what did not change is left alone."""
    digests = dict(Source.objects.values_list("title", "digest"))
    for position, (title, content) in enumerate(documents.items(), start=1):
        text = json.dumps(content, sort_keys=True)
        digest = hashlib.sha256(text.encode()).hexdigest()
        if digests.get(title) != digest:
            Source.objects.update_or_create(
                title=title,
                defaults={"content": content, "digest": digest, "loaded_at": timezone.now()},
                create_defaults={
                    "content": content,
                    "digest": digest,
                    "loaded_at": timezone.now(),
                    "position": position,
                },
            )
