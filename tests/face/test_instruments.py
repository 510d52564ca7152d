"""The instruments find what they are made for: each fault is shown to them once."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from audits.catalogue import Entry, Kind
from audits.ecoindex import ecoindex
from audits.reach import axe_faults, enlarge_text, layout_faults, moving
from audits.stand import build
from audits.visits import PHONE, size
from audits.weight import PICTURES, Request, Weight, inline_code, too_slow

READING = Entry(Kind.READING, "page", "/")
ADMIN = Entry(Kind.ADMIN, "admin", "/gestion/")

SHELL = """<!DOCTYPE html><html lang="fr"><head><title>Essai</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>body {{ margin: 16px; font: 16px/1.5 sans-serif }} {style}</style></head>
<body><main><h1>Essai</h1>{body}</main></body></html>"""


@pytest.fixture
def draw(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Draw a page on a phone."""
    context = chromium.new_context(viewport=size(PHONE), reduced_motion="reduce")
    page = context.new_page()

    def drawn(body: str, style: str = "") -> Page:
        page.set_content(SHELL.format(body=body, style=style))
        return page

    yield drawn
    context.close()


@pytest.mark.parametrize(
    ("body", "style", "fault"),
    [
        ("<p>Court.</p>", "p { width: 600px }", "scrolls sideways"),
        (f"<p>{'mot' * 60}</p>", "", "words out of the page"),
        (f"<p>{'mot' * 60}</p>", "p { overflow: hidden }", "words cut"),
        ("<p>Un.</p><p>Deux.</p>", "p + p { margin-top: -40px }", "words over words"),
        ("<p><button>Oui</button></p>", "button { padding: 0; border: 0 }", "too small to touch"),
        ('<ul><li><a href="/">Seul</a></li></ul>', "", "too small to touch"),
    ],
)
def test_a_fault_of_layout_is_found(draw, body: str, style: str, fault: str) -> None:
    """Each is said, with what it concerns."""
    found = layout_faults(draw(body, style), READING)
    assert any(line.startswith(fault) for line in found), found


def test_what_is_well_laid_out_is_not_accused(draw) -> None:
    """Words for the ear, a table that scrolls in its own box, a link in a sentence, a bar that
    stays in sight: none is a fault."""
    body = f"""
        <span class="hidden">Pour l'oreille {"mot" * 60}</span>
        <p>Une phrase et <a href="/">son lien</a>.</p>
        <div class="scrolls">{"mot" * 60}</div>
        <p>Sous la barre.</p><p class="bar">La barre</p>
    """
    style = """
        .hidden { position: absolute; width: 1px; height: 1px; overflow: hidden }
        .scrolls { overflow-x: auto }
        .bar { position: sticky; bottom: 0; margin-top: -40px }
    """
    assert layout_faults(draw(body, style), READING) == []


def test_of_the_admin_only_the_frame_is_looked_at(draw) -> None:
    """Its buttons are Wagtail's; a page that scrolls sideways is ours."""
    small = draw("<p><button>Oui</button></p>", "button { padding: 0; border: 0 }")
    assert layout_faults(small, ADMIN) == []
    assert layout_faults(draw("<p>Court.</p>", "p { width: 600px }"), ADMIN)


@pytest.mark.parametrize(
    ("body", "style", "rule"),
    [
        ('<img src="data:,">', "", "image-alt"),
        ("<p>Pâle</p>", "p { color: #999 }", "color-contrast"),
        ("<h3>Trop bas</h3>", "", "heading-order"),
        ('<a href="/">a</a><a href="/">b</a>', "a { font-size: 8px }", "target-size"),
    ],
)
def test_axe_looks_for_everything(draw, body: str, style: str, rule: str) -> None:
    """A rule of WCAG A, of AA, of good practice, and of 2.2, which axe leaves out unless asked."""
    found = axe_faults(draw(body, style), READING)
    assert any(line.startswith(f"axe {rule}:") for line in found), found


def test_what_moves_is_seen_and_larger_letters_are_larger(draw) -> None:
    """Though less motion was asked for; and letters follow the browser's own setting."""
    page = draw("<p>Bouge.</p>")
    assert moving(page) == []
    page = draw("<p>Bouge.</p>", "@keyframes k { to { opacity: 0 } } p { animation: k 9s }")
    assert moving(page) == ["moves: P"]
    enlarge_text(page)
    page.set_content("<html><body><p>Grand.</p></body></html>")
    assert page.evaluate("getComputedStyle(document.querySelector('p')).fontSize") == "32px"


@pytest.mark.parametrize(
    ("elements", "requests", "size", "grade"),
    [(300, 12, 60_000, 83), (550, 12, 80_000, 73), (700, 15, 120_000, 67)],
)
def test_ecoindex_is_the_published_one(elements, requests, size, grade) -> None:
    """Figures worked out with the reference's own quantiles."""
    assert round(ecoindex(elements=elements, requests=requests, size=size)) == grade


def test_ecoindex_goes_from_a_hundred_to_nought() -> None:
    """Nothing at all, and more than anything known."""
    assert ecoindex(elements=0, requests=0, size=0) == 100
    assert ecoindex(elements=10**6, requests=10**5, size=10**12) == 0


def test_inline_code_is_found_and_data_is_not() -> None:
    """Scripts, styles, handlers; a file of ours and a block of JSON pass."""
    fine = '<script src="a.js"></script><script type="application/json">{}</script><p class="a">'
    assert inline_code(fine) == []
    bad = '<style></style><script>1</script><p style="" onclick=""><a href="javascript:x">'
    assert len(inline_code(bad)) == 5


def test_pictures_that_cost_what_nobody_looks_at_are_found(draw) -> None:
    """Without width and height the page jumps; below the fold they wait to be come to."""
    fine = '<img src="data:,1" width="1" height="1" alt="">'
    assert draw(f'{fine}<p>…</p><img loading="lazy" {fine[5:]}').evaluate(PICTURES) == []
    assert len(draw('<img src="data:,1" alt="">').evaluate(PICTURES)) == 1
    assert len(draw(f"<p>…</p>{fine}", "p { height: 5000px }").evaluate(PICTURES)) == 1


def weight(**changes) -> Weight:
    page = Request("http://x/", "Document", 9_000)
    light = {
        "requests": [page, Request("http://x/media/images/a.avif", "Image", 400_000)],
        "elements": 100,
        "again": [page],
    }
    nothing = {key: [] for key in ("foreign", "inline", "pictures", "cookies")}
    return Weight(**(nothing | light | changes))


def test_a_light_page_keeps_its_budget_pictures_of_the_content_aside() -> None:
    """A heavy picture counts in the EcoIndex, not in the page's own bytes and requests."""
    light = weight()
    assert light.over_budget(READING) == []
    assert (light.size, light.count, light.before_paint) == (9_000, 1, 9_000)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"requests": [Request("http://x/a.js", "Script", 100_001)]}, "100001 bytes"),
        ({"requests": [Request("http://x/a.js", "Script")] * 13}, "13 requests"),
        ({"requests": [Request("http://x/", "Document", 15_001)]}, "before the first paint"),
        ({"elements": 381}, "381 elements"),
        ({"elements": 390, "requests": [Request("http://x/", "", 800)] * 12}, "EcoIndex"),
        ({"again": [Request("http://x/", "Document")] * 2}, "second view"),
        ({"foreign": ["https://ailleurs.example/"]}, "third party"),
        ({"cookies": ["csrftoken"]}, "cookie csrftoken"),
        ({"inline": ["<style> in the page"]}, "<style>"),
        ({"pictures": ["no width and height: a"]}, "no width"),
    ],
)
def test_what_is_over_budget_is_said(changes, fault) -> None:
    """Each figure and each ban."""
    requests = changes.get("requests") or [Request("http://x/", "Document", 9_000)]
    faults = weight(**({"requests": requests} | changes)).over_budget(READING)
    assert any(fault in line for line in faults), faults


def test_a_form_may_set_a_cookie_and_nothing_more() -> None:
    """It has its token; its other budgets are those of what is read."""
    form = Entry(Kind.FORM, "form", "/")
    assert weight(cookies=["csrftoken"]).over_budget(form) == []
    assert "381 elements, more than 380" in weight(elements=381).over_budget(form)


def test_a_slow_page_is_told() -> None:
    """First paint in 1.5 s and all but the pictures in 3.5 s, on the slow line."""
    assert too_slow(1500, 3500) == []
    assert len(too_slow(1501, 3501)) == 2


def test_a_stand_that_cannot_be_built_says_why(tmp_path, monkeypatch) -> None:
    """What the building process said is what the one who waits reads."""
    monkeypatch.setattr("audits.stand.BUILD", "raise SystemExit('no bricks')")
    with pytest.raises(RuntimeError, match="no bricks"):
        build(tmp_path / "stand")
