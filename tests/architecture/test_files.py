"""What every file of the project keeps to."""

import ast
import re

import pytest

from tests.repository import ROOMS, ROOT, files, python_files

LONGEST_MODULE = 400
#: A module may be longer when its docstring says so in these words, and why.
EXCUSE = "Longer than 400 lines because"

#: Spelt in two halves, or this file would accuse itself.
UNWANTED = {
    "a package registry's host": r"(pypi\.|pythonhosted\.|registry\.npmjs\.|npmjs\.)" + "(org|com)",
    "a package index's address": r"--(extra-)?index" + r"-url|--find" + r"-links",
    "a path of one machine": r"(?<![\w./-])/(work|root|Users)" + r"/\w",
}
#: Long lists of words said elsewhere, and the licence, are nobody's path or host.
TEXT_SUFFIXES = frozenset(
    ".cfg .css .html .ini .js .json .md .po .py .sh .svg .toml .txt .xml .yaml .yml".split()
)


@pytest.mark.parametrize(
    "path",
    python_files(*ROOMS, "tests", "audits", "bin", "benchmarks"),
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_modules_stay_short(path) -> None:
    """No module is over 400 lines without a reason in its docstring."""
    text = path.read_text(encoding="utf-8")
    if len(text.splitlines()) > LONGEST_MODULE:
        assert EXCUSE in (ast.get_docstring(ast.parse(text)) or "")


@pytest.mark.parametrize("what", UNWANTED)
def test_files_stand_on_any_machine(what) -> None:
    """No file names a package registry, an index, or a path of somebody's machine."""
    pattern = re.compile(UNWANTED[what])
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}"
        for path in files()
        if path.suffix in TEXT_SUFFIXES or path.name in {"Makefile", "run"}
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if pattern.search(line)
    ]
    assert not found, "\n".join(found)


def test_unwanted_strings_are_recognised() -> None:
    """The patterns above do find what they are made for."""
    samples = ("https://pypi." + "org/simple", "--index" + "-url=x", "see /work" + "/main")
    for pattern, sample in zip(UNWANTED.values(), samples, strict=True):
        assert re.search(pattern, sample)
    assert not re.search(UNWANTED["a path of one machine"], "https://site.fr/work" + "/plan")


@pytest.mark.parametrize(
    "page",
    [path for path in files() if path.suffix == ".md"],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_links_between_pages_lead_somewhere(page) -> None:
    """A page of documentation links only to files that exist."""
    links = re.findall(r"\]\(([^)\s#]+)", page.read_text(encoding="utf-8"))
    here = [link for link in links if not re.match(r"\w+:", link)]
    assert not [link for link in here if not (page.parent / link).exists()]


def locked(name: str) -> dict[str, str]:
    """Package → version and marker, as locked."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    return dict(re.findall(r"^([\w.\[\],-]+)==([^\\\n]+?) *\\?$", text, flags=re.MULTILINE))


def test_development_requirements_hold_the_base_ones() -> None:
    """What tests run on is what the site runs on: same packages, same versions."""
    base, dev = locked("base"), locked("dev")
    assert len(base) > 20
    versions = {package: version.split(";")[0].strip() for package, version in dev.items()}
    assert {
        package: version.split(";")[0].strip() for package, version in base.items()
    }.items() <= versions.items()


def test_requirements_are_hashed() -> None:
    """Every locked package is pinned by hash, so that an altered file is refused."""
    for name in ("base", "dev"):
        text = (ROOT / "requirements" / f"{name}.txt").read_text()
        entries = re.split(r"\n(?=\S)", text.strip())
        unhashed = [entry.split("\n")[0] for entry in entries if "--hash=sha256:" not in entry]
        assert not unhashed
