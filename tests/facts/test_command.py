"""`manage.py load_alliance`: what whoever runs it sees, and its exit status."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command, execute_from_command_line
from wagtail.models import Page

from chantiers.models import ChantierPage
from community.alliance.models import Organisation
from facts.models import Source
from resources.models import ResourceIndexPage
from tests.facts.documents import document, row, write

pytestmark = pytest.mark.django_db


def run(*paths: Path, **options: object) -> str:
    out = StringIO()
    call_command("load_alliance", *map(str, paths), stdout=out, **options)
    return out.getvalue()


def refusal(*paths: Path, **options: object) -> tuple[str, str]:
    """The message and the faults, one a line, of a refused command."""
    errors = StringIO()
    with pytest.raises(CommandError) as refused:
        call_command("load_alliance", *map(str, paths), stderr=errors, **options)
    assert refused.value.returncode == 1
    return str(refused.value), errors.getvalue()


def test_a_summary_says_what_was_done(tmp_path: Path) -> None:
    """A table a kind, the differences with both sources, a line that scripts can read."""
    b = document("B", methods=[row("methods", title="Lecture à deux", summary="Lire en duo.")])
    paths = write(tmp_path, document("A"), b)
    told = run(*paths)
    assert "créés" in told
    assert "rencontres" in told
    assert (
        '  contradiction · methods · lecture-partagee · title : "Lecture partagée" (A) → '
        '"Lecture à deux" (B)\n' in told
    )
    assert told.index("contradiction ·") < told.index("reformulation · methods")
    assert told.endswith("\n15 created, 0 updated, 0 unchanged, 0 kept\n")
    again = run(*reversed(paths))
    assert again.endswith("\n0 created, 0 updated, 15 unchanged, 0 kept\n")
    assert run(*paths, verbosity=0) == ""


def test_what_is_kept_or_removed_is_told(tmp_path: Path) -> None:
    """One line a hand edit, with what the files say."""
    paths = write(tmp_path, document("A"))
    run(*paths)
    Organisation.objects.update(name="Ailleurs")
    Page.objects.get(slug="carnet").delete()
    Page.objects.get(slug="premiere-lecture").delete()
    told = run(*paths)
    assert (
        '  organisations · atelier · name : "Ailleurs", écrit sur le site, est gardé ; les '
        'fichiers disent "L\'Atelier"\n' in told
    )
    assert "  resources · carnet : supprimé sur le site, n'est pas recréé\n" in told
    assert told.endswith("0 created, 0 updated, 12 unchanged, 3 kept\n")
    changed = document("A", press=[], methods=[], resources=[])
    (path,) = write(tmp_path, changed)
    told = run(path)
    assert "methods · lecture-partagee : plus aucune source n'en parle" in told
    assert told.endswith("0 created, 0 updated, 10 unchanged, 3 kept, 1 removed\n")
    told = run(path, overwrite=True)
    assert told.endswith("1 created, 1 updated, 10 unchanged, 1 kept\n")
    assert Organisation.objects.get().name == "L'Atelier"


def test_a_page_whose_parent_is_gone_is_told(tmp_path: Path) -> None:
    """The reader learns why a row of the file is nowhere."""
    run(*write(tmp_path, document("A", lessons=[], press=[])))
    Page.objects.get(slug="comap-lire").specific.delete()
    more = row("sessions", slug="suite")
    told = run(*write(tmp_path, document("A", lessons=[], press=[], sessions=[more])))
    assert "sessions · suite : ce dont il dépend a été supprimé sur le site (comap-lire)" in told


def test_a_dry_run_says_so(tmp_path: Path) -> None:
    """The same table, and nothing written."""
    told = run(*write(tmp_path, document("A")), dry_run=True)
    assert "rien n'est écrit" in told
    assert told.endswith("15 created, 0 updated, 0 unchanged, 0 kept\n")
    assert Source.objects.count() == 0


def test_one_bad_file_stops_them_all(tmp_path: Path) -> None:
    """Every fault is told, nothing is written, the status is 1."""
    bad = document("B", people=[row("people", organisation="absente", role="<i>Élue</i>")])
    good, wrong = write(tmp_path, document("A"), bad)
    message, faults = refusal(good, wrong)
    assert message == "Rien n'est chargé : 2 fautes."
    assert faults.splitlines() == [
        f'{wrong} · people · ada · role : "<i>Élue</i>" ; attendu : un texte brut, sans balisage',
        f'{wrong} · people · ada · organisation : référence inconnue "absente" ; attendu : un '
        "slug de organisations",
    ]
    assert Organisation.objects.count() == Source.objects.count() == 0


def test_a_fault_that_the_house_finds_names_its_file(tmp_path: Path) -> None:
    """A slug that another page has is found on writing: rolled back, and told the same way."""
    by_hand = ChantierPage(title="À la main", slug="suite")
    ResourceIndexPage.objects.get().add_child(instance=by_hand)
    taken = row("resources", slug="suite")
    first, second = write(tmp_path, document("A"), document("B", resources=[taken]))
    message, faults = refusal(first, second)
    assert message == "Rien n'est chargé : 1 faute."
    assert faults.startswith(f'{second} · resources · suite · slug : "suite" est refusé ; attendu')
    assert Organisation.objects.count() == Source.objects.count() == 0


def test_a_refused_load_ends_with_status_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As a shell sees it: a clear message, no traceback."""
    path = tmp_path / "coupé.json"
    path.write_text('{"source": "Bil', encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        execute_from_command_line(["manage.py", "load_alliance", str(path)])
    assert ended.value.code == 1
    errors = capsys.readouterr().err
    assert f"{path} : fichier tronqué à la ligne 1" in errors
    assert "Traceback" not in errors


def test_a_progress_bar_runs_on_a_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """And nowhere else: a log file has no use for it."""
    paths = write(tmp_path, document("A"))
    run(*paths)
    assert capsys.readouterr().err == ""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    run(*paths)
    assert "chiffres" in capsys.readouterr().err
