"""Every sentence of the interface goes through gettext: a language can be added, none forgotten.

Messages are written in French. What is found here is either translated, or stands in `REVIEWED`
with the reason why nobody has to translate it.
"""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.template.base import Lexer, TokenType

from tests.repository import ROOMS, ROOT, files, python_files

CONTENT = "the demonstration's content: what its people wrote, as a team would write its own"
GRAMMAR = "rules of French, which another language replaces by its own rules"

#: File → the texts that stay as they are (all of them when none is named), and why.
REVIEWED: dict[str, tuple[frozenset[str], str]] = {
    "community/alliance/regions.py": (frozenset(), "names of places, which no language changes"),
    "community/text/analysis.py": (frozenset(), GRAMMAR),
    "community/text/dates.py": (frozenset(), GRAMMAR),
    "community/text/elision.py": (frozenset(), GRAMMAR),
    "community/text/typography.py": (frozenset(), GRAMMAR),
    "community/text/folding.py": (frozenset(), GRAMMAR),
    "community/text/units.py": (frozenset(), GRAMMAR),
    "demo/cast.py": (frozenset(), CONTENT),
    "demo/cards.py": (frozenset(), CONTENT),
    "demo/charter.py": (frozenset(), CONTENT),
    "demo/content.py": (frozenset(), CONTENT),
    "demo/delegations.py": (frozenset(), CONTENT),
    "demo/pages.py": (frozenset(), CONTENT),
    "demo/talk.py": (frozenset(), CONTENT),
    "demo/welcome.py": (frozenset(), CONTENT),
    "community/discussions/deletion.py": (frozenset({"« ", " »"}), "quotes around a title"),
    "home/actions.py": (
        frozenset(),
        "the first words of a new house, kept in its database, which its team then rewrites",
    ),
}

LETTER = re.compile(r"[^\W\d_]")
#: What only French writes: an accent, guillemets, an elided word, a little word among others.
FRENCH = re.compile(
    r"[À-ÖØ-öø-ÿŒœ«»’]"
    r"|\b(?:[cdjlmnst]|qu)'(?=\w)"
    r"|(?<![\w-])(?:au|aux|avec|ce|ces|cette|dans|de|des|du|elle|en|est|et|il|la|le|les|ne|ou|par|pas"
    r"|plus|pour|qui|que|sa|ses|son|sont|sous|sur|un|une|vers|vos|votre|vous) \w"
    r"|\w (?:de|des|du|en|et|la|le|les|ne|pas|un|une) ",
    re.IGNORECASE,
)
GETTEXT = re.compile(r"_|n?p?gettext(_lazy|_noop)?")
LOGGING = frozenset({"debug", "info", "warning", "exception", "critical"})
#: Whatever stands here is read by people, be it one word.
READ_KEYWORDS = frozenset(
    "add_button_label add_item_label description empty_label empty_value_display error_messages"
    " heading help_text index_view_title label menu_label name_plural page_title placeholder title"
    " subtitle verbose_name verbose_name_plural".split()
) - {"title"}
READ_CALLS = frozenset({"CommandError", "ValidationError"})
READ_NAMES = READ_KEYWORDS | {"header_title", "help", "short_description"}
READ_ATTRIBUTES = frozenset({"alt", "aria-description", "aria-label", "placeholder", "title"})


def called(node: ast.AST) -> str:
    """The last name of what a call calls, nothing for what is no call."""
    if not isinstance(node, ast.Call):
        return ""
    return getattr(node.func, "attr", "") or getattr(node.func, "id", "")


def is_read(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> bool:
    """Whether a literal stands where people read it, whatever it says."""
    above = parents.get(node)
    if isinstance(above, ast.keyword):
        return above.arg in READ_KEYWORDS
    if isinstance(above, ast.Assign):
        targets = {getattr(target, "id", getattr(target, "attr", "")) for target in above.targets}
        return not targets.isdisjoint(READ_NAMES)
    if isinstance(above, ast.Tuple) and isinstance(parents.get(above), ast.Assign):
        owner = parents.get(parents[above])
        bases = getattr(owner, "bases", [])
        choices = any(getattr(base, "attr", "").endswith("Choices") for base in bases)
        return choices and above.elts[-1] is node
    return called(above) in READ_CALLS and node in above.args[:1]  # type: ignore[union-attr]


def untranslated(source: str) -> Iterator[tuple[int, str]]:
    """The literals of a module that people read and that gettext does not."""
    tree = ast.parse(source)
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Constant) and isinstance(node.value, str)):
            continue
        above, chain = node, []
        while above in parents:
            above = parents[above]
            chain.append(above)
        if isinstance(chain[0], ast.Expr):  # a docstring
            continue
        names = [called(one) for one in chain]
        if any(GETTEXT.fullmatch(name) or name in LOGGING for name in names):
            continue
        if FRENCH.search(node.value) or (is_read(node, parents) and LETTER.search(node.value)):
            yield node.lineno, node.value


class Reader(HTMLParser):
    """Collects what people read of HTML: text, and the attributes that are said aloud."""

    def __init__(self) -> None:
        super().__init__()
        self.read: list[tuple[int, str]] = []
        self.inside = ""

    def keep(self, text: str | None) -> None:
        if text and LETTER.search(text):
            self.read.append((self.getpos()[0], " ".join(text.split())))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.inside = tag
        for name in READ_ATTRIBUTES & values.keys():
            self.keep(values[name])
        if tag == "meta" and values.get("name", "").startswith("description"):  # type: ignore[union-attr]
            self.keep(values.get("content"))
        if tag == "input" and values.get("type") in {"button", "reset", "submit"}:
            self.keep(values.get("value"))

    def handle_data(self, data: str) -> None:
        if self.inside not in {"script", "style", "text"}:  # letters drawn in an SVG are no words
            self.keep(data)

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""


#: A literal given to a tag or a filter, and whether gettext, a format or the style takes it.
ARGUMENT = re.compile(r'(_\(|date:|time:|classes=)?"([^"]*)"')
#: Names of files, addresses, keys and classes have neither capital, nor accent, nor space.
SENTENCE = re.compile(r"^[A-ZÀ-Ý]|[À-ÿ]|\w \w")


def untranslated_in_template(source: str, *, html: bool = True) -> list[tuple[int, str]]:
    """The words of a template that neither gettext nor a variable says."""
    shown, found, closing = [], [], ""
    for token in Lexer(source).tokenize():
        blank = "\n" * token.contents.count("\n")
        name = token.contents.split(" ")[0] if token.token_type is TokenType.BLOCK else ""
        if closing:
            closing = "" if name == closing else closing
            shown.append(blank)
        elif token.token_type is TokenType.TEXT:
            shown.append(token.contents)
        elif name in {"blocktranslate", "comment"} or token.contents in KEY_BLOCKS:
            closing = f"end{name}"
        elif name not in {"translate", "if", "elif"}:
            given = [text for taken, text in ARGUMENT.findall(token.contents) if not taken]
            found += [(token.lineno, text) for text in given if SENTENCE.search(text)]
            shown.append(blank)
    text = "".join(shown)
    if not html:
        return found + [(0, line) for line in text.splitlines() if LETTER.search(line)]
    reader = Reader()
    reader.feed(text)
    reader.close()
    return found + reader.read


#: Blocks that hold a key instead of words: which picture goes with the page.
KEY_BLOCKS = frozenset({"block drawing"})

TEMPLATES = [path for path in files() if path.relative_to(ROOT).parts[0] == "templates"]
MODULES = python_files(*ROOMS)
SCRIPTS = [path for path in files() if path.suffix == ".js"]


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_each_word_of_a_template_goes_through_gettext(path) -> None:
    """Texts, names said aloud, descriptions, buttons, and sentences given to another template."""
    assert not untranslated_in_template(path.read_text(), html=path.suffix == ".html")


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_each_sentence_of_a_module_goes_through_gettext(path) -> None:
    """Names of fields, helps, labels, refusals, whatever is French; content is reviewed."""
    texts, _reason = REVIEWED.get(name_of(path), (None, ""))
    if texts is not None and not texts:
        return
    assert not [found for found in untranslated(path.read_text()) if found[1] not in (texts or ())]


@pytest.mark.parametrize("path", SCRIPTS, ids=name_of)
def test_a_script_says_nothing_of_its_own(path) -> None:
    """Its sentences come from the page, where gettext says them."""
    code = re.sub(r"/\*.*?\*/|^\s*//.*$", "", path.read_text(), flags=re.DOTALL | re.MULTILINE)
    texts = re.findall(r"\"([^\"\n]*)\"|'([^'\n]*)'|`([^`]*)`", code)
    assert not [text for found in texts for text in found if SENTENCE.search(text) and " " in text]


@pytest.mark.parametrize("name", REVIEWED)
def test_what_was_reviewed_is_still_there(name) -> None:
    """An exception that excuses nothing is taken away."""
    found = {text for _line, text in untranslated((ROOT / name).read_text())}
    assert found
    assert REVIEWED[name][0] <= found


@pytest.mark.parametrize(
    "code",
    [
        'raise ValueError(f"{x} : rien à lire")',
        'raise ValidationError("No.")',
        'Field(verbose_name="nom")',
        'class Meta:\n    verbose_name = "nom"',
        'class Kind(models.TextChoices):\n    TOWN = "ville", "ville"',
        'answer("pas de compte")',
        'self.stdout.write("l\'outil")',
    ],
)
def test_a_sentence_outside_gettext_is_found(code) -> None:
    """Refusals, names of fields, choices, and any text that reads as French."""
    assert list(untranslated(code))


@pytest.mark.parametrize(
    "code",
    [
        'def f():\n    """Une explication."""',
        'raise ValidationError(_("Écrivez une date."))',
        'Field(verbose_name=gettext_lazy("nom"))',
        'ngettext("%d élu", "%d élues", n)',
        'logger.warning("pas de réponse de %s", host)',
        'raise ValueError("not a date")',
        'order_by("-date", "title")',
    ],
)
def test_what_nobody_reads_is_left_alone(code) -> None:
    """Docstrings, journals, names, and what gettext already says."""
    assert not list(untranslated(code))


@pytest.mark.parametrize(
    "template",
    [
        "<p>Bonjour {{ name }}</p>",
        '<a href="/" title="Entrer">{{ name }}</a>',
        '<img alt="Un dessin" src="x.svg">',
        '<input type="submit" value="Envoyer">',
        '<meta name="description" content="La maison">',
        '{% include "a.html" with title="Entrer" %}',
        '{{ year|default:"sans date" }}',
    ],
)
def test_a_word_outside_gettext_is_found_in_a_template(template) -> None:
    """Texts, attributes that people hear, arguments, values by default."""
    assert untranslated_in_template(template)


@pytest.mark.parametrize(
    "template",
    [
        '{% translate "Bonjour" %}',
        "{% blocktranslate %}Bonjour {{ name }}{% endblocktranslate %}",
        "{% comment %}What it is for.{% endcomment %}{# a note #}",
        '{% include "a.html" with title=_("Entrer") id="ou" %}',
        '{{ day|date:"l j F" }} – <a class="button quiet" href="/">{{ name }}</a>',
    ],
)
def test_what_a_template_says_through_gettext_is_left_alone(template) -> None:
    """Messages, notes for those who write templates, keys and classes."""
    assert not untranslated_in_template(template)
