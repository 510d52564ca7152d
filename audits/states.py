"""Bringing an opened page into a state, as a visitor would."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page


def open_menu(page: Page) -> None:
    """Where the menu is folded, that is on a phone; elsewhere it is open already."""
    summary = page.locator(".menu > summary")
    if summary.is_visible():
        summary.click()


def send(**fields: str) -> Callable[[Page], None]:
    """Send the form that has these fields, past what the browser or a script would object to."""

    def bring(page: Page) -> None:
        for name, value in fields.items():
            page.locator(f"main [name={name}]").fill(value)
        with page.expect_navigation():
            page.locator(f"main [name={next(iter(fields))}]").evaluate(
                "field => HTMLFormElement.prototype.submit.call(field.form)"
            )

    return bring


#: Nobody has this address; the page is the same for those who have an account.
ask_for_code = send(email="personne@exemple.invalid")


def give_wrong_code(page: Page) -> None:
    ask_for_code(page)
    send(code="AAAA-AAAA")(page)


def ask_invited_code(page: Page) -> None:
    """The one button of an invitation that is opened without being signed in."""
    with page.expect_navigation():
        page.get_by_role("button", name="Recevoir un code").click()


def save_data(page: Page) -> None:
    """In a browser that asks to be spared pictures."""
    page.set_extra_http_headers({"Save-Data": "on"})
    page.reload()


def send_stale_form(page: Page) -> None:
    """A form whose cookie is gone."""
    page.context.clear_cookies()
    ask_for_code(page)


say_too_much = send(body="trop " * 1000)


def choose_recipients(page: Page) -> None:
    """One's discussion, with whom one may mention."""
    page.get_by_role("button", name="À qui").click()
    page.get_by_role("group", name="À qui parlez-vous").wait_for()
