"""The real files: what is stored equals their merge, worked out here on its own.

The merge below is written naively from the format's page and shares nothing with the loader.
"""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.core.management import call_command
from wagtail.models import Page

from accompagnements.models import AccompanimentPage, Phase, PilotProjectPage
from chantiers.models import ChantierPage
from comap.models import ComapPage
from community.alliance.models import Figure, Organisation, Person, Territory
from community.gatherings.models import AppointmentPage, GatheringPage
from community.programmes.models import ProgrammePage
from facts.models import Source
from resources.models import Concept, Lesson, Method, PressArticle, ResourcePage
from tests.facts.documents import REAL_FILES, document, load, real_documents, row, totals, write

Rows = dict[Any, dict[str, Any]]
IDENTITIES = {
    "lessons": ("programme", "year", "text"),
    "press": ("outlet", "title"),
    "figures": ("year", "key"),
    "phases": ("programme", "order"),
    "concepts": ("scheme", "notation"),
}
REPLACED = ("objectives", "limits", "steps", "effects")
#: Lists in which the order says nothing.
SETS = (
    "animators partners funders territories speakers organisations allies fondamentaux dimensions "
    "fantastiques alt_labels"
).split()


def expected_rows(documents: list[dict[str, Any]], name: str) -> Rows:
    """The merge of one list, by the rules of the format and nothing else."""
    rows: Rows = {}
    for content in documents:
        for new in content.get(name, []):
            known = rows.setdefault(tuple(new[k] for k in IDENTITIES.get(name, ("slug",))), {})
            for field, value in new.items():
                known[field] = joined(field, known.get(field), value)
    for merged in rows.values():
        for field in merged.keys() & set(SETS):
            merged[field] = sorted(merged[field])
        merged.get("participants", []).sort(key=lambda count: count["year"])
    return rows


def joined(field: str, known: Any, value: Any) -> Any:
    """What is known of a field once a later file gave it a value."""
    if known in (None, []) or value in (None, []):
        return value if known in (None, []) else known
    if field == "participants":
        return list({count["year"]: count for count in [*known, *value]}.values())
    if isinstance(value, list) and field not in REPLACED:
        return known + [item for item in value if item not in known]
    return value


def slug(thing: Any) -> str | None:
    return thing.slug if thing else None


def slugs(things: Any) -> list[str]:
    return sorted(thing.slug for thing in things.all())


def text(value: Any) -> str | None:
    return str(value) if value else None


def above(page: Page) -> str | None:
    """The programme that a page stands under."""
    return slug(ProgrammePage.objects.filter(path=page.path[:-4]).first())


def kind_of(page: Any) -> str:
    return {ComapPage: "comap", ChantierPage: "chantier"}.get(type(page)) or page.kind


def tags(lesson: Lesson, scheme: str) -> list[Any]:
    found = sorted(c.notation for c in lesson.concepts.all() if c.scheme == scheme)
    return found if scheme == "fantastiques" else [int(notation) for notation in found]


def columns(thing: Any, *names: str) -> dict[str, Any]:
    """Columns that have the names and the values of the file, but for empty texts."""
    values = {name: getattr(thing, name) for name in names}
    return {name: None if value == "" else value for name, value in values.items()}


def stored() -> dict[str, list[dict[str, Any]]]:
    """Everything that the house holds, in the form of the files."""
    return {
        "organisations": [columns(o, "slug", "name", "kind") for o in Organisation.objects.all()],
        "people": [
            {**columns(p, "slug", "name", "role"), "organisation": slug(p.organisation)}
            for p in Person.objects.all()
        ],
        "territories": [
            columns(
                t,
                *("slug", "name", "kind", "department", "region", "country", "population"),
                *("area_km2", "communes", "lat", "lon"),
            )
            for t in Territory.objects.all()
        ],
        "programmes": [
            {
                **columns(p, "slug", "title", "start_year", "end_year", "summary", "objectives"),
                "kind": kind_of(p),
                "animators": sorted(a.person.slug for a in p.participations.animators()),
                "partners": slugs(p.partners),
                "funders": slugs(p.funders),
                "territories": slugs(p.territories),
                "participants": [
                    columns(count, "year", "count", "approximate")
                    for count in p.participant_counts.order_by("year")
                ],
            }
            for p in ProgrammePage.objects.live().specific()
        ],
        "sessions": [
            {
                **columns(
                    s,
                    *("slug", "title", "kind", "modality", "place", "attendance", "summary"),
                ),
                "programme": above(s),
                "date": text(s.date),
                "end_date": text(s.end_date),
                "speakers": slugs(s.speakers),
                "organisations": slugs(s.organisations),
            }
            for s in GatheringPage.objects.live().specific()
        ],
        "resources": [
            {
                **columns(r, "slug", "title", "kind", "collection", "summary"),
                "url": r.address or None,
                "publisher": slug(r.publisher),
                "date": text(r.date),
                "programme": slug(r.programme),
            }
            for r in ResourcePage.objects.live()
        ],
        "lessons": [
            {
                **columns(lesson, "year", "text"),
                "programme": slug(lesson.programme),
                **{
                    scheme: tags(lesson, scheme)
                    for scheme in ("fondamentaux", "dimensions", "fantastiques")
                },
            }
            for lesson in Lesson.objects.all()
        ],
        "pilot_projects": [
            {
                **columns(p, "title", "theme", "summary", "effects", "limits"),
                "slug": p.slug.removeprefix("projet-"),
                "territory": slug(p.territory),
                "cohort": above(p),
                "allies": sorted(slugs(p.allied_people) + slugs(p.allied_organisations)),
            }
            for p in PilotProjectPage.objects.live()
        ],
        "press": [
            {
                **columns(a, "title", "outlet", "url"),
                "date": text(a.date),
                "programme": slug(a.programme),
            }
            for a in PressArticle.objects.all()
        ],
        "figures": [
            {
                **columns(f, "year", "key", "unit", "label", "approximate"),
                "value": float(f.value),
            }
            for f in Figure.objects.all()
        ],
        "phases": [
            {
                **columns(p, "order", "title", "summary", "optional"),
                "programme": slug(p.programme),
            }
            for p in Phase.objects.all()
        ],
        "methods": [columns(m, "slug", "title", "steps", "summary") for m in Method.objects.all()],
        "concepts": [
            {
                **columns(c, "scheme", "notation", "label", "definition"),
                "alt_labels": sorted(c.alt_labels),
            }
            for c in Concept.objects.all()
        ],
    }


def assert_stored(documents: list[dict[str, Any]]) -> None:
    held = stored()
    for name, rows in held.items():
        identity = IDENTITIES.get(name, ("slug",))
        found = {tuple(row[key] for key in identity): row for row in rows}
        assert len(found) == len(rows), name
        assert found == expected_rows(documents, name), name


#: A report that the project has never seen: it contradicts, adds, moves and completes.
NEVER_SEEN = document(
    "Bilan 2026",
    programmes=[
        row("programmes"),
        row(
            "programmes",
            slug="respir",
            title="RESPIR, suite",
            kind="cohorte",
            animators=["ada"],
            participants=[{"year": 2026, "count": 40, "approximate": True}],
            summary=None,
            objectives=[],
        ),
    ],
    sessions=[
        row("sessions"),
        row(
            "sessions",
            slug="occitanie-journee-2",
            programme="respir",
            title="Journée 2",
            date="2024-06",
            end_date=None,
            kind="journee",
        ),
    ],
    concepts=[row("concepts", label="Agir en coopération")],
)


@pytest.mark.django_db
def test_what_is_stored_equals_the_merge_of_the_files(tmp_path: Any) -> None:
    """List by list, field by field; again after a file that nobody has seen; quick enough."""
    documents = real_documents()
    started = time.monotonic()
    call_command("load_alliance", *map(str, REAL_FILES), verbosity=0)
    assert time.monotonic() - started < 60
    assert_stored(documents)
    assert list(Source.objects.values_list("content", flat=True)) == documents
    started = time.monotonic()
    report = load(*reversed(documents))
    assert time.monotonic() - started < 10
    assert set(totals(report)) == {"unchanged"}
    assert totals(report)["unchanged"] == sum(map(len, stored().values()))
    (path,) = write(tmp_path, NEVER_SEEN)
    call_command("load_alliance", str(path), verbosity=0)
    assert_stored([*documents, NEVER_SEEN])
    assert AccompanimentPage.objects.get(slug="respir").kind == "cohorte"
    assert Page.find_problems() == ([], [], [], [], [])
    assert AppointmentPage.objects.exists()


@pytest.mark.django_db
def test_a_file_loads_on_an_empty_house_without_the_others() -> None:
    """A file stands alone: here one whose lessons name concepts that another file defines."""
    alone = real_documents()[2]
    report = load(alone)
    assert set(totals(report)) == {"created"}
    held = stored()
    assert {row["text"] for row in held["lessons"]} == {row["text"] for row in alone["lessons"]}
    assert any(row["fondamentaux"] for row in held["lessons"])
