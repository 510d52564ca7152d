"""Small facts documents for the tests of the loader, and the real ones of the demo."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from facts.actions import load_facts
from facts.loading import Outcome, Report
from facts.reading import FactsFile, check_content

DEMO_FACTS = Path(__file__).resolve().parents[2] / "demo" / "facts"
#: The oldest report first.
REAL_FILES = [DEMO_FACTS / f"facts-{name}.json" for name in ("presentation", "2024", "occitanie")]

ROWS: dict[str, dict[str, Any]] = {
    "organisations": {"slug": "atelier", "name": "L'Atelier", "kind": "association"},
    "people": {"slug": "ada", "name": "Ada", "role": "Conteuse", "organisation": "atelier"},
    "territories": {
        "slug": "val",
        "name": "Le Val",
        "kind": "commune",
        "department": "2A",
        "region": "Corse",
        "country": "France",
        "population": 1200,
        "area_km2": 12.5,
        "communes": None,
        "lat": 42.1,
        "lon": 9.02,
    },
    "programmes": {
        "slug": "comap-lire",
        "title": "Lire ensemble",
        "kind": "comap",
        "start_year": 2023,
        "end_year": None,
        "animators": ["ada"],
        "partners": ["atelier"],
        "funders": [],
        "territories": ["val"],
        "participants": [{"year": 2023, "count": 12, "approximate": True}],
        "summary": "Un groupe qui lit.",
        "objectives": ["Lire.", "Relire."],
    },
    "sessions": {
        "slug": "premiere-lecture",
        "programme": "comap-lire",
        "title": "Première lecture",
        "date": "2023-05-16",
        "end_date": "2023-05-17",
        "kind": "session-comap",
        "modality": "hybride",
        "place": "Le Val",
        "speakers": ["ada"],
        "organisations": ["atelier"],
        "attendance": 14,
        "summary": "On commence.",
    },
    "resources": {
        "slug": "carnet",
        "title": "Carnet de lecture",
        "kind": "recit",
        "collection": "methodologiques",
        "publisher": "atelier",
        "date": "2023-06",
        "programme": "comap-lire",
        "url": "https://example.org/carnet",
        "summary": "Ce qui fut lu.",
    },
    "lessons": {
        "programme": "comap-lire",
        "year": 2023,
        "text": "Lire à voix haute rapproche.",
        "fondamentaux": [2],
        "dimensions": [4],
        "fantastiques": ["elu"],
    },
    "pilot_projects": {
        "slug": "bibliotheque",
        "territory": "val",
        "cohort": "comap-lire",
        "title": "Une bibliothèque",
        "theme": "culture",
        "allies": ["ada", "atelier"],
        "summary": "Ouvrir un lieu.",
        "effects": [
            {"label": "lien", "text": "On se parle."},
            {"label": None, "text": "Et on lit."},
        ],
        "limits": ["Peu de place."],
    },
    "press": {
        "title": "Ils lisent",
        "outlet": "Le Journal",
        "date": "2023",
        "programme": "comap-lire",
        "url": None,
    },
    "figures": {
        "year": 2023,
        "key": "livres-lus",
        "value": 31.5,
        "unit": "livres",
        "label": "Livres lus",
        "approximate": True,
    },
    "phases": {
        "programme": "comap-lire",
        "order": 0,
        "title": "Choisir",
        "summary": "Chacun apporte un livre.",
        "optional": False,
    },
    "methods": {
        "slug": "lecture-partagee",
        "title": "Lecture partagée",
        "steps": ["Ouvrir.", "Lire."],
        "summary": "Lire à plusieurs.",
    },
    "concepts": {
        "scheme": "fondamentaux",
        "notation": "2",
        "label": "Coopérer",
        "alt_labels": ["Agir ensemble"],
        "definition": "Faire à plusieurs ce que l'on ne peut faire seul.",
    },
}


def row(list_name: str, **values: Any) -> dict[str, Any]:
    """A full row of a list, some of its values changed."""
    return {**copy.deepcopy(ROWS[list_name]), **values}


def document(source: str = "Rapport 2023", **lists: list[dict[str, Any]]) -> dict[str, Any]:
    """A whole document: one row a list, but for the lists given."""
    rows = {name: [row(name)] for name in ROWS}
    return {"source": source, **rows, **lists}


def empty(source: str, **lists: list[dict[str, Any]]) -> dict[str, Any]:
    """A document that says nothing but the lists given."""
    return {"source": source, **{name: [] for name in ROWS}, **lists}


def write(directory: Path, *documents: dict[str, Any]) -> list[Path]:
    """Write documents as files and give their paths."""
    paths = []
    for number, content in enumerate(documents):
        path = directory / f"facts-{number}.json"
        path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        paths.append(path)
    return paths


def real_documents() -> list[dict[str, Any]]:
    """The demo's own files."""
    return [json.loads(path.read_text(encoding="utf-8")) for path in REAL_FILES]


def load(*documents: dict[str, Any], **options: Any) -> Report:
    """Check documents and load them, as the command does with files."""
    files = []
    for content in documents:
        read, faults = check_content(content["source"], json.dumps(content).encode())
        assert read is not None
        assert faults == []
        files.append(FactsFile(content["source"], read))
    return load_facts(files=files, **options)


def totals(report: Report) -> dict[str, int]:
    """How many things had each outcome, those that none had left out."""
    return {o.value: report.total(o) for o in Outcome if report.total(o)}


def lines(faults: Iterable[object]) -> list[str]:
    """Faults as they are printed."""
    return [str(fault) for fault in faults]
