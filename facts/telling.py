"""Say in French, one line each, what a load found and left."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from facts.edits import Edit, EditKind
from facts.faults import printable, shown
from facts.lists import Key
from facts.loading import Outcome, Report
from facts.merging import Difference, DifferenceKind

LISTS = {
    "organisations": gettext_lazy("organisations"),
    "people": gettext_lazy("personnes"),
    "territories": gettext_lazy("territoires"),
    "concepts": gettext_lazy("concepts"),
    "programmes": gettext_lazy("dispositifs"),
    "phases": gettext_lazy("phases"),
    "sessions": gettext_lazy("rencontres"),
    "pilot_projects": gettext_lazy("projets pilotes"),
    "resources": gettext_lazy("ressources"),
    "lessons": gettext_lazy("enseignements"),
    "methods": gettext_lazy("méthodes"),
    "press": gettext_lazy("articles de presse"),
    "figures": gettext_lazy("chiffres"),
}
OUTCOMES = {
    Outcome.CREATED: gettext_lazy("créés"),
    Outcome.UPDATED: gettext_lazy("mis à jour"),
    Outcome.UNCHANGED: gettext_lazy("inchangés"),
    Outcome.KEPT: gettext_lazy("gardés tels quels"),
    Outcome.REMOVED: gettext_lazy("retirés"),
}


def differences(report: Report) -> Iterator[str]:
    """The lines of what the sources tell otherwise, contradictions first."""
    for kind in DifferenceKind:
        for difference in report.differences:
            if difference.kind == kind:
                yield _difference(difference)


def edits(report: Report) -> Iterator[str]:
    """The lines of what was left as people wanted it on the site."""
    for edit in report.edits:
        place = _place(edit.list, edit.key, edit.field)
        yield printable(f"{place} : {_reason(edit)}")


def outcome_line(report: Report) -> str:
    """The line that scripts read: the same in every language."""
    return ", ".join(
        f"{report.total(outcome)} {outcome.value}"
        for outcome in Outcome
        if outcome != Outcome.REMOVED or report.total(outcome)
    )


def _difference(difference: Difference) -> str:
    word = (
        _("contradiction")
        if difference.kind == DifferenceKind.CONTRADICTION
        else _("reformulation")
    )
    place = _place(difference.list, difference.key, difference.field)
    old = f"{shown(difference.old)} ({difference.old_source})"
    new = f"{shown(difference.new)} ({difference.new_source})"
    return printable(f"{word} · {place} : {old} → {new}")


def _reason(edit: Edit) -> str:
    if edit.kind == EditKind.CHANGED:
        return _("%(current)s, écrit sur le site, est gardé ; les fichiers disent %(said)s") % {
            "current": shown(edit.current),
            "said": shown(edit.said),
        }
    if edit.kind == EditKind.DELETED:
        return _("supprimé sur le site, n'est pas recréé")
    if edit.kind == EditKind.ORPHAN:
        return _("ce dont il dépend a été supprimé sur le site (%(parent)s)") % {
            "parent": edit.said
        }
    return _("plus aucune source n'en parle ; la page est gardée")


def _place(list_name: str, key: Key, field: str) -> str:
    name = " / ".join(str(part) for part in key if part is not None)
    parts: list[Any] = [list_name, name, field]
    return " · ".join(part for part in parts if part)
