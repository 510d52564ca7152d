"""Load facts files: check all of them, then merge and write them, all or nothing."""

from __future__ import annotations

import logging
import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn, TextIO, cast

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from rich.console import Console
from rich.progress import Progress as ProgressBar
from rich.table import Table

from facts.actions import FactsRefusedError, kept_documents, load_facts
from facts.faults import Fault
from facts.loading import Outcome, Progress, Report
from facts.reading import read_files
from facts.telling import LISTS, OUTCOMES, differences, edits, outcome_line

WIDTH = 100


class Command(BaseCommand):
    help = _("Charge des fichiers de faits de l'alliance : tous, ou aucun s'il y a une faute.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "files",
            nargs="+",
            type=Path,
            metavar="FICHIER",
            help=_("fichiers JSON, du rapport le plus ancien au plus récent"),
        )
        parser.add_argument(
            "--overwrite",
            action="store_true",
            help=_("écrire aussi par-dessus ce qui a été changé ou supprimé sur le site"),
        )
        parser.add_argument(
            "--dry-run", action="store_true", help=_("dire ce qui serait fait, sans rien écrire")
        )

    def handle(self, *args: Any, **options: Any) -> None:
        files, faults = read_files(options["files"], kept=kept_documents())
        if faults:
            self._refuse(faults)
        try:
            with _progress() as progress:
                report = load_facts(
                    files=files,
                    overwrite=options["overwrite"],
                    dry_run=options["dry_run"],
                    progress=progress,
                )
        except FactsRefusedError as error:
            self._refuse(error.faults)
        if options["verbosity"]:
            self._tell(report, dry_run=options["dry_run"])

    def _refuse(self, faults: Sequence[Fault]) -> NoReturn:
        for fault in faults:
            self.stderr.write(str(fault))
        raise CommandError(
            ngettext(
                "Rien n'est chargé : %(count)s faute.",
                "Rien n'est chargé : %(count)s fautes.",
                len(faults),
            )
            % {"count": len(faults)}
        )

    def _tell(self, report: Report, *, dry_run: bool) -> None:
        self._tell_lines(_("Ce que les sources disent autrement"), differences(report))
        self._tell_lines(_("Ce qui est gardé comme sur le site"), edits(report))
        if dry_run:
            self.stdout.write(_("Essai : voici ce qui serait fait, rien n'est écrit."))
        self._tell_outcomes(report)
        self.stdout.write(outcome_line(report))

    def _tell_lines(self, heading: str, lines: Iterator[str]) -> None:
        for number, line in enumerate(lines):
            if not number:
                self.stdout.write(f"{heading} :")
            self.stdout.write(f"  {line}")

    def _tell_outcomes(self, report: Report) -> None:
        outcomes = [o for o in Outcome if o != Outcome.REMOVED or report.total(o)]
        table = Table("")
        for outcome in outcomes:
            table.add_column(str(OUTCOMES[outcome]), justify="right")
        for name, label in LISTS.items():
            counts = report.outcomes.get(name)
            if counts:
                table.add_row(str(label), *(str(counts[outcome]) for outcome in outcomes))
        Console(file=cast(TextIO, self.stdout), width=WIDTH).print(table)


@contextmanager
def _progress() -> Iterator[Progress | None]:
    """A progress bar when somebody watches; the log of each page made would break it."""
    pages = logging.getLogger("wagtail")
    level = pages.level
    pages.setLevel(logging.WARNING)
    try:
        if not sys.stderr.isatty():
            yield None
            return
        with ProgressBar(console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("")

            def advance(list_name: str, done: int, count: int) -> None:
                bar.update(task, description=str(LISTS[list_name]), completed=done, total=count)

            yield advance
    finally:
        pages.setLevel(level)
