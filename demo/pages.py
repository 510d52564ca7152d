"""The pages of the demonstration."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Page

from accompagnements.models import AccompanimentIndexPage, AccompanimentPage, Phase
from chantiers.models import ChantierPage, Contribution, SynthesisPage, WorkSessionPage
from comap.models import ComapIndexPage, ComapPage, ComapSessionPage
from community.alliance.models import ActorKind, Person, Territory
from community.delegations.actions import form_delegation, give_seat
from community.delegations.models import Delegation
from community.gatherings.models import (
    AppointmentPage,
    ExperienceReport,
    GatheringPage,
    GatheringPart,
    MeetingPage,
)
from community.programmes.actions import take_part
from community.programmes.models import Circle, Composition, Participation
from community.text.dates import PartialDate
from resources.models import KitItem, Lesson, ResourceIndexPage, ResourcePage

from . import content, files
from .cast import CAST

CHANTIER = "chantier-representations-systemiques"
#: Words of titles and summaries that make a tag of the library.
TAG_WORDS = {
    "récit": "mise en récits",
    "coopér": "coopération",
    "évalu": "évaluation",
    "climat": "climat",
    "montagne": "montagne",
    "occitanie": "Occitanie",
    "méthod": "méthode",
}
VISIO = "https://visio.demo.invalid"


def publish(parent: Page, page: Page) -> Any:
    """Add a page below another and publish it, as the editor does."""
    parent.refresh_from_db()
    parent.add_child(instance=page)
    page.save_revision().publish()
    return page


def day(date: dt.date) -> PartialDate:
    return PartialDate(date.isoformat())


def demo_comap() -> ComapPage | None:
    """The demonstration's learning community, whatever its address has become."""
    return ComapPage.objects.filter(demonstration=True).first()


def build_comap(people: dict[str, Person]) -> None:
    """A learning community with two sessions in a row, full of all that a session holds."""
    if demo_comap():
        return
    today = timezone.localdate()
    comap = publish(
        ComapIndexPage.objects.get(),
        ComapPage(
            title="Communauté apprenante de démonstration",
            slug="demonstration",
            summary="Une communauté fictive, pour voir tout ce qu'une session peut garder.",
            start_year=today.year,
            objectives=[
                "Montrer une session remplie.",
                "Essayer sans rien abîmer de l'histoire de l'alliance.",
            ],
            demonstration=True,
        ),
    )
    animator = people["animatrice.chantier"]
    take_part(programme=comap, person=animator, role=Participation.Role.ANIMATOR)
    for role in CAST:
        if role.territory or role.key == "participante.comap":
            take_part(programme=comap, person=people[role.key])
    first = _session(comap, content.SESSION_FULL, today - dt.timedelta(days=40))
    _session(comap, content.SESSION_SECOND, today - dt.timedelta(days=12))
    _kit(first, comap)


def _session(comap: ComapPage, words: dict[str, Any], date: dt.date) -> ComapSessionPage:
    session = ComapSessionPage(
        title=words["title"],
        slug=f"session-{date.isoformat()}",
        summary=words["summary"],
        date=day(date),
        start_time=dt.time(9, 30),
        end_time=dt.time(12, 0),
        kind=GatheringPage.Kind.SESSION_COMAP,
        modality=GatheringPage.Modality.HYBRIDE,
        place="Salle de démonstration",
        day_programme=words["programme"],
        attendance=18,
        demonstration=True,
    )
    session.experience_reports = [
        ExperienceReport(
            territory=Territory.objects.filter(slug=report["territory"]).first(),
            **{key: value for key, value in report.items() if key != "territory"},
        )
        for report in words["reports"]
    ]
    publish(comap, session)
    for text in words["lessons"]:
        Lesson.objects.create(text=text, year=date.year, programme=comap, origin=session)
    _parts(session, words)
    return session


def _parts(session: ComapSessionPage, words: dict[str, Any]) -> None:
    kinds = GatheringPart.Kind
    rows: list[tuple[str, str, str, str, bytes | None]] = [
        (kinds.RECIT, Circle.ANYONE, words["recit"], "", None),
        (kinds.ACCOUNT, Circle.PARTICIPANTS, words["account"], "", None),
        (kinds.MINUTES, Circle.PARTICIPANTS, words["minutes"], "", None),
        (kinds.RECORDING, Circle.PARTICIPANTS, "", "enregistrement.wav", files.sound()),
        (kinds.TRANSCRIPT, Circle.PARTICIPANTS, words["transcript"], "", None),
        (kinds.SLIDES, Circle.ALLIES, "", "diaporama.pdf", files.slides()),
        (kinds.PHOTO, Circle.PARTICIPANTS, "", "dessin.png", files.picture()),
    ]
    for position, (kind, circle, text, name, data) in enumerate(rows):
        part = GatheringPart(
            gathering=session, kind=kind, circle=circle, text=text, position=position
        )
        if data:
            part.file = ContentFile(data, name)
        part.full_clean()
        part.save()


def _kit(session: ComapSessionPage, comap: ComapPage) -> None:
    slug = "fiche-entretien-demonstration"
    if (kept := ResourcePage.objects.filter(slug=slug).first()) is not None:
        KitItem.objects.create(gathering=session, resource=kept)
        return
    document = Document(title="Fiche : préparer un entretien (démonstration)")
    document.file.save("fiche-entretien.pdf", ContentFile(files.slides()))
    sheet = ResourcePage(
        title="Préparer un entretien en trois questions (démonstration)",
        slug=slug,
        kind=ResourcePage.Kind.FICHE,
        collection=ResourcePage.Collection.METHODOLOGIQUES,
        summary="Une fiche faite pour la démonstration.",
        document=document,
        date=session.date,
        programme=comap,
        licence="CC BY-SA 4.0",
        demonstration=True,
    )
    sheet.tags.add("mise en récits", "entretien")
    publish(ResourceIndexPage.objects.get(), sheet)
    KitItem.objects.create(gathering=session, resource=sheet)


def build_cohort(people: dict[str, Person]) -> None:
    """Three delegations: two of free composition, twinned, and one of the quatre Fantastiques."""
    if AccompanimentPage.objects.filter(demonstration=True).exists():
        return
    slugs = {role.territory for role in CAST if role.territory}
    territories = list(Territory.objects.filter(slug__in=slugs))
    cohort = AccompanimentPage(
        title="Cohorte de démonstration",
        slug="cohorte-de-demonstration",
        kind=AccompanimentPage.Kind.COHORTE,
        summary="Trois délégations fictives qui se parlent, de Loos-en-Gohelle à Yaoundé.",
        start_year=timezone.localdate().year,
        expected_composition=Composition.FANTASTIQUES,
        demonstration=True,
    )
    cohort.territories = territories
    cohort.phases = [
        Phase(order=1, title="Se rencontrer", summary="Trois journées pour faire équipe."),
        Phase(order=2, title="Essayer", summary="Un projet pilote par territoire."),
        Phase(order=3, title="Se rendre visite", optional=True),
    ]
    publish(AccompanimentIndexPage.objects.get(), cohort)
    for territory in territories:
        composition = "" if territory.slug == "le-vigan" else Composition.FREE
        delegation = form_delegation(territory=territory, programme=cohort, composition=composition)
        Delegation.objects.filter(pk=delegation.pk).update(demonstration=True)
        for role in CAST:
            if role.territory == territory.slug:
                give_seat(
                    delegation=delegation,
                    person=people[role.key],
                    kind=ActorKind(role.kind),
                    referent=role.referent,
                )


def build_syntheses(people: dict[str, Person]) -> None:
    """One published synthesis and one draft, in a chantier of the alliance."""
    chantier = ChantierPage.objects.filter(slug=CHANTIER).first()
    if chantier is None or SynthesisPage.objects.filter(demonstration=True).exists():
        return
    animator = people["animatrice.chantier"]
    take_part(programme=chantier, person=animator, role=Participation.Role.ANIMATOR)
    words = content.SYNTHESIS
    lessons = Lesson.objects.filter(programme=chantier).order_by("pk")
    body: list[tuple[str, Any]] = [
        ("text", words["intro"]),
        ("picture", _map(words)),
        ("heading", "Ce que le chantier a appris"),
        *(("lesson", lesson) for lesson in lessons),
        ("heading", "Et maintenant"),
        ("to_try", words["to_try"]),
        ("question", words["question"]),
    ]
    published = SynthesisPage(
        title=words["title"],
        slug="ce-que-disent-les-cartes",
        summary=words["summary"],
        body=body,
        demonstration=True,
    )
    published.contributions = [Contribution(person=animator)]
    published.gatherings = list(WorkSessionPage.objects.child_of(chantier))
    publish(chantier, published)
    draft = SynthesisPage(
        title=content.DRAFT["title"],
        slug="recevoir-les-nouvelles-personnes",
        summary=content.DRAFT["summary"],
        body=[("text", content.DRAFT["intro"])],
        live=False,
        demonstration=True,
    )
    draft.contributions = [Contribution(person=animator)]
    chantier.refresh_from_db()
    chantier.add_child(instance=draft)
    draft.save_revision()


def _map(words: dict[str, Any]) -> dict[str, Any]:
    image = Image.objects.create(
        title="Une carte (démonstration)",
        description=words["map"],
        file=ContentFile(files.map_of_ties(), "carte.png"),
    )
    return {
        "image": {"image": image, "alt_text": words["map"], "decorative": False},
        "caption": words["map_caption"],
        "credit": words["map_credit"],
    }


def first_tuesdays(after: dt.date, count: int) -> list[dt.date]:
    """The next first Tuesdays of a month, from ``after`` on."""
    found: list[dt.date] = []
    month = after.replace(day=1)
    while len(found) < count:
        tuesday = month + dt.timedelta(days=(1 - month.weekday()) % 7)
        if tuesday >= after:
            found.append(tuesday)
        month = (month + dt.timedelta(days=32)).replace(day=1)
    return found


def build_coming() -> None:
    """Meetings to come, dated from today: a place whose every date is past looks dead."""
    today = timezone.localdate()
    permanence = AppointmentPage.objects.filter(slug="permanence").first()
    if permanence:
        for date in first_tuesdays(today, 3):
            _coming(
                permanence,
                MeetingPage(title=f"{content.PERMANENCE} (démonstration)", kind="permanence"),
                date,
                dt.time(12, 30),
                content.PERMANENCE_SUMMARY,
            )
    comap = ComapPage.objects.filter(slug="comap-mise-en-recits").first()
    chantier = ChantierPage.objects.filter(slug=CHANTIER).first()
    _next(comap, ComapSessionPage(kind="session-comap"), 18, content.COMING_COMAP)
    _next(demo_comap(), ComapSessionPage(kind="session-comap"), 24, content.COMING_DEMO)
    _next(chantier, WorkSessionPage(kind="temps-chantier"), 11, content.COMING_CHANTIER)
    # Tomorrow: those who sit in a delegation see how to join it, at the hour of Yaoundé.
    meeting = MeetingPage(kind="entre-pairs", time_zone="Africa/Douala")
    cohort = AccompanimentPage.objects.filter(demonstration=True).first()
    _next(cohort, meeting, 1, content.COMING_COHORT)


def _next(parent: Page | None, gathering: Any, days: int, words: tuple[str, str]) -> None:
    """The next meeting of a programme in which the demonstration has none to come."""
    coming = GatheringPage.objects.coming().filter(demonstration=True)
    if parent and not coming.child_of(parent).exists():
        title, summary = words
        gathering.title = f"{title} (démonstration)"
        date = timezone.localdate() + dt.timedelta(days=days)
        _coming(parent, gathering, date, dt.time(14, 0), summary)


def _coming(parent: Page, gathering: Any, date: dt.date, start: dt.time, summary: str) -> None:
    slug = f"demonstration-{date.isoformat()}"
    if Page.objects.child_of(parent).filter(slug=slug).exists():
        return
    gathering.slug = slug
    gathering.summary = summary
    gathering.date, gathering.start_time = day(date), start
    gathering.end_time = start.replace(hour=start.hour + 1)
    gathering.modality = GatheringPage.Modality.VISIO
    gathering.demonstration = True
    publish(parent, gathering)
    part = GatheringPart(
        gathering=gathering,
        kind=GatheringPart.Kind.JOIN_LINK,
        circle=Circle.PARTICIPANTS,
        url=f"{VISIO}/{gathering.slug}",
    )
    part.full_clean()
    part.save()


def tag_resources() -> None:
    """Give the resources that have no tag yet those that their own words suggest."""
    for resource in ResourcePage.objects.filter(tagged_items__isnull=True):
        text = f"{resource.title} {resource.summary}".lower()
        tags = [tag for word, tag in TAG_WORDS.items() if word in text]
        if tags:
            resource.tags.add(*tags)
            resource.save()
