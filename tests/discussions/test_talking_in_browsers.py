"""Two people in two browsers."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import BrowserContext, expect

from community.delegations.models import Seat
from community.discussions.actions import set_rule
from community.discussions.bookmarks import read_up_to
from community.discussions.models import Bookmark, Channel, Message
from community.programmes.models import QuotationRule
from tests import factories as house
from tests.discussions import factories

NewContext = Callable[..., BrowserContext]
SignIn = Callable[[BrowserContext, Any], BrowserContext]


def open_page(
    new_context: NewContext, sign_in: SignIn, channel: Channel, person: Any, **options: Any
) -> Any:
    page = sign_in(new_context(**options), factories.account(person)).new_page()
    page.goto(channel.get_absolute_url())
    return page


class Network:
    """The network of one browser, which a test may cut."""

    def __init__(self, context: BrowserContext) -> None:
        self.context, self.down, self.sockets = context, False, []
        context.route_web_socket("**/ws/", self.through)

    def through(self, socket: Any) -> None:
        if self.down:
            socket.close()
            return
        socket.connect_to_server()
        self.sockets.append(socket)

    def cut(self) -> None:
        self.down = True
        self.context.route("**/messages*", lambda route: route.abort())
        for socket in self.sockets:
            socket.close()
        self.sockets = []

    def mend(self) -> None:
        self.down = False
        self.context.unroute("**/messages*")


def test_what_one_writes_the_other_sees_without_reload(
    new_context: NewContext, sign_in: SignIn
) -> None:
    """A message appears in the other browser by itself, once, and is there after a reload."""
    channel = factories.pair_channel(rule=QuotationRule.NAMELESS)
    here, there = factories.seated(channel, name="Élue de Loos"), factories.seated(channel)
    writer = open_page(new_context, sign_in, channel, here)
    reader = open_page(new_context, sign_in, channel, there)
    expect(reader.locator("[data-link=live]")).to_be_attached()
    expect(writer.locator("[data-link=live]")).to_be_attached()
    expect(reader.locator(".readers")).to_contain_text("Élue de Loos")
    expect(reader.locator(".notice [data-channel-rule]")).to_have_text("sans les noms")
    reader.locator("#message").focus()

    writer.locator("#message").fill("Bonjour à vous <b>!</b>\nVoir https://exemple.test/a.")
    writer.locator("#message").press("Control+Enter")

    row = reader.locator(".message")
    expect(row).to_have_count(1)
    expect(row.locator("[data-body]")).to_have_text(
        "Bonjour à vous <b>!</b>\nVoir https://exemple.test/a."
    )
    link = row.locator("[data-body]").get_by_role("link")
    expect(link).to_have_attribute("href", "https://exemple.test/a")
    expect(row.locator("[data-author]")).to_have_text("Élue de Loos")
    expect(reader.get_by_role("status")).to_have_text("Élue de Loos a écrit un message")
    expect(reader.locator("#message")).to_be_focused()
    expect(writer.locator(".message.mine [data-state]")).to_have_text("envoyé")
    expect(writer.locator(".message")).to_have_count(1)

    live = row.inner_html()
    reader.reload()
    expect(reader.locator("[data-link=live]")).to_be_attached()
    expect(row).to_have_count(1)
    assert row.locator("[data-body]").inner_html() in live
    assert Message.objects.get().channel == channel


def test_without_any_script_one_reads_and_writes(new_context: NewContext, sign_in: SignIn) -> None:
    """The page is a plain form; the message is there when it comes back, and for the other."""
    channel = factories.pair_channel()
    here, there = factories.seated(channel), factories.seated(channel)
    writer = open_page(new_context, sign_in, channel, here, java_script_enabled=False)
    writer.get_by_label("Votre message").fill("Sans aucun script")
    writer.get_by_role("button", name="Envoyer").click()
    expect(writer.locator(".message.mine")).to_contain_text("Sans aucun script")
    assert writer.url.endswith("#m1")
    reader = open_page(new_context, sign_in, channel, there, java_script_enabled=False)
    expect(reader.locator(".message")).to_contain_text("Sans aucun script")
    reader.get_by_role("link", name="Discussions").last.click()
    expect(reader.locator("main")).to_contain_text("Sans aucun script")


def test_without_a_socket_the_page_goes_on_by_plain_requests(
    new_context: NewContext, sign_in: SignIn
) -> None:
    """A network that lets no socket through: slower, and just as sure."""
    channel = factories.pair_channel()
    here, there = factories.seated(channel), factories.seated(channel)
    context = sign_in(new_context(), factories.account(here))
    context.route_web_socket("**/ws/", lambda socket: socket.close())
    page = context.new_page()
    page.goto(channel.get_absolute_url())
    expect(page.locator("[data-link=polling]")).to_be_attached()
    page.locator("#message").fill("Par une requête simple")
    page.get_by_role("button", name="Envoyer").click()
    expect(page.locator(".message.mine [data-state]")).to_have_text("envoyé")
    factories.say(channel, there, "Je vous lis")
    expect(page.locator(".message").nth(1)).to_contain_text("Je vous lis")
    expect(page.locator(".message")).to_have_count(2)


def test_after_a_cut_the_page_fills_its_holes_and_sends_what_waited(
    new_context: NewContext, sign_in: SignIn
) -> None:
    """What was said meanwhile comes once, in order; what was written meanwhile goes out once."""
    channel = factories.pair_channel()
    here, there = factories.seated(channel), factories.seated(channel)
    factories.say(channel, there, "n° 1")
    context = sign_in(new_context(), factories.account(here))
    network = Network(context)
    page = context.new_page()
    page.goto(channel.get_absolute_url())
    expect(page.locator("[data-link=live]")).to_be_attached()

    network.cut()
    expect(page.locator("[data-link=polling]")).to_be_attached()
    factories.say(channel, there, "n° 2")
    page.locator("#message").fill("écrit sans réseau")
    page.locator("#message").press("Control+Enter")
    expect(page.locator(".message.mine [data-state]")).to_have_text("en attente…")
    assert Message.objects.count() == 2

    network.mend()
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("[data-link=live]")).to_be_attached()
    expect(page.locator(".message.mine [data-state]")).to_have_text("envoyé")
    expect(page.locator(".message [data-body]")).to_have_text(["n° 1", "n° 2", "écrit sans réseau"])
    assert [message.body for message in Message.objects.order_by("seq")] == [
        "n° 1",
        "n° 2",
        "écrit sans réseau",
    ]


def test_a_refused_message_says_why_and_can_be_sent_again(
    new_context: NewContext, sign_in: SignIn
) -> None:
    """The rule changed while one wrote: one sees the new one, and chooses to send."""
    channel = factories.pair_channel(rule=QuotationRule.PRIVATE)
    delegation = channel.delegations.order_by("pk")[0]
    page = open_page(new_context, sign_in, channel, factories.seated(channel))
    expect(page.locator("[data-link=live]")).to_be_attached()
    Channel.objects.update(rule=QuotationRule.NAMED)  # by nobody who told the page
    page.locator("#message").fill("Entre nous ?")
    page.get_by_role("button", name="Envoyer").click()
    mine = page.locator(".message.mine [data-state]")
    expect(mine).to_contain_text("non envoyé – La règle vient de changer")
    assert not Message.objects.exists()

    Channel.objects.update(rule=QuotationRule.PRIVATE)
    referent = house.seat(delegation, referent=True).participation.person
    set_rule(channel=channel, acting_user=factories.account(referent), rule="a-citer")
    expect(page.locator(".notice [data-channel-rule]")).to_have_text("à citer")
    expect(page.locator(".message.rule")).to_contain_text("À partir d’ici")
    page.get_by_role("button", name="Réessayer").click()
    expect(mine).to_have_text("envoyé")
    expect(page.locator(".message [data-body]").last).to_have_text("Entre nous ?")
    assert Message.objects.get(kind="parole").rule == QuotationRule.NAMED


def test_who_loses_the_seat_loses_the_open_page(new_context: NewContext, sign_in: SignIn) -> None:
    """The page says so, and what is said afterwards never reaches it."""
    channel = factories.pair_channel()
    leaving, staying = factories.seated(channel), factories.seated(channel)
    page = open_page(new_context, sign_in, channel, leaving)
    other = open_page(new_context, sign_in, channel, staying)
    expect(page.locator("[data-link=live]")).to_be_attached()
    expect(other.locator("[data-link=live]")).to_be_attached()
    Seat.objects.get(participation__person=leaving).delete()
    state = page.locator("[data-channel-state]")
    expect(state).to_have_text("Vous n’avez plus accès à cette discussion.")
    expect(page.get_by_role("button", name="Envoyer")).to_be_disabled()
    factories.say(channel, staying, "Après son départ")
    expect(other.locator(".message")).to_have_count(1)
    expect(page.locator(".message")).to_have_count(0)


def test_a_message_is_answered_edited_and_reacted_to_in_its_place(
    new_context: NewContext, sign_in: SignIn
) -> None:
    """Its time opens what one may do with it, without leaving; the other sees it by itself."""
    channel = factories.pair_channel()
    here, there = factories.seated(channel, name="Élue"), factories.seated(channel, name="Agent")
    factories.say(channel, here, "Où se voit-on ?", kind="question")
    asker = open_page(new_context, sign_in, channel, here)
    other = open_page(new_context, sign_in, channel, there)
    expect(asker.locator("[data-link=live]")).to_be_attached()
    expect(other.locator("[data-link=live]")).to_be_attached()

    other.locator("#m1 [data-link]").click()
    sheet = other.get_by_role("dialog", name="Ce message")
    sheet.get_by_role("button", name="Merci").click()
    expect(sheet).to_be_hidden()
    expect(asker.locator("#m1 [data-signs]")).to_contain_text("1")

    other.locator("#m1 [data-link]").click()
    sheet.get_by_text("Répondre").click()
    expect(sheet).to_be_hidden()
    expect(other.locator("#message")).to_be_focused()
    expect(other.locator("[data-replying]")).to_contain_text("Où se voit-on ?")
    other.locator("#message").fill("À **Loos** <img>")
    other.locator("#sorte").select_option("experience")
    other.locator("#message").press("Control+Enter")
    expect(asker.locator("#m2 strong", has_text="Loos")).to_be_visible()
    expect(asker.locator("#m2 [data-quoted]")).to_have_text("Élue : Où se voit-on ?")
    expect(asker.locator("#m2 [data-marks]")).to_have_text("expérience")
    expect(other.locator("[data-replying]")).to_be_hidden()
    expect(asker.locator(".message img")).to_have_count(0)

    asker.locator("#m1 [data-link]").click()
    mine = asker.get_by_role("dialog", name="Ce message")
    mine.get_by_text("Modifier", exact=True).first.click()
    mine.get_by_label("Votre message").fill("x" * 4001)
    mine.get_by_role("button", name="Modifier").click()
    expect(mine.get_by_role("alert")).to_contain_text("4")
    mine.get_by_label("Votre message").fill("Où donc ?")
    mine.get_by_role("button", name="Modifier").click()
    expect(other.locator("#m1 [data-body]")).to_have_text("Où donc ?")
    expect(other.locator("#m1 [data-marks]")).to_have_text(
        "question · attend une réponse · modifié"
    )
    expect(other.locator("#m2 [data-quoted]")).to_have_text("Élue : Où donc ?")

    asker.locator("#m1 [data-link]").click()
    mine.get_by_text("Retirer", exact=True).click()
    mine.get_by_role("button", name="Retirer ce message").click()
    expect(other.locator("#m1")).to_contain_text("Message retiré")
    expect(other.locator("#m1 [data-signs]")).to_have_count(0)

    expect(mine).to_be_hidden()
    parts = ".message :is(.meta, [data-body], [data-quoted])"
    drawn = asker.locator(parts).all_inner_texts()
    asker.reload()
    expect(asker.locator("[data-link=live]")).to_be_attached()
    assert asker.locator(parts).all_inner_texts() == drawn


def test_what_one_has_read_is_remembered(new_context: NewContext, sign_in: SignIn) -> None:
    """The page opens where one was; what comes before one's eyes is read, and stays so."""
    channel = factories.pair_channel()
    here, there = factories.seated(channel), factories.seated(channel)
    for number in range(1, 19):
        factories.say(channel, there, f"n° {number}\n" * 8)
    read_up_to(channel=channel, user=factories.account(here), seq=5)
    page = open_page(new_context, sign_in, channel, here)
    expect(page.get_by_text("13 messages non lus")).to_be_attached()
    expect(page.locator("[data-channel-new]")).to_be_in_viewport()
    expect(page.locator("#m18")).not_to_be_in_viewport()
    page.locator("#m18").scroll_into_view_if_needed()
    page.mouse.wheel(0, 5000)
    for _try in range(50):
        if Bookmark.objects.get().seq == 18:
            break
        page.wait_for_timeout(200)
    assert Bookmark.objects.get().seq == 18
    page.reload()
    expect(page.get_by_text("non lus")).to_have_count(0)


def test_what_is_not_sent_survives_a_closed_tab(new_context: NewContext, sign_in: SignIn) -> None:
    """It stays in the browser, goes out once when there is a network, and is then kept no more."""
    channel = factories.pair_channel()
    here = factories.seated(channel)
    context = sign_in(new_context(), factories.account(here))
    network = Network(context)
    first = context.new_page()
    first.goto(channel.get_absolute_url())
    expect(first.locator("[data-link=live]")).to_be_attached()
    network.cut()
    first.locator("#message").fill("avant la coupure")
    first.locator("#message").press("Control+Enter")
    expect(first.locator(".message.mine [data-state]")).to_have_text("en attente…")
    first.close()
    assert not Message.objects.exists()

    network.mend()
    second, third = context.new_page(), context.new_page()
    for page in (second, third):
        page.goto(channel.get_absolute_url())
        expect(page.locator("[data-link=live]")).to_be_attached()
        expect(page.locator(".message.mine")).to_have_count(1)
        expect(page.locator(".message.mine [data-body]")).to_have_text("avant la coupure")
    expect(second.locator("#m1")).to_be_attached()
    assert Message.objects.get().body == "avant la coupure"
    kept = """() => new Promise((done) => {
        const opened = indexedDB.open("fabrique", 1);
        opened.onsuccess = () => {
            const all = opened.result.transaction("outbox").objectStore("outbox").count();
            all.onsuccess = () => done(all.result);
        };
    })"""
    assert second.evaluate(kept) == 0


def test_what_somebody_else_left_unsent_is_not_shown(
    new_context: NewContext, sign_in: SignIn
) -> None:
    """Another person who signs in with the same browser neither sees nor sends it."""
    channel = factories.pair_channel()
    here, there = factories.seated(channel), factories.seated(channel)
    context = sign_in(new_context(), factories.account(here))
    network = Network(context)
    first = context.new_page()
    first.goto(channel.get_absolute_url())
    expect(first.locator("[data-link=live]")).to_be_attached()
    network.cut()
    first.locator("#message").fill("à moi seule")
    first.locator("#message").press("Control+Enter")
    expect(first.locator(".message.mine [data-state]")).to_have_text("en attente…")
    first.close()
    network.mend()
    sign_in(context, factories.account(there))
    other = context.new_page()
    other.goto(channel.get_absolute_url())
    expect(other.locator("[data-link=live]")).to_be_attached()
    other.locator("#message").fill("moi")
    other.locator("#message").press("Control+Enter")
    expect(other.locator(".message.mine [data-state]")).to_have_text("envoyé")
    expect(other.locator(".message")).to_have_count(1)
    assert [message.body for message in Message.objects.all()] == ["moi"]
