"""Files joined in real browsers: chosen, weighed, left out, sent once, read by the others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from community.discussions.file_models import Attachment
from community.discussions.models import Channel, Message
from tests.discussions import factories
from tests.discussions import sample_files as sample
from tests.discussions.test_talking_in_browsers import Network, NewContext, SignIn, open_page


def payload(name: str, content: bytes, kind: str = "application/pdf") -> Any:
    return {"name": name, "mimeType": kind, "buffer": content}


def choose(page: Page, *files: Any) -> None:
    page.get_by_text("Joindre", exact=True).click()
    page.get_by_label("Fichiers à joindre").set_input_files(list(files))
    expect(page.locator("[data-chosen] li").first).to_be_visible()


def live(page: Page) -> Page:
    expect(page.locator("[data-link=live]")).to_be_attached()
    return page


@pytest.fixture
def channel(transactional_db: None) -> Channel:
    return factories.pair_channel()


def test_files_are_weighed_left_out_sent_and_fetched_when_asked(
    new_context: NewContext, sign_in: SignIn, channel: Channel
) -> None:
    """A large photo leaves the browser small; the other sees what it is before anything comes."""
    here, there = factories.seated(channel), factories.seated(channel)
    writer = live(open_page(new_context, sign_in, channel, here))
    reader = live(open_page(new_context, sign_in, channel, there))
    asked: list[str] = []
    reader.on("request", lambda request: asked.append(request.url))

    photo = payload("photo.jpg", sample.picture("JPEG", (3000, 2000)), "image/jpeg")
    choose(writer, photo, payload("note.pdf", sample.PDF), payload("autre.pdf", sample.PDF))
    chosen = writer.locator("[data-chosen] li")
    expect(chosen).to_have_count(3)
    expect(chosen.first).to_contain_text("photo.webp")
    expect(chosen.first).to_contain_text("ko")
    writer.get_by_role("button", name="Ne pas joindre autre.pdf").click()
    expect(chosen).to_have_count(2)
    assert not any("discussions/" in url and "fichiers" in url for url in asked)

    writer.locator("#message").fill("Deux fichiers")
    writer.get_by_role("button", name="Envoyer").click()
    expect(writer.locator(".message.mine [data-state]")).to_have_text("envoyé")
    expect(chosen).to_have_count(0)
    links = reader.locator(".message [data-files] a")
    expect(links).to_have_count(2)
    picture, note = Attachment.objects.order_by("pk")
    expect(links.first).to_have_text(f"photo.webp ({picture.label})")
    assert (picture.width, picture.height) == (1600, 1067)
    assert picture.kind == "webp"  # as the browser made it: the server would have kept a JPEG
    assert not any("fichiers" in url for url in asked)
    with reader.expect_download() as fetched:
        links.last.click()
    assert fetched.value.suggested_filename == "note.pdf"
    assert Path(fetched.value.path()).read_bytes() == sample.PDF
    assert note.name == "note.pdf"
    drawn = reader.locator(".message [data-files]").inner_text()
    live(reader).reload()
    assert reader.locator(".message [data-files]").inner_text() == drawn
    assert Message.objects.get().attached == 2


def test_a_file_is_joined_without_any_script(
    new_context: NewContext, sign_in: SignIn, channel: Channel
) -> None:
    """The plain form does it all; a refusal keeps the words."""
    here = factories.seated(channel)
    page = open_page(new_context, sign_in, channel, here, java_script_enabled=False)
    page.locator("#message").fill("Voici la note")
    page.get_by_text("Joindre", exact=True).click()
    field = page.get_by_label("Fichiers à joindre")
    field.set_input_files([payload("note.pdf", b"MZ")])
    page.get_by_role("button", name="Envoyer").click()
    expect(page.locator(".errorlist")).to_contain_text("note.pdf")
    expect(page.locator("#message")).to_have_value("Voici la note")
    page.get_by_text("Joindre", exact=True).click()
    field.set_input_files([payload("note.pdf", sample.PDF)])
    page.get_by_role("button", name="Envoyer").click()
    expect(page.locator(".message.mine [data-files] a")).to_have_text("note.pdf (PDF, 15 octets)")


def test_what_waits_keeps_its_file_and_goes_out_once(
    new_context: NewContext, sign_in: SignIn, channel: Channel
) -> None:
    """Written without a network, the tab closed: it is there again with its file, and goes once."""
    context = sign_in(new_context(), factories.account(factories.seated(channel)))
    network = Network(context)
    first = context.new_page()
    first.goto(channel.get_absolute_url())
    live(first)
    choose(first, payload("note.pdf", sample.PDF))
    network.cut()
    first.locator("#message").fill("avec un fichier")
    first.get_by_role("button", name="Envoyer").click()
    expect(first.locator(".message.mine [data-state]")).to_have_text("en attente…")
    expect(first.locator(".message.mine [data-files]")).to_have_text("note.pdf")
    first.close()
    assert not Message.objects.exists()

    network.mend()
    second = context.new_page()
    second.goto(channel.get_absolute_url())
    live(second)
    expect(second.locator(".message.mine [data-files] a")).to_have_text("note.pdf (PDF, 15 octets)")
    expect(second.locator(".message")).to_have_count(1)
    second.reload()
    live(second)
    expect(second.locator(".message")).to_have_count(1)
    assert [message.attached for message in Message.objects.all()] == [1]
    assert Attachment.objects.get().message == Message.objects.get()


def test_what_is_refused_is_said_and_taken_back_to_be_changed(
    new_context: NewContext, sign_in: SignIn, channel: Channel
) -> None:
    """« non envoyé », why, and words and files back where one writes; too many are said at once."""
    page = live(open_page(new_context, sign_in, channel, factories.seated(channel)))
    choose(page, payload("virus.pdf", b"MZ"))
    page.locator("#message").fill("Voici la note")
    page.get_by_role("button", name="Envoyer").click()
    state = page.locator(".message.mine [data-state]")
    expect(state).to_contain_text("non envoyé")
    expect(state).to_contain_text("virus.pdf")
    state.get_by_role("button", name="Modifier").click()
    expect(page.locator(".message.mine")).to_have_count(0)
    expect(page.locator("#message")).to_have_value("Voici la note")
    page.get_by_role("button", name="Ne pas joindre virus.pdf").click()
    expect(page.locator("[data-chosen] li")).to_have_count(0)
    choose(page, *(payload(f"{number}.pdf", sample.PDF) for number in range(5)))
    expect(page.locator("[data-chosen] li")).to_have_count(4)
    expect(page.get_by_role("alert")).to_contain_text("4 fichiers au plus")
    page.get_by_role("button", name="Envoyer").click()
    expect(page.locator(".message.mine [data-state]")).to_have_text("envoyé")
    expect(page.locator(".message.mine [data-files] a")).to_have_count(4)
    assert [row.name for row in Attachment.objects.order_by("pk")] == [
        "0.pdf",
        "1.pdf",
        "2.pdf",
        "3.pdf",
    ]
