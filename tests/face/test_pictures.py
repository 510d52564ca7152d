"""Pictures of the content: light, sized before they come, said in words, and whose they are."""

import io
import re

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image as Drawing
from wagtail.images.models import Image, Rendition

from chantiers.blocks import PictureBlock
from chantiers.models import SynthesisPage
from community.programmes import pictures
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """Sizes are kept by the key of their picture, and each test's first picture has the same."""
    cache.clear()


def drawn(width: int = 1600, height: int = 900) -> Image:
    buffer = io.BytesIO()
    Drawing.new("RGB", (width, height), "#b4472a").save(buffer, "PNG")
    return Image.objects.create(title="Carte", file=ContentFile(buffer.getvalue(), "carte.png"))


def block(image: Image | None, alt: str = "Trois cercles reliés", **fields: object) -> tuple:
    value = {
        "image": {"image": image and image.pk, "alt_text": alt, "decorative": not alt},
        "credit": "Ana, CC BY",
    }
    return {"type": "picture", "value": value | fields}


def synthesis(*blocks: dict) -> SynthesisPage:
    page = factories.synthesis(factories.chantier())
    field = SynthesisPage._meta.get_field("body")
    page.body = field.stream_block.to_python(list(blocks))
    page.save()
    return SynthesisPage.objects.get(pk=page.pk)


def read(page: SynthesisPage) -> str:
    return Client().get(page.url).content.decode()


def tags(html: str, name: str) -> list[str]:
    return re.findall(rf"<{name}[^>]*>", html)


TEXT = {"type": "text", "value": "<p>Un texte.</p>"}


def test_a_picture_comes_in_light_formats_and_has_its_place_kept() -> None:
    """AVIF, WebP, then JPEG for every browser; three widths; width and height on the picture."""
    html = read(synthesis(TEXT, block(drawn())))
    sources = tags(html, "source")
    assert [re.search(r'type="([^"]+)"', tag)[1] for tag in sources] == ["image/avif", "image/webp"]
    [img] = tags(html, "img")
    assert re.search(r'src="[^"]+\.jpg"', img)
    assert 'width="1200"' in img
    assert 'height="675"' in img
    for tag in (*sources, img):
        assert re.findall(r" (\d+)w", tag) == ["1200", "800", "480"]
        assert f'sizes="{pictures.SIZES}"'.replace(">", "&gt;") in tag.replace(">=", "&gt;=") or (
            pictures.SIZES in tag
        )
    assert 'alt="Trois cercles reliés"' in img


@pytest.mark.parametrize(
    ("width", "widths"),
    [(1600, [1200, 800, 480]), (900, [1200, 800, 480]), (500, [800, 480]), (300, [480])],
)
def test_a_small_picture_is_never_blown_up(width, widths) -> None:
    """The first size that holds it whole is the last that is made."""
    image = drawn(width, 200)
    assert pictures.specs(image) == [
        f"width-{each}|format-{kind}" for kind in ("avif", "webp", "jpeg") for each in widths
    ]
    assert max(made.width for made in pictures.renditions(image).values()) == min(width, 1200)


def test_only_the_picture_that_opens_the_page_is_fetched_at_once() -> None:
    """Those below wait until one comes near them."""
    html = read(synthesis(block(drawn()), TEXT, block(drawn())))
    first, second = tags(html, "img")
    assert 'loading="eager"' in first
    assert 'loading="lazy"' in second
    assert 'decoding="async"' in second
    [after_text] = tags(read(synthesis(TEXT, block(drawn()))), "img")
    assert 'loading="lazy"' in after_text


def test_a_picture_has_its_caption_and_whose_it_is() -> None:
    """In printed French, and what is written is never markup."""
    html = read(synthesis(block(drawn(), caption="L'eau <b>", credit="Ana & Léo")))
    caption = re.search(r"<figcaption.*?</figcaption>", html, re.DOTALL)[0]
    assert "L’eau &lt;b&gt;" in caption
    assert "Image\u00a0: Ana &amp; Léo" in caption


def test_a_decorative_picture_says_nothing() -> None:
    """An empty alt: screen readers pass over it."""
    [img] = tags(read(synthesis(block(drawn(), alt=""))), "img")
    assert 'alt=""' in img or re.search(r"\salt[\s>]", img)


def test_the_words_of_a_picture_are_printed_as_the_others() -> None:
    """Whether it comes with the page or waits for a tap; and they never become markup."""
    page = synthesis(block(drawn(), alt="L'eau : \"oui\" <b> & l'air"))
    printed = "L’eau\u00a0: «\u00a0oui\u00a0» &lt;b&gt; &amp; l’air"
    for client in (Client(), Client(headers={"save-data": "on"})):
        [img] = tags(client.get(page.url).content.decode(), "img")
        assert f'alt="{printed}"' in img


def test_the_same_picture_says_in_each_place_what_it_brings_there() -> None:
    """The words belong to the place."""
    image = drawn()
    html = read(synthesis(block(image, alt="La première fois"), block(image, alt="La seconde")))
    alts = [re.search(r'alt="([^"]*)"', img)[1] for img in tags(html, "img")]
    assert alts == ["La première fois", "La seconde"]


def test_the_editor_asks_for_words_or_for_decorative_and_for_a_name() -> None:
    """A picture without words, that is not said to be decorative, is not published."""
    picture = PictureBlock()
    image = drawn()

    def given(alt: str, decorative: bool, credit: str = "Ana") -> object:
        kept = {"image": image.pk, "alt_text": alt, "decorative": decorative}
        return picture.clean(picture.to_python({"image": kept, "credit": credit}))

    for refused in (("", False), ("Une carte", False, "")):
        with pytest.raises(ValidationError):
            given(*refused)
    assert given("Une carte", False)
    assert given("", True)
    assert "décorative" in str(picture.child_blocks["image"].meta.help_text)


def test_publishing_makes_the_sizes_once(django_capture_on_commit_callbacks) -> None:
    """No reader waits for them, and none is made twice."""
    page = synthesis(TEXT, block(drawn()), block(None))
    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision().publish()
    made = set(Rendition.objects.values_list("pk", "filter_spec"))
    assert len(made) == 9
    html = read(page)
    assert len(tags(html, "img")) == 1  # the place of one that was deleted is empty
    assert set(Rendition.objects.values_list("pk", "filter_spec")) == made


def test_many_pictures_ask_no_more_than_one(client) -> None:
    """Pictures and their sizes are asked for together."""

    def cost(number: int) -> int:
        page = synthesis(*(block(drawn(500, 300)) for _each in range(number)))
        client.get(page.url)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page.url).status_code == 200
        return len(queries)

    assert cost(1) == cost(6)


def test_a_picture_whose_file_is_lost_breaks_no_page() -> None:
    """The words stay."""
    image = drawn()
    image.file.storage.delete(image.file.name)
    page = synthesis(block(image))
    assert 'alt="Trois cercles reliés"' in read(page)
    light = Client().get(page.url, headers={"save-data": "on"})
    assert "Afficher l’image" in light.content.decode()


@pytest.mark.parametrize(
    ("size", "said"),
    [
        (400, "1\u00a0ko"),
        (48_300, "48\u00a0ko"),
        (999_900, "1\u00a0Mo"),
        (1_250_000, "1,2\u00a0Mo"),
    ],
)
def test_a_weight_is_said_as_people_say_it(size, said) -> None:
    """In kilobytes, then in megabytes."""

    class File:
        def __init__(self) -> None:
            self.size = size

    class Weighed:
        file = File()

    assert pictures.weight(Weighed()) == said


def test_a_picture_is_shown_where_there_is_no_request() -> None:
    """In a mail, in a preview: nobody asks to save data there."""
    assert pictures.wants_light(None) is False
