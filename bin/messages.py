#!/usr/bin/env python3
"""Write the French catalogue again: every plural message of the source, as French counts.

    messages.py PACKAGE…   reads templates/ and these packages, writes locale/fr/

Messages are written in French, so only those that count need a catalogue: without one, gettext
counts as English does and says « 0 ressources ». Both files are committed: a bare machine has no
gettext to compile them.
"""

import ast
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import django
import polib
from django.template import engines
from django.templatetags.i18n import BlockTranslateNode

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "locale" / "fr" / "LC_MESSAGES" / "django.po"
#: Where these functions take their singular and their plural, and their context if they have one.
FUNCTIONS = {
    f"{prefix}gettext{ending}": context
    for prefix, context in (("n", 0), ("np", 1))
    for ending in ("", "_lazy")
}


class Message(NamedTuple):
    """What is said of one and of several; the context tells two messages of like words apart."""

    singular: str
    plural: str
    context: str | None = None


def called(node: ast.Call) -> str:
    """The last name of what is called: ``gettext`` of ``translation.gettext``."""
    function = node.func
    return getattr(function, "attr", "") or getattr(function, "id", "")


def in_python(path: Path) -> Iterator[Message]:
    """The plural messages of a module."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or called(node) not in FUNCTIONS:
            continue
        skipped = FUNCTIONS[called(node)]
        texts = [ast.literal_eval(argument) for argument in node.args[: skipped + 2]]
        yield Message(texts[skipped], texts[skipped + 1], texts[0] if skipped else None)


def in_template(path: Path) -> Iterator[Message]:
    """The plural messages of a template, as Django will look them up."""
    template = engines["django"].from_string(path.read_text(encoding="utf-8")).template  # type: ignore[attr-defined]
    for node in template.nodelist.get_nodes_by_type(BlockTranslateNode):
        if node.plural:
            singular, plural = (
                node.render_token_list(words)[0] for words in (node.singular, node.plural)
            )
            context = node.message_context
            yield Message(singular, plural, context.var if context else None)


def messages(packages: list[str]) -> dict[Message, list[str]]:
    """Every plural message of the source, in order, with the files that say it."""
    found: dict[Message, list[str]] = {}
    modules = [
        path
        for package in packages
        for path in (ROOT / package).rglob("*.py")
        if "migrations" not in path.parts
    ]
    templates = [path for path in (ROOT / "templates").rglob("*") if path.is_file()]
    for paths, read in ((modules, in_python), (templates, in_template)):
        for path in sorted(paths):
            for message in read(path):
                found.setdefault(message, []).append(str(path.relative_to(ROOT)))
    return found


def catalogue(packages: list[str]) -> polib.POFile:
    """The French catalogue of these packages and of the templates."""
    po = polib.POFile(wrapwidth=0)
    po.metadata = {
        "Project-Id-Version": "fabrique-apprenante",
        "Language": "fr",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=2; plural=(n > 1);",
    }
    for message, paths in messages(packages).items():
        entry = polib.POEntry(
            msgid=message.singular,
            msgid_plural=message.plural,
            msgctxt=message.context,
            msgstr_plural={0: message.singular, 1: message.plural},
            occurrences=[(path, "") for path in dict.fromkeys(paths)],
        )
        if "%" in message.singular:
            entry.flags.append("python-format")
        po.append(entry)
    return po


def write(packages: list[str]) -> None:
    """Write the catalogue and its compiled form."""
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    po = catalogue(packages)
    po.save(str(CATALOGUE))
    po.save_as_mofile(str(CATALOGUE.with_suffix(".mo")))
    sys.stdout.write(f"{CATALOGUE.relative_to(ROOT)}: {len(po)} messages\n")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    sys.path.insert(0, str(ROOT))
    django.setup()
    write(sys.argv[1:])
