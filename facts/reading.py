"""Read facts files: bytes, then JSON, then the schema, then what a schema cannot say.

Nothing here touches the database. A damaged file gives faults, never an exception, and the
faults of all files are told together.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from django.utils.translation import gettext as _

from facts.checks import check_rows, check_together
from facts.faults import Fault
from facts.lists import Document
from facts.schema import check_shape

LARGEST_FILE = 50_000_000
LONGEST_INTEGER = 30


@dataclass(frozen=True)
class FactsFile:
    """A file that was read without a fault of its own."""

    name: str
    document: Document


class JSONObject(dict[str, Any]):
    """A JSON object that remembers the keys which its file gives twice."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        names = [name for name, _value in pairs]
        self.repeated = [name for name in self if names.count(name) > 1]


def read_files(
    paths: Iterable[Path], *, kept: Iterable[Document] = ()
) -> tuple[list[FactsFile], list[Fault]]:
    """Read and check files, alone, then together and with the sources that are kept already."""
    files: list[FactsFile] = []
    faults: list[Fault] = []
    for path in paths:
        document, found = read_file(path)
        faults += found
        if document is not None and not found:
            files.append(FactsFile(str(path), document))
    faults += check_together([(file.name, file.document) for file in files], kept)
    return files, faults


def read_file(path: Path) -> tuple[Document | None, list[Fault]]:
    """Read and check one file that stands alone."""
    name = str(path)
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise OSError(_("plus de %(size)s Mo") % {"size": LARGEST_FILE // 1_000_000})
        content = path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        wrong = _("fichier illisible (%(reason)s)") % {"reason": reason}
        return None, [_of_file(name, wrong, _("un fichier de faits"))]
    return check_content(name, content)


def check_content(name: str, content: bytes) -> tuple[Document | None, list[Fault]]:
    """Check the bytes of a file that stands alone."""
    try:
        document = _parse(content.decode("utf-8-sig"))
        faults = [*_repeated_keys(name, document), *check_shape(name, document)]
        if isinstance(document, dict):
            faults += check_rows(name, document)
    except UnicodeDecodeError as error:
        wrong = _("l'octet %(place)s n'est pas de l'UTF-8") % {"place": error.start + 1}
        return None, [_of_file(name, wrong, _("un fichier en UTF-8"))]
    except json.JSONDecodeError as error:
        return None, [_broken_json(name, error)]
    except RecursionError:
        wrong = _("JSON imbriqué sur trop de niveaux")
        return None, [_of_file(name, wrong, _("des listes de lignes"))]
    except ValueError as error:
        wrong = _("JSON invalide (%(reason)s)") % {"reason": error}
        return None, [_of_file(name, wrong, _("des nombres que JSON connaît"))]
    # The schema and the checks may both refuse a value: it is told once.
    told = {(fault.list, fault.slug, fault.field, fault.wrong): fault for fault in reversed(faults)}
    return document, list(reversed(told.values()))


def _parse(text: str) -> Any:
    return json.loads(
        text,
        object_pairs_hook=JSONObject,
        parse_int=_integer,
        parse_float=_number,
        parse_constant=_refuse_number,
    )


def _integer(digits: str) -> int:
    """Python refuses to read very long integers; none is a fact."""
    if len(digits) > LONGEST_INTEGER:
        _refuse_number(f"{digits[:LONGEST_INTEGER]}…")
    return int(digits)


def _number(digits: str) -> int | float:
    """``8.0`` is the integer 8, for JSON as for its schema; ``1e999`` is no number."""
    value = float(digits)
    if value in (float("inf"), float("-inf")):
        _refuse_number(digits)
    return int(value) if value.is_integer() else value


def _refuse_number(digits: str) -> NoReturn:
    raise ValueError(_("« %(value)s » n'est pas un nombre") % {"value": digits})


def _broken_json(name: str, error: json.JSONDecodeError) -> Fault:
    expected = _("un objet JSON complet")
    text = error.doc.strip()
    if not text:
        return _of_file(name, _("fichier vide"), expected)
    if not error.doc[error.pos :].strip() or text[-1] not in "]}":
        wrong = _("fichier tronqué à la ligne %(line)s") % {"line": error.lineno}
        return _of_file(name, wrong, expected)
    wrong = _("JSON invalide à la ligne %(line)s, colonne %(column)s") % {
        "line": error.lineno,
        "column": error.colno,
    }
    return _of_file(name, wrong, expected)


def _repeated_keys(name: str, value: Any, list_name: str = "", slug: str = "") -> list[Fault]:
    """Faults for the keys that an object has twice, where JSON itself would keep the last."""
    if isinstance(value, list):
        return [fault for item in value for fault in _repeated_keys(name, item, list_name, slug)]
    if not isinstance(value, JSONObject):
        return []
    own = str(value.get("slug", "")) or slug
    faults = [
        Fault(name, list_name, own, key, _("clé répétée"), _("chaque clé une seule fois"))
        for key in value.repeated
    ]
    for key, item in value.items():
        faults += _repeated_keys(name, item, list_name or key, own)
    return faults


def _of_file(name: str, wrong: str, expected: str) -> Fault:
    return Fault(name, "", "", "", wrong, expected)
