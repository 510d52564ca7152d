"""Reading facts files: whatever is wrong is told in one clear line, all of it at once."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facts.faults import Fault, shown
from facts.reading import check_content, read_files
from tests.facts.documents import REAL_FILES, document, empty, lines, row, write


def faults_of(content: Any) -> list[Fault]:
    return check_content("faits.json", json.dumps(content).encode())[1]


def test_the_demo_files_have_no_fault() -> None:
    """The files that come with the project are good, alone and together."""
    files, faults = read_files(REAL_FILES)
    assert [file.name for file in files] == [str(path) for path in REAL_FILES]
    assert faults == []


def test_optional_lists_may_be_left_out() -> None:
    """Phases, methods and concepts may be missing; every other list must be there."""
    content = empty("Rapport")
    for name in ("phases", "methods", "concepts"):
        del content[name]
    assert faults_of(content) == []
    del content["press"]
    assert lines(faults_of(content)) == [
        "faits.json · press : clé absente ; attendu : toutes les listes du format"
    ]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "faits.json : fichier vide ; attendu : un objet JSON complet"),
        (b'{"source": "Bi', "fichier tronqué à la ligne 1"),
        (json.dumps(document()).encode()[:-1], "fichier tronqué à la ligne 1"),
        (b'{"source": }', "JSON invalide à la ligne 1, colonne 12"),
        ('{"source": "Été"}'.encode("latin-1"), "l'octet 13 n'est pas de l'UTF-8"),
        (b"[]", "faits.json : [] ; attendu : un objet JSON"),
        (b"[" * 100_000, "JSON imbriqué sur trop de niveaux"),
        (b'{"source": NaN}', "« NaN » n'est pas un nombre"),
        (b'{"source": 1e999}', "« 1e999 » n'est pas un nombre"),
        (b'{"source": ' + b"9" * 5000 + b"}", "n'est pas un nombre"),
    ],
)
def test_a_file_that_is_no_facts_file(content: bytes, expected: str) -> None:
    """A truncated file, another encoding, another thing than an object: one clear fault."""
    (fault,) = check_content("faits.json", content)[1]
    assert expected in str(fault)


def test_a_file_that_cannot_be_opened(tmp_path: Path) -> None:
    """A missing file and a directory are faults like others."""
    _files, faults = read_files([tmp_path / "absent.json", tmp_path])
    assert [fault.expected for fault in faults] == ["un fichier de faits"] * 2


def test_a_file_that_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What could not be a facts file is not read into memory."""
    monkeypatch.setattr("facts.reading.LARGEST_FILE", 1_000_000)
    (path,) = write(tmp_path, document())
    assert read_files([path])[1] == []
    path.write_bytes(b" " * 1_000_001)
    assert "plus de 1 Mo" in str(read_files([path])[1][0])


def test_a_byte_order_mark_is_no_fault() -> None:
    """Some editors begin a UTF-8 file with a mark: it says nothing."""
    assert check_content("faits.json", json.dumps(document()).encode("utf-8-sig"))[1] == []


@pytest.mark.parametrize(
    ("list_name", "changes", "expected"),
    [
        ("people", {"role": ""}, 'people · ada · role : "" ; attendu : un texte, ou null'),
        ("people", {"role": " x"}, "sans espace au début ni à la fin"),
        ("people", {"role": "x\u00a0"}, "sans espace au début ni à la fin"),
        ("people", {"role": "un\ndeux"}, "un texte d'une seule ligne"),
        ("people", {"role": "x\x00y"}, "un texte d'une seule ligne"),
        ("people", {"role": "\ud800"}, "un texte d'une seule ligne"),
        ("people", {"role": "<b>Élue</b>"}, "un texte brut, sans balisage"),
        ("people", {"role": "Terre &amp; Mer"}, "un texte brut, sans balisage"),
        ("people", {"role": "[ici](https://example.org)"}, "un texte brut, sans balisage"),
        ("people", {"role": "**fort**"}, "un texte brut, sans balisage"),
        ("people", {"role": "x" * 201}, "200 caractères au plus"),
        ("people", {"organisation": "absente"}, 'référence inconnue "absente"'),
        ("organisations", {"kind": "secte"}, "l'une des valeurs collectivite, association"),
        ("organisations", {"name": None}, "name : null ; attendu : un texte"),
        ("methods", {"slug": "L'Atelier"}, "un slug : minuscules sans accent"),
        ("methods", {"slug": "atelier\n"}, "un slug : minuscules sans accent"),
        ("territories", {"department": "Ain"}, "un numéro de département"),
        ("territories", {"lat": 91}, "lat : 91 ; attendu : un nombre de -90 à 90, ou null"),
        ("territories", {"population": -1}, "un nombre entier, zéro ou plus, ou null"),
        ("territories", {"population": 12.5}, "un nombre entier, zéro ou plus, ou null"),
        ("territories", {"population": True}, "un nombre entier, zéro ou plus, ou null"),
        ("programmes", {"start_year": 24}, "une année de quatre chiffres, ou null"),
        ("programmes", {"end_year": 2022}, "end_year : 2022 vient avant 2023"),
        ("programmes", {"animators": "ada"}, "une liste de slugs"),
        ("programmes", {"objectives": ["Lire.", ""]}, "objectives[1] : "),
        (
            "programmes",
            {"participants": [{"year": 2023, "count": 1, "approximate": "oui"}]},
            'participants[0].approximate : "oui" ; attendu : true ou false',
        ),
        (
            "programmes",
            {"participants": [{"year": 2023, "count": 1, "approximate": False, "de": 1}]},
            "participants[0].de : clé inconnue ; attendu : seulement year, count, approximate",
        ),
        (
            "programmes",
            {"participants": [{"year": 2023, "count": n, "approximate": False} for n in (1, 2)]},
            "participants : année 2023 répétée",
        ),
        ("sessions", {"date": "2024-02-30", "end_date": None}, '"2024-02-30" n\'existe pas'),
        ("sessions", {"date": "2023-13", "end_date": None}, '"2023-13" n\'existe pas'),
        ("sessions", {"date": "16/05/2023"}, "une date AAAA-MM-JJ, AAAA-MM ou AAAA, ou null"),
        ("sessions", {"date": "२०२३", "end_date": None}, "une date AAAA-MM-JJ"),
        ("sessions", {"end_date": "2023-05-15"}, '"2023-05-15" vient avant "2023-05-16"'),
        ("sessions", {"date": None}, "un dernier jour sans premier jour"),
        ("sessions", {"speakers": ["ada", "bob"]}, 'speakers : référence inconnue "bob"'),
        ("resources", {"url": "ftp://example.org"}, "une adresse http:// ou https://"),
        ("resources", {"url": "https://"}, "une adresse http:// ou https://"),
        ("resources", {"url": "https://exa_mple"}, "une adresse http:// ou https://"),
        ("lessons", {"dimensions": [6]}, "dimensions[0] : 6 ; attendu : un nombre de 1 à 5"),
        ("lessons", {"fantastiques": ["maire"]}, "elu, agent, etat, socio-economique"),
        ("pilot_projects", {"allies": ["val"]}, "un slug de people ou organisations"),
        ("pilot_projects", {"effects": ["On se parle."]}, "effects[0] : "),
        ("pilot_projects", {"effects": None}, "effects : null ; attendu : un objet JSON"),
        ("figures", {"value": None}, "un nombre de "),
        ("concepts", {"notation": "5"}, "l'une des valeurs 1, 2, 3, 4"),
    ],
)
def test_a_wrong_value(list_name: str, changes: dict[str, Any], expected: str) -> None:
    """A value that the format does not allow: one fault, with its place and what was expected."""
    lists: Any = {list_name: [row(list_name, **changes)]}
    (fault,) = faults_of(document(**lists))
    assert expected in str(fault)
    assert fault.list == list_name


@pytest.mark.parametrize("year_end", ["2023", "2023-05", "2023-05-16", "2024-01"])
def test_a_period_may_be_known_with_two_precisions(year_end: str) -> None:
    """An end that is less precise than its start is right when it may come after."""
    assert faults_of(document(sessions=[row("sessions", end_date=year_end)])) == []


def test_an_integer_may_be_written_with_a_point() -> None:
    """For JSON, 8.0 and 8 are one number: what is stored is the integer."""
    content = json.dumps(document(lessons=[row("lessons", dimensions=[4.0])])).encode()
    read, faults = check_content("faits.json", content)
    assert faults == []
    assert read is not None
    assert repr(read["lessons"][0]["dimensions"]) == "[4]"


def test_a_key_that_is_missing_unknown_or_repeated() -> None:
    """A row has all the keys of its list, no other, each once."""
    short, long = row("people"), row("people", slug="bob", age=30)
    del short["role"]
    assert lines(faults_of(document(people=[short, long]))) == [
        "faits.json · people · ada · role : clé absente ; attendu : toutes les clés de la liste",
        "faits.json · people · bob · age : clé inconnue ; attendu : seulement slug, name, role, "
        "organisation",
    ]
    twice = json.dumps(document()).replace('"name": "Ada"', '"name": "Ada", "name": "Ada L."')
    assert lines(check_content("faits.json", twice.encode())[1]) == [
        "faits.json · people · ada · name : clé répétée ; attendu : chaque clé une seule fois"
    ]


def test_two_rows_with_one_identity() -> None:
    """A slug, or what makes the identity of a row without one, is there once in its list."""
    assert lines(faults_of(document(territories=[row("territories")] * 2))) == [
        "faits.json · territories · val · slug : doublon : cette ligne est déjà dans la liste ; "
        "attendu : une ligne par identité"
    ]
    (fault,) = faults_of(document(figures=[row("figures")] * 2))
    assert (fault.slug, fault.field) == ("2023 / livres-lus", "year, key")


def test_a_person_and_an_organisation_never_share_a_slug(tmp_path: Path) -> None:
    """Allies mix both, so the slug would name two things – in one file, in two, in a kept one."""
    both = document(people=[row("people"), row("people", slug="atelier")])
    assert "est aussi dans people (même fichier)" in str(faults_of(both)[0])
    first = empty("Premier", people=[row("people", slug="x", organisation=None)])
    second = empty("Second", organisations=[row("organisations", slug="x")])
    paths = write(tmp_path, first, second)
    (fault,) = read_files(paths)[1]
    assert (fault.file, fault.list, fault.slug) == (str(paths[1]), "organisations", "x")
    assert str(paths[0]) in fault.wrong
    (fault,) = read_files(paths[1:], kept=[first])[1]
    assert (fault.file, fault.list, fault.wrong.endswith("(Premier)")) == (
        str(paths[1]),
        "organisations",
        True,
    )
    (fault,) = read_files(paths[:1], kept=[second])[1]
    assert (fault.file, fault.list, fault.wrong.endswith("(Second)")) == (
        str(paths[0]),
        "people",
        True,
    )
    assert read_files(paths[1:], kept=[second])[1] == []


def test_two_files_with_one_title(tmp_path: Path) -> None:
    """A source is known by its title: the same file twice is one, another content is a fault."""
    paths = write(tmp_path, document(), document(), document(press=[]))
    assert read_files(paths[:2])[1] == []
    (fault,) = read_files(paths)[1]
    assert (fault.file, fault.field) == (str(paths[2]), "source")


def test_the_faults_of_all_files_are_told_together(tmp_path: Path) -> None:
    """Whoever mends the files sees everything at once."""
    bad = row("people", slug="Bob", organisation="absente")
    paths = write(
        tmp_path,
        document(people=[row("people"), bad, row("people", name="")]),
        document("Autre", press=[row("press", date="2024-99", programme="absent")]),
    )
    told = [(fault.file, fault.list, fault.field) for fault in read_files(paths)[1]]
    first, second = map(str, paths)
    assert sorted(told) == sorted(
        [
            (first, "people", "slug"),
            (first, "people", "name"),
            (first, "people", "slug"),
            (first, "people", "organisation"),
            (second, "press", "date"),
            (second, "press", "programme"),
        ]
    )


def test_a_fault_is_one_line_that_a_terminal_takes() -> None:
    """A file cannot write on the terminal of whoever loads it."""
    fault = Fault("a\x1b[2J.json", "people", "x", "role", shown("\x1b]0;\u2028\u202e\ud800"), "y")
    assert not CONTROL.search(str(fault))
    assert str(fault) == (
        r'a\x1b[2J.json · people · x · role : "\u001b]0;\u2028\u202e\ud800" ; attendu : y'
    )
    assert len(shown("x" * 500)) == 80


#: What makes a terminal do something, or ends a line.
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\ud800-\udfff]")

anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=5,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths of all values inside a JSON value, its own excepted."""
    items = value.items() if isinstance(value, dict) else enumerate(value)
    found = []
    for key, inner in items:
        found.append((*path, key))
        if isinstance(inner, dict | list):
            found += places(inner, (*path, key))
    return found


PLACES = places(document())


@given(path=st.sampled_from(PLACES), value=anything)
def test_whatever_replaces_a_value_gives_faults_or_is_read(
    path: tuple[Any, ...], value: Any
) -> None:
    """No content, however wrong, ends in a traceback; and nothing wrong comes through."""
    content: Any = document()
    target = content
    for key in path[:-1]:
        target = target[key]
    target[path[-1]] = value
    read, faults = check_content("faits.json", json.dumps(content).encode())
    assert read is not None or faults
    assert not CONTROL.search("".join(map(str, faults)))


@given(path=st.sampled_from([path for path in PLACES if isinstance(path[-1], str)]))
def test_a_key_taken_away_is_always_a_fault(path: tuple[Any, ...]) -> None:
    """Every key of every row is asked for, and every list but three."""
    content: Any = document()
    target = content
    for key in path[:-1]:
        target = target[key]
    del target[path[-1]]
    asked = path[-1] not in ("phases", "methods", "concepts")
    assert bool(faults_of(content)) == asked


@given(data=st.data())
def test_bytes_lost_are_always_a_fault(data: st.DataObject) -> None:
    """A file cut anywhere is refused."""
    whole = json.dumps(document()).encode()
    cut = data.draw(st.integers(0, len(whole) - 1))
    (fault,) = check_content("faits.json", whole[:cut])[1]
    assert "tronqué" in fault.wrong or "vide" in fault.wrong


@given(place=st.integers(0, 3000), byte=st.integers(0, 255))
def test_a_byte_changed_never_ends_in_a_traceback(place: int, byte: int) -> None:
    """A damaged byte may leave a good file; it never breaks the reader."""
    whole = bytearray(json.dumps(document(), ensure_ascii=False).encode())
    whole[place % len(whole)] = byte
    assert isinstance(check_content("faits.json", bytes(whole))[1], list)
