"""The catalogue that is photographed, audited and weighed holds every page there is."""

import inspect
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver
from wagtail.models import get_page_models

from audits.catalogue import CATALOGUE, Entry
from audits.stand import Stand
from tests.repository import ROOMS

#: Named addresses that show no page of their own, and why.
NOT_PAGES = {
    "healthz": "a word for the proxy",
    "readyz": "a word for the proxy",
    "sitemap": "XML for search engines",
    "gatherings:calendar": "a calendar feed",
    "gatherings:part_file": "a file",
    "resources:file": "a file",
    "discussions:file": "a file",
    "accounts:my_data": "a file",
    "accounts:my_data_readable": "a file",
    "export": "a file",
    "accounts:end_session": "a button's address: it leads back to accounts:sessions",
    "accounts:end_other_sessions": "a button's address: it leads back to accounts:sessions",
    "accounts:presence": "a button's address: it leads back to accounts:home",
    "accounts:address_code": "needs a mail; the same form as the entry sign-in-code",
    "accounts:go_on": "leads to where one was going",
    "accounts:sign_out_everywhere": "a button's address: it leads to the sign-in page",
    "wagtailsnippets_delegations_seat:add": "Wagtail's own form, saved under the delegation's lock",
    "wagtailsnippets_delegations_seat:edit": "Wagtail's own form, saved under the same lock",
    "delegations:hand_over": "a button's address: it leads back to the delegation",
    "delegations:end": "a button's address: it leads back to the delegation",
    "delegations:name_referent": "a button's address: it leads back to the delegation",
    "alliance:charter_sign": "a button's address: it leads back to alliance:charter",
    "discussions:messages": "what the channel's page fetches",
    "discussions:export_file": "a file",
    "discussions:own_words": "a file",
    "discussions_reports:show": "a button's address",
    "discussions:rule": "a button's address: it leads back to the channel",
    "discussions:recipients": "what the channel's page fetches; its form is the entry channel-to",
    "account_confirm_login_code": "shown by the entry sign-in-code, one step after the first",
    "accompagnements:reopen": "a button's address: it leads back to the accompaniment",
    "accompagnements:advance": "a button's address: it leads back to the accompaniment",
    "mfa_activate_totp": "the house's own view stands before it, at the same address",
    "mfa_add_webauthn": "the house's own view stands before it, at the same address",
    "account_logout": "the house's own view stands before it, at the same address",
    "account_login": "another door, which leads to the sign-in page",
    "account_reauthenticate": "leads to mfa_reauthenticate or to the sign-in page",
    "usersessions_list": "another name of accounts:sessions",
    "mfa_list_webauthn": "leads to mfa_index",
    "mfa_login_webauthn": "what the script of the sign-in page fetches",
    "mfa_edit_webauthn": "needs a key that only a device can make; opened by test_passkeys",
    "mfa_remove_webauthn": "needs a key that only a device can make; opened by test_passkeys",
    "mfa_reauthenticate_webauthn": "needs such a key too; opened by test_passkeys",
    "welcome:code": "shown by the entry invitation-code, one step after the link",
    "welcome:change_account": "a button's address: it leads back to welcome:invitation",
    "welcome:resend": "a button's address: it leads back to welcome:invitations",
    "welcome:withdraw": "a button's address: it leads back to welcome:invitations",
    "mfa_authenticate": "shown during sign-in only: the same form as second-factor-confirm",
    "mfa_download_recovery_codes": "a file",
    "discussions_admin:close": "a button's address",
    "discussions_admin:reopen": "a button's address",
    "discussions_admin:put_out": "a button's address",
    "discussions_admin:let_in": "a button's address",
    "discussions_admin:rule": "a button's address",
    "discussions_admin:past": "a button's address",
    "discussions_admin:welcome": "a button's address",
    "discussions:act": "a button's address",
    "discussions:bookmark": "a button's address",
    "event_report_results": "what the list of events fetches",
    "barrier_reports_results": "what the list of barriers fetches",
    "wagtailusers_users:index_results": "what the list of accounts fetches",
    "settle_barrier": "a button's address",
    "reopen_barrier": "a button's address",
    "retry_mails": "a button's address",
}
#: allauth's pages on what the house does not have: they answer that there is none.
SHUT = re.compile(r"account_(email|confirm_email|change_password|set_password|reset_password)")


def named_views(resolver: URLResolver, space: str = "") -> Iterator[str]:
    """The names of the addresses whose view is of the house or of the door (allauth)."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from named_views(pattern, inner)
        elif pattern.name and module_of(pattern).split(".")[0] in (*ROOMS, "allauth"):
            yield space + pattern.name


def module_of(pattern: URLPattern) -> str:
    view = inspect.unwrap(pattern.callback, stop=lambda view: hasattr(view, "view_class"))
    return getattr(view, "view_class", view).__module__


def missing(wanted: set[str], entries: tuple[Entry, ...], stand: Stand) -> set[str]:
    return wanted - {stand.answers[entry.name] for entry in entries}


def test_each_entry_has_a_name_of_its_own() -> None:
    """It is the name of its pictures, and what ONLY= asks for."""
    names = Counter(entry.name for entry in CATALOGUE)
    assert [name for name, times in names.items() if times > 1] == []
    assert all(re.fullmatch(r"[a-z0-9-]+", name) for name in names)


def test_every_page_type_is_in_the_catalogue(stand: Stand) -> None:
    """A page type that somebody can make cannot be forgotten."""
    types = {model._meta.label for model in get_page_models() if model.is_creatable}
    assert "comap.ComapPage" in types
    assert missing(types, CATALOGUE, stand) == set()
    without = tuple(entry for entry in CATALOGUE if not entry.name.startswith("synthesis"))
    assert missing(types, without, stand) == {"chantiers.SynthesisPage"}


def test_every_named_address_is_in_the_catalogue(stand: Stand) -> None:
    """A view of the house is looked at, or it is said why there is nothing to look at."""
    views = {view for view in named_views(get_resolver()) if not SHUT.match(view)}
    assert {"alliance:figures", "page_audience", "mfa_index"} <= views
    assert missing(views, CATALOGUE, stand) == NOT_PAGES.keys() & views
    assert NOT_PAGES.keys() <= views, "these addresses are gone"


def test_every_refusal_is_in_the_catalogue() -> None:
    """Each template of a refusal is shown by an entry."""
    templates = Path(settings.BASE_DIR, "templates").glob("[45]??.html")
    numbers = {int(template.stem) for template in templates}
    assert {403, 404, 500} <= numbers
    assert numbers - {entry.status for entry in CATALOGUE} == set()
