"""What a printer would mark on a page: the words that people read, and what is ill set in them."""

import re
from html.parser import HTMLParser

from community.text import dates

#: Where nothing is prose, or where somebody's words are shown as they were written.
AS_IT_IS = frozenset("code kbd noscript pre samp script style svg template textarea".split())
VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
#: Elements within a sentence: the text goes on through them.
INLINE = frozenset("a abbr b bdi cite em i q small span strong sub sup time u".split())
SAID = frozenset({"alt", "aria-description", "aria-label", "placeholder", "title"})
#: Somebody's own words: a message, the name that an author gave.
OWN_WORDS = frozenset({"data-body"})

MONTHS = "|".join(dates.MONTHS)

FAULTS = {
    "a straight apostrophe": r"(?<=[^\W\d_])'(?=[\w«])",
    "a straight quote": r"\"",
    "three dots": r"\.\.\.",
    "an ordinary space before a double sign": r"[ \n][;:!?»](?=[\s»).,…]|$)",
    "no space before a double sign": r"[^\W_][;:!?](?=\s|$)",
    "an ordinary space after a quote opens": r"«[ \n]",
    "no space within quotes": r"«\w|\w»",
    "a number cut from its month": rf"\d (?:{MONTHS})\b",
    "a first of the month that is one": rf"\b1[ \u00a0](?:{MONTHS})\b",
    "a number cut from its thousands": r"(?<![\d,.])\d{1,3} \d{3}(?!\d)",
}
ADDRESS = re.compile(r"https?://\S+|[\w.+-]+@[\w.-]+")


def faults(text: str) -> list[str]:
    """What is ill set in a text, each with the words around it."""
    text = ADDRESS.sub("@", text)
    return [
        f"{name}: …{text[max(found.start() - 25, 0) : found.end() + 15]}…"
        for name, pattern in FAULTS.items()
        for found in re.finditer(pattern, text)
    ]


class Page(HTMLParser):
    """The texts of a page, one a block, and the attributes that are said aloud."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.texts = [""]
        self.shut = 0
        self.open: list[tuple[str, bool]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        said = [values[name] for name in SAID & values.keys()]
        if tag == "meta" and values.get("name") == "description":
            said.append(values.get("content"))
        if tag == "input" and values.get("type") == "submit":
            said.append(values.get("value"))
        if tag not in INLINE:
            self.texts.append("")
        if not self.shut:
            self.texts[-1:-1] = [text for text in said if text]
        if tag not in VOID:
            shuts = tag in AS_IT_IS or not OWN_WORDS.isdisjoint(values)
            self.open.append((tag, shuts))
            self.shut += shuts

    def handle_endtag(self, tag: str) -> None:
        while self.open:
            name, shut = self.open.pop()
            self.shut -= shut
            if name == tag:
                break
        if tag not in INLINE:
            self.texts.append("")

    def handle_data(self, data: str) -> None:
        if not self.shut:
            self.texts[-1] += re.sub(r"[ \t\r\n]+", " ", data)


def faults_of_page(html: str) -> list[str]:
    """What is ill set in the words of a page."""
    return [fault for text in Page(html).texts for fault in faults(text.strip(" "))]
