"""Every page type of the house, in every state that a visitor may find it in.

One line an entry. What answers at each address is found out by the stand, not said here, and a
test holds the catalogue against the page models, the named addresses and the refusals.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import partial
from typing import Any

from django.apps import apps
from django.urls import reverse
from playwright.sync_api import Page

from . import states


class Kind(Enum):
    """What a page is for; budgets are set by it."""

    READING = "reading"
    LIST = "list"
    FORM = "form"
    APP = "app"
    REFUSAL = "refusal"
    ADMIN = "admin"
    #: Every component in every state on one page, in the demonstration only: it has no budget.
    SPECIMEN = "specimen"


@dataclass(frozen=True)
class Entry:
    """One page in one state.

    `name` is also the name of its pictures. `address` is a path, or what finds it in the stand's
    database. `who` is the key of a demonstration account, empty for a visitor. `bring` brings the
    opened page into the state that is meant.
    """

    kind: Kind
    name: str
    address: str | Callable[[], str]
    who: str = ""
    bring: Callable[[Page], object] | None = None
    status: int = 200

    @property
    def is_public(self) -> bool:
        """What anybody reads without asking for anything: no cookie is set there."""
        return self.kind in (Kind.READING, Kind.LIST) and not self.who


def row(label: str, **where: Any) -> Callable[[], str]:
    """The address of the latest row of a model (`app.Model`) in the stand."""

    def find() -> str:
        found = apps.get_model(label).objects.filter(**where).latest("pk")
        return str(found.get_url() if hasattr(found, "get_url") else found.get_absolute_url())

    return find


def editing(view: str, label: str, **where: Any) -> Callable[[], str]:
    """The address of an admin view that takes the key of the latest row of a model."""
    return lambda: reverse(
        view, args=[apps.get_model(label).objects.filter(**where).latest("pk").pk]
    )


def all_of(slug: str, what: str) -> Callable[[], str]:
    """The address of a list that the page of that name only begins."""

    def find() -> str:
        found = apps.get_model("programmes.ProgrammePage").objects.get(slug=slug)
        return reverse("alliance:page_all", args=[found.pk, what])

    return find


def row_of_signature() -> str:
    """Where the person who signed an older version of the charter takes that back."""
    signatures = apps.get_model("alliance.CharterSignature").objects
    mine = signatures.get(person__user__email__startswith="elue.loos@")
    return reverse("alliance:charter_withdraw", args=[mine.pk])


def two_cards() -> str:
    """Where two cards of the demonstration are shown side by side."""
    cards = apps.get_model("alliance.Person").objects.filter(demonstration=True)
    return reverse("merging", args=list(cards.order_by("pk").values_list("pk", flat=True)[:2]))


def held_organisation() -> str:
    """Where somebody of the stand writes the card of their organisation."""
    held = apps.get_model("alliance.Organisation").objects
    row = held.filter(contacts__user__email__startswith="elue.loos@").latest("pk")
    return reverse("alliance:organisation_card", args=[row.slug])


def message_of(email: str, view: str = "discussions:message") -> str:
    """The page of the first message that somebody of the stand said, or another about it."""
    messages = apps.get_model("discussions.Message").objects
    said = messages.filter(author__user__email__startswith=email).earliest("pk")
    return reverse(view, args=[said.channel_id, said.seq])


def export_of(**where: Any) -> Callable[[], str]:
    """Where a discussion of the stand is taken along."""
    return lambda: f"{row('discussions.Channel', **where)()}export/"


def report_of_message() -> str:
    """Where whoever reads reports the first message of somebody else."""
    return message_of("elue.loos@", "discussions:report")


def delegations_of(slug: str) -> Callable[[], str]:
    """The address of all the delegations of the programme of that name."""

    def find() -> str:
        found = apps.get_model("programmes.ProgrammePage").objects.get(slug=slug)
        return reverse("delegations:of_programme", args=[found.pk])

    return find


def below(step: str, **where: Any) -> Callable[[], str]:
    """The address of a step below a delegation's page."""
    return lambda: f"{row('delegations.Delegation', **where)()}{step}/"


def phase_of_cohort() -> str:
    """The address where the first phase of the demonstration's cohort is dated."""
    cohort = apps.get_model(COHORT).objects.get(**DEMO)
    return reverse("accompagnements:phase", args=[cohort.pk, cohort.phases.first().order])


reading = partial(Entry, Kind.READING)
listing = partial(Entry, Kind.LIST)
form = partial(Entry, Kind.FORM)
app = partial(Entry, Kind.APP)
refusal = partial(Entry, Kind.REFUSAL)
admin = partial(Entry, Kind.ADMIN)

COMAP = "/comap/comap-mise-en-recits/"
COHORT, DEMO = "accompagnements.AccompanimentPage", {"demonstration": True}
DEMO_SESSION = row("comap.ComapSessionPage", slug__startswith="session-")
VIGAN = {"territory__slug": "le-vigan", "demonstration": True}
VIGAN_SEAT = {f"delegation__{key}": value for key, value in VIGAN.items()}
PAIR = {"title": "De Loos-en-Gohelle à Yaoundé"}
PEERS = {"kind": "peers", "actor_kind": "elu"}
#: The token of an invitation of the stand.
INVITATION = "jeton-de-la-photographie"
SYNTHESIS = "/chantiers/chantier-representations-systemiques/ce-que-disent-les-cartes/"

CATALOGUE: tuple[Entry, ...] = (
    # The entrance.
    reading("home", "/"),
    reading("home-menu-open", "/", bring=states.open_menu),
    reading("home-participant", "/", "participante.comap"),
    reading("home-delegate", "/", "elue.loos"),
    reading("home-without-programme", "/", "alliee"),
    reading("home-first-day", "/", "agente.levigan"),
    reading("home-tour", "/?visite=1", "agente.levigan"),
    listing("people-tour", "/alliance/personnes/?visite=3", "agente.levigan"),
    reading("text", "/mentions/"),
    reading("accessibility", "/accessibilite/"),
    form("barrier", "/accessibilite/signaler/"),
    form("barrier-wrong", "/accessibilite/signaler/", bring=states.send(what="", email="non")),
    form("barrier-received", "/accessibilite/signaler/recu/"),
    form("light-mode", "/mode-leger/"),
    # Programmes and what they gather.
    reading("comaps", "/comap/"),
    reading("comap", COMAP),
    reading("comap-participant", "/comap/demonstration/", "participante.comap"),
    reading("comap-session", f"{COMAP}comap-mise-en-recits-2024-04/"),
    reading("comap-session-locked", DEMO_SESSION),
    reading("comap-session-open", DEMO_SESSION, "participante.comap"),
    reading("comap-session-coming", row("comap.ComapSessionPage", slug__startswith="demo")),
    reading("chantiers", "/chantiers/"),
    reading("chantier", "/chantiers/chantier-representations-systemiques/"),
    reading("work-session", row("chantiers.WorkSessionPage", slug__contains="2024-05-15")),
    reading("synthesis", SYNTHESIS),
    reading("synthesis-light", SYNTHESIS, bring=states.save_data),
    reading("accompaniments", "/accompagnements/"),
    reading("accompaniment", "/accompagnements/cohorte-occitanie/"),
    reading("accompaniment-delegations", "/accompagnements/cohorte-de-demonstration/"),
    reading("accompaniment-led", "/accompagnements/cohorte-de-demonstration/", "equipe"),
    form("accompaniment-start", editing("accompagnements:start", COHORT, **DEMO), "equipe"),
    form("accompaniment-close", editing("accompagnements:close", COHORT, **DEMO), "equipe"),
    form("accompaniment-phase", phase_of_cohort, "equipe"),
    reading("pilot-project", "/accompagnements/cohorte-occitanie/projet-teuleria-canohes/"),
    reading("pilot-project-views", row("accompagnements.PilotProjectPage", **DEMO)),
    reading("appointments", "/rendez-vous/"),
    reading("appointment", "/rendez-vous/permanence/"),
    reading("meeting", "/accompagnements/cohorte-occitanie/occitanie-journee-2/"),
    reading("meeting-coming", row("gatherings.MeetingPage", slug__startswith="demo")),
    reading("agenda", "/agenda/"),
    # The library.
    listing("resources", "/ressources/"),
    listing("resources-narrowed", "/ressources/?mot=mise-en-recits"),
    listing("resources-empty", "/ressources/?mot=mise-en-recits&type=these"),
    reading("resource", "/ressources/fiche-entretien-demonstration/"),
    reading("resource-long-words", "/ressources/mots-longs/"),
    listing("lessons", "/enseignements/"),
    listing("lessons-second-page", "/enseignements/?page=2"),
    reading("lesson", row("resources.Lesson", programme__slug="comap-mise-en-recits")),
    listing("concepts", "/lexique/"),
    reading("concept", "/lexique/dimensions/1/"),
    listing("methods", "/methodes/"),
    reading("method", "/methodes/projet-pilote/"),
    listing("press", "/presse/"),
    # The alliance.
    reading("alliance", "/alliance/"),
    listing("organisations", "/alliance/organisations/"),
    reading("organisation", "/alliance/organisations/ademe/"),
    listing("organisation-meetings", "/alliance/organisations/ademe/rencontres/"),
    listing("organisations-narrowed", "/alliance/organisations/?q=ville&type=collectivite"),
    listing("people", "/alliance/personnes/"),
    listing("people-found", "/alliance/personnes/?q=loos", "elue.loos"),
    listing("people-none", "/alliance/personnes/?q=licorne"),
    reading("person", "/alliance/personnes/baptiste-gapenne/"),
    listing("person-meetings", "/alliance/personnes/baptiste-gapenne/rencontres/"),
    listing("territories", "/alliance/territoires/"),
    reading("map", "/alliance/carte/"),
    reading("map-narrowed", "/alliance/carte/?type=commune&autour=loos-en-gohelle"),
    reading("map-empty", "/alliance/carte/?dispositif=nulle-part"),
    reading("territory", "/alliance/territoires/loos-en-gohelle/"),
    reading("territory-participant", "/alliance/territoires/loos-en-gohelle/", "elue.yaounde"),
    reading("territory-projects", "/alliance/territoires/petr-causses-et-cevennes/"),
    reading("territory-little", "/alliance/territoires/bellefontaine/"),
    listing("territory-story", "/alliance/territoires/loos-en-gohelle/histoire/"),
    listing("territory-meetings", "/alliance/territoires/loos-en-gohelle/rencontres/"),
    listing("programme-territories", all_of("cohorte-occitanie", "territoires")),
    reading("figures", "/alliance/chiffres/"),
    reading("charter", "/alliance/charte/"),
    reading("charter-replaced", "/alliance/charte/2022/"),
    form("charter-to-sign", "/alliance/charte/", "elue.loos"),
    form("charter-withdraw", row_of_signature, "elue.loos"),
    form("own-card", "/alliance/ma-fiche/", "elue.loos"),
    form("own-card-wrong", "/alliance/ma-fiche/", "elue.loos", states.send(name="", languages="x")),
    form("own-card-which", "/alliance/ma-fiche/", "elue.loos", states.send(organisation="ville")),
    reading("own-card-seen", "/alliance/ma-fiche/vue/", "elue.loos"),
    form("organisation-card", held_organisation, "elue.loos"),
    # Signing in, and one's account.
    form("sign-in", "/compte/login/code/"),
    form("sign-in-wrong", "/compte/login/code/", bring=states.send(email="pas une adresse")),
    form("sign-in-code", "/compte/login/code/", bring=states.ask_for_code),
    form("sign-in-code-wrong", "/compte/login/code/", bring=states.give_wrong_code),
    form("sign-in-password", "/compte/login/mot-de-passe/"),
    form(
        "sign-in-password-wrong",
        "/compte/login/mot-de-passe/",
        bring=states.send(email="pas une adresse"),
    ),
    form("sign-out", "/compte/logout/", "alliee"),
    form("sign-up", "/compte/signup/"),
    form("account-inactive", "/compte/inactive/"),
    form("account", "/compte/", "elue.loos"),
    form("account-address", "/compte/adresse/", "elue.loos"),
    form("account-address-wrong", "/compte/adresse/", "elue.loos", bring=states.send(email="non")),
    form("account-password", "/compte/mot-de-passe/", "elue.loos"),
    form(
        "account-password-wrong",
        "/compte/mot-de-passe/",
        "elue.loos",
        bring=states.send(password="trop court"),
    ),
    form("account-data", "/compte/mes-donnees/", "elue.loos"),
    form("account-leave", "/compte/partir/", "elue.loos"),
    form("account-leave-wrong", "/compte/partir/", "elue.loos", bring=states.send(address="autre")),
    form("account-left", "/compte/parti/"),
    form("my-sessions", "/compte/sessions/", "elue.loos"),
    form("second-factor", "/compte/2fa/", "equipe"),
    form("passkey-add", "/compte/2fa/webauthn/add/", "elue.loos"),
    form("second-factor-none", "/compte/2fa/", "elue.loos"),
    form("second-factor-set-up", "/compte/2fa/totp/activate/", "elue.loos"),
    form("second-factor-confirm", "/compte/2fa/reauthenticate/", "equipe"),
    form("second-factor-remove", "/compte/2fa/totp/deactivate/", "equipe"),
    form("recovery-codes-make", "/compte/2fa/recovery-codes/generate/", "equipe"),
    form("recovery-codes", "/compte/2fa/recovery-codes/", "admin"),
    form("proof-asked", "/compte/2fa/recovery-codes/generate/", "equipe:hier"),
    # Coming in.
    form("join", "/rejoindre/"),
    form("join-wrong", "/rejoindre/", bring=states.send(why="", name="", email="non")),
    form("join-received", "/rejoindre/recu/"),
    form("invitation", f"/compte/invitation/{INVITATION}/"),
    form("invitation-other", f"/compte/invitation/{INVITATION}/", "alliee"),
    form("invitation-code", f"/compte/invitation/{INVITATION}/", bring=states.ask_invited_code),
    form("first-card", "/compte/bienvenue/", "agente.levigan"),
    form(
        "first-card-choice",
        "/compte/bienvenue/",
        "agente.levigan",
        states.send(territory="communauté", organisation="inconnue"),
    ),
    form("tour", "/compte/visite/", "agente.levigan"),
    listing("invitations", "/compte/invitations/", "equipe"),
    form("invite", "/compte/invitations/envoyer/", "equipe"),
    form(
        "invite-wrong", "/compte/invitations/envoyer/", "equipe", states.send(guests="non\na@b.fr")
    ),
    form("invite-participants", "/compte/invitations/envoyer/", "animatrice.chantier"),
    form("join-request", row("welcome.JoinRequest"), "equipe"),
    # Delegations.
    listing("delegations", delegations_of("cohorte-de-demonstration")),
    reading("delegation", row("delegations.Delegation", **VIGAN), "elue.levigan"),
    reading("delegation-read", row("delegations.Delegation", **VIGAN), "elue.loos"),
    reading("delegation-note", below("note", **VIGAN), "elue.levigan"),
    form("seat", row("delegations.Seat", kind="etat", **VIGAN_SEAT), "elue.levigan"),
    form("seat-give", below("siege", **VIGAN), "elue.levigan"),
    form("seat-give-wrong", below("siege", **VIGAN), "elue.levigan", states.send(on="")),
    form("delegation-twin", below("jumeler", **VIGAN), "equipe"),
    form("delegation-support", below("soutien", **VIGAN), "elue.levigan"),
    # Discussions.
    app("channels", "/discussions/", "elue.loos"),
    app("channels-none", "/discussions/", "alliee"),
    app("channel", row("discussions.Channel", **PAIR), "elue.loos"),
    app("channel-refused", row("discussions.Channel", **PAIR), "elue.loos", states.say_too_much),
    app("channel-to", row("discussions.Channel", **PAIR), "elue.loos", states.choose_recipients),
    app("message", lambda: message_of("elue.loos@"), "elue.loos"),
    app("channel-empty", row("discussions.Channel", title__contains="Yaoundé VI"), "agent.yaounde"),
    app("channel-closed", row("discussions.Channel", **PEERS), "elue.levigan"),
    form("message-report", report_of_message, "agente.loos"),
    form("message-report-wrong", report_of_message, "agente.loos", states.send(words="x" * 1001)),
    listing("reports", "/discussions/signalements/", "agente.loos"),
    form("channel-export", export_of(**PAIR), "elue.loos"),
    form("own-words-export", "/discussions/mes-paroles/", "elue.loos"),
    app("search", "/discussions/chercher/", "elue.loos"),
    app("search-found", "/discussions/chercher/?q=personnes", "elue.loos"),
    app("search-none", "/discussions/chercher/?q=introuvable", "elue.loos"),
    app("search-common", "/discussions/chercher/?q=de+la", "elue.loos"),
    # Refusals.
    refusal("refused-400", "/refus/400/", status=400),
    refusal("refused-403", "/refus/403/", status=403),
    refusal("refused-stale-form", "/compte/login/code/", bring=states.send_stale_form),
    refusal("refused-admin", "/compte/entrer-en-gestion/", "alliee", status=403),
    refusal("refused-404", "/chantiers/nulle-part/", status=404),
    refusal(
        "refused-channel", row("discussions.Channel", **PAIR), "participante.comap", status=404
    ),
    refusal("refused-invitation", "/compte/invitation/", status=404),
    refusal("refused-410", "/retire/", status=410),
    refusal("refused-429", "/refus/429/", status=429),
    refusal("refused-500", "/refus/500/", status=500),
    refusal("refused-503", "/refus/503/", status=503),
    refusal("refused-works", "/refus/travaux/", status=503),
    # The demonstration's own pages.
    app("demonstration", "/demo/"),
    Entry(Kind.SPECIMEN, "style", "/style/"),
    # The workshop.
    admin("admin", "/gestion/", "animatrice.chantier"),
    admin("admin-team", "/gestion/", "equipe"),
    admin("admin-pages", editing("wagtailadmin_explore", "chantiers.ChantierPage"), "admin"),
    admin(
        "admin-synthesis", editing("wagtailadmin_pages:edit", "chantiers.SynthesisPage"), "admin"
    ),
    admin("admin-session", editing("wagtailadmin_pages:edit", "comap.ComapSessionPage"), "admin"),
    admin("admin-parts", editing("gathering_parts", "comap.ComapSessionPage"), "admin"),
    admin("admin-audience", editing("page_audience", "comap.ComapPage"), "admin"),
    admin("admin-exports", "/gestion/listes/", "admin"),
    admin("admin-channels", "/gestion/canaux/", "admin"),
    admin("admin-channel-new", "/gestion/canaux/ouvrir/", "admin"),
    admin("admin-channel", editing("discussions_admin:channel", "discussions.Channel"), "admin"),
    admin("admin-reports", "/gestion/signalements/", "equipe"),
    admin("admin-report", row("discussions.Report"), "equipe"),
    admin("admin-events", "/gestion/reports/activite/", "admin"),
    admin("admin-barriers", "/gestion/reports/difficultes/", "equipe"),
    admin("admin-barrier", editing("barrier_report", "activity.BarrierReport"), "equipe"),
    admin("admin-mails", "/gestion/reports/courriels/", "equipe"),
    admin("admin-accounts", "/gestion/users/", "admin"),
    admin("admin-doubles", "/gestion/fiches-en-double/", "equipe"),
    admin("admin-double", two_cards, "equipe"),
)
