"""Check a document against ``schema.json`` and say its faults in French."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from jsonschema import Draft202012Validator

from facts.faults import Fault, shown
from facts.lists import BY_NAME

SCHEMA = Path(__file__).with_name("schema.json")

#: What was expected, by the title that the schema gives to its parts.
EXPECTED = {
    "count": gettext_lazy("un nombre entier, zéro ou plus"),
    "date": gettext_lazy("une date AAAA-MM-JJ, AAAA-MM ou AAAA"),
    "department": gettext_lazy("un numéro de département : « 01 », « 2A », « 974 »"),
    "flag": gettext_lazy("true ou false"),
    "one-line": gettext_lazy("un texte d'une seule ligne, sans caractère de contrôle"),
    "plain": gettext_lazy("un texte brut, sans balisage"),
    "rows": gettext_lazy("une liste de lignes"),
    "sentences": gettext_lazy("une liste de phrases"),
    "slug": gettext_lazy("un slug : minuscules sans accent, chiffres et tirets"),
    "slugs": gettext_lazy("une liste de slugs"),
    "text": gettext_lazy("un texte"),
    "trimmed": gettext_lazy("un texte sans espace au début ni à la fin"),
    "url": gettext_lazy("une adresse http:// ou https://"),
    "year": gettext_lazy("une année de quatre chiffres"),
}
AT_MOST = ngettext_lazy("%(max)s caractère au plus", "%(max)s caractères au plus", "max")


@cache
def validator() -> Draft202012Validator:
    """The validator of the format, made once."""
    return Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


def check_shape(file: str, document: Any) -> Iterator[Fault]:
    """The faults of a document's shape: at most one a value, one a missing or unknown key."""
    seen: set[tuple[Any, ...]] = set()
    for error in validator().iter_errors(document):
        of_keys = error.validator in ("required", "additionalProperties")
        # The schema gives one error a missing key, and several to a value that breaks many rules.
        place = (*error.absolute_path, error.validator if of_keys else None)
        if place not in seen:
            seen.add(place)
            tell = _key_faults if of_keys else _value_faults
            yield from tell(file, document, error)


def label_of(list_name: str, row: Any, index: int) -> str:
    """How a row is called in a fault: its slug, else what makes its identity, else its place."""
    kind = BY_NAME.get(list_name)
    if kind and isinstance(row, dict):
        parts = [row.get(name) for name in kind.identity]
        if all(isinstance(part, str | int) for part in parts):
            return " / ".join(str(part) for part in parts)
    return _("ligne %(number)s") % {"number": index + 1}


def _place(document: Any, path: Sequence[Any]) -> tuple[str, str, str]:
    """List, row and field of a path such as ``sessions, 3, date``."""
    if not path:
        return "", "", ""
    if len(path) == 1:
        return (path[0], "", "") if path[0] in BY_NAME else ("", "", path[0])
    list_name, index, *rest = path
    field = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in rest)
    return list_name, label_of(list_name, document[list_name][index], index), field.lstrip(".")


def _key_faults(file: str, document: Any, error: Any) -> Iterator[Fault]:
    list_name, slug, field = _place(document, tuple(error.absolute_path))
    known, given = error.schema["properties"], error.instance
    if error.validator == "required":
        names = [name for name in error.validator_value if name not in given]
        wrong = _("clé absente")
        expected = _("toutes les clés de la liste") if slug else _("toutes les listes du format")
    else:
        names = [name for name in given if name not in known]
        wrong = _("clé inconnue")
        expected = _("seulement %(keys)s") % {"keys": ", ".join(known)}
    prefix = f"{field}." if field else ""
    for name in names:
        yield Fault(file, list_name, slug, prefix + name, wrong, expected)


def _value_faults(file: str, document: Any, error: Any) -> Iterator[Fault]:
    list_name, slug, field = _place(document, tuple(error.absolute_path))
    expected = _expected(error)
    allowed = error.schema.get("enum") or error.schema.get("type", ())
    if isinstance(allowed, list) and (None in allowed or "null" in allowed):
        expected = _("%(expected)s, ou null") % {"expected": expected}
    yield Fault(file, list_name, slug, field, shown(error.instance), expected)


def _expected(error: Any) -> str:
    schema = error.schema
    title = schema.get("title", "")
    if error.validator == "maxLength":
        return str(AT_MOST % {"max": error.validator_value})
    if title == "choice":
        return _("l'une des valeurs %(values)s") % {
            "values": ", ".join(value for value in schema["enum"] if value is not None)
        }
    if title in ("number", "notation"):
        return _("un nombre de %(least)s à %(most)s") % {
            "least": schema["minimum"],
            "most": schema["maximum"],
        }
    return str(EXPECTED.get(title, _("un objet JSON")))
