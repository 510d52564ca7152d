"""What waits for somebody in the admin, each line leading to where it is done.

Everything starts from the pages that this person may edit; what is the team's is asked for the
team alone. The number of queries does not grow with what waits.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    BooleanField,
    CharField,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.models import GroupPagePermission, Page, Revision
from wagtail.permissions import policy_registry

from chantiers.models import SynthesisPage
from community.activity.models import BarrierReport, Mail
from community.discussions.permissions import settled_by
from community.gatherings.models import GatheringPage, GatheringPart
from community.programmes.permissions import is_team
from community.welcome.models import JoinRequest
from community.welcome.permissions import visible_requests

from .models import HomePage

#: How many lines of a kind are shown at once.
LINES = 6
#: How long an account is still awaited after a meeting, in days: later, nobody remembers.
ACCOUNT_DAYS = 90
#: How long before a meeting its link and its programme are asked for, in days.
PREPARATION_DAYS = 30


@dataclass(frozen=True)
class Line:
    """One thing to do: on what, what is missing, and where it is done."""

    title: str
    note: str
    url: str


@dataclass(frozen=True)
class Errand:
    """Things to do of one kind."""

    heading: str
    lines: list[Line]
    #: Whether there are more than those shown.
    more: bool


def waiting_for(user: Any) -> list[Errand]:
    """What waits for ``user``, kind by kind; empty when nothing does."""
    pages = _editable(user)
    kinds = [
        (_("Demandes à rejoindre"), _requests(user)),
        (_("Messages signalés"), _reports(user)),
        (_("Comptes rendus attendus"), _untold(pages)),
        (_("Rencontres à préparer"), _unprepared(pages)),
        (_("Vos brouillons"), _drafts(user, pages)),
        (_("Synthèses en préparation"), _syntheses(pages)),
        (_("Publications prévues"), _scheduled(pages)),
    ]
    if is_team(user) or user.is_superuser:
        kinds.append((_("Pour l'équipe"), _for_the_team()))
    return [
        Errand(heading=heading, lines=lines[:LINES], more=len(lines) > LINES)
        for heading, lines in kinds
        if lines
    ]


def _requests(user: Any) -> list[Line]:
    """Those who ask to come in, the first who asked first."""
    waiting = visible_requests(user).filter(answer=JoinRequest.Answer.NONE)
    return [
        Line(
            title=asked.name,
            note=asked.programme.title if asked.programme else _("l'alliance en général"),
            url=asked.get_absolute_url(),
        )
        for asked in _first(waiting)
    ]


def _reports(user: Any) -> list[Line]:
    """Messages that readers reported, the oldest first; what they say is read on their page."""
    waiting = settled_by(user).waiting().select_related("message__channel")
    return [
        Line(
            title=report.message.channel.title,
            note=_("Signalé le %(when)s.") % {"when": _moment(report.created_at)},
            url=report.get_absolute_url(),
        )
        for report in _first(waiting)
    ]


def places_of(user: Any) -> QuerySet[Page]:
    """Where ``user`` writes: the programmes that they animate, or the sections of the house."""
    branches = GroupPagePermission.objects.filter(group__user=user).values("page")
    programmes = Page.objects.filter(pk__in=branches).exclude(pk__in=HomePage.objects.values("pk"))
    if programmes.exists():
        return programmes.order_by("title")
    return Page.objects.filter(pk__in=_editable(user).filter(depth=3).values("pk")).order_by("path")


def recent_pages(user: Any) -> QuerySet[Page]:
    """The pages that ``user`` wrote last, among those that they may still edit."""
    written = _editable(user).filter(latest_revision__user=user)
    return written.order_by("-latest_revision_created_at")[:LINES]


def _editable(user: Any) -> QuerySet[Page]:
    """The pages that ``user`` may edit, each with the hour at which it is to go public."""
    policy = policy_registry.get_by_type(Page)
    going_live = Revision.page_revisions.filter(
        object_id=Cast(OuterRef("pk"), CharField()), approved_go_live_at__gt=timezone.now()
    )
    pages: QuerySet[Page] = policy.instances_user_has_any_permission_for(user, {"change"})
    return pages.annotate(goes_live_at=Subquery(going_live.values("approved_go_live_at")[:1]))


def _among(pages: QuerySet[Page]) -> Q:
    return Q(pk__in=pages.values("pk"))


def _first(rows: QuerySet[Any]) -> list[Any]:
    """One more than are shown, so that one knows whether there are others."""
    return list(rows[: LINES + 1])


def _edit(page: Page, note: str) -> Line:
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return Line(title=page.get_admin_display_title(), note=note, url=url)


def _drafts(user: Any, pages: QuerySet[Page]) -> list[Line]:
    """What ``user`` began and did not publish; what was withdrawn on purpose waits for nobody."""
    never = Q(live=False, first_published_at=None)
    mine = Q(latest_revision__user=user) | Q(owner=user) & never
    drafts = pages.filter(mine, Q(live=True) | never, has_unpublished_changes=True)
    drafts = drafts.filter(goes_live_at=None).exclude(_in_preparation())
    return [
        _edit(
            page,
            _("Vos derniers changements ne sont pas encore en ligne.")
            if page.live
            else _("Pas encore en ligne."),
        )
        for page in _first(drafts.order_by("-latest_revision_created_at"))
    ]


def _in_preparation() -> Q:
    unpublished = SynthesisPage.objects.filter(live=False, first_published_at=None)
    return Q(pk__in=unpublished.values("pk"))


def _syntheses(pages: QuerySet[Page]) -> list[Line]:
    """Whoever writes them: a synthesis is a group's."""
    rows = pages.filter(_in_preparation(), goes_live_at=None).order_by("title")
    return [_edit(page, _("À relire, puis à publier.")) for page in _first(rows)]


def _untold(pages: QuerySet[Page]) -> list[Line]:
    """Meetings just past of which no account is given yet."""
    since = timezone.localdate() - dt.timedelta(days=ACCOUNT_DAYS)
    over = GatheringPage.objects.past().filter(_among(pages), live=True, ends_on__gte=since)
    rows = over.exclude(Exists(_parts_of_kind(GatheringPart.Kind.ACCOUNT)))
    return [_parts(meeting, capfirst(meeting.when)) for meeting in _first(rows)]


def _unprepared(pages: QuerySet[Page]) -> list[Line]:
    """Meetings that come soon and lack the link to join them, or their programme."""
    soon = timezone.localdate() + dt.timedelta(days=PREPARATION_DAYS)
    coming = GatheringPage.objects.coming().filter(_among(pages), live=True, starts_on__lte=soon)
    linked = Exists(_parts_of_kind(GatheringPart.Kind.JOIN_LINK))
    on_the_spot = Q(modality=GatheringPage.Modality.PRESENTIEL)
    rows = coming.annotate(
        lacks_link=ExpressionWrapper(~(on_the_spot | Q(linked)), output_field=BooleanField())
    ).filter(Q(lacks_link=True) | Q(day_programme=""))
    lines = []
    for meeting in _first(rows):
        when = {"when": capfirst(meeting.when)}
        if meeting.lacks_link:
            lines.append(_parts(meeting, _("%(when)s : sans lien pour la rejoindre.") % when))
        if not meeting.day_programme:
            lines.append(_edit(meeting, _("%(when)s : sans programme.") % when))
    return lines


def _parts_of_kind(kind: str) -> QuerySet[GatheringPart]:
    return GatheringPart.objects.filter(gathering=OuterRef("pk"), kind=kind)


def _parts(meeting: GatheringPage, note: str) -> Line:
    url = reverse("gathering_parts", args=[meeting.pk])
    return Line(title=meeting.get_admin_display_title(), note=note, url=url)


def _scheduled(pages: QuerySet[Page]) -> list[Line]:
    rows = pages.filter(goes_live_at__isnull=False).order_by("goes_live_at", "title")
    return [
        _edit(page, _("En ligne le %(when)s.") % {"when": _moment(page.goes_live_at)})
        for page in _first(rows)
    ]


def _moment(moment: dt.datetime) -> str:
    return date_format(timezone.localtime(moment), _(r"j F à G \h i"))


def _for_the_team() -> list[Line]:
    """What befalls the whole house."""
    lines = []
    if failed := Mail.objects.filter(state=Mail.State.FAILED).count():
        title = _("Courriels qui n'ont pas pu partir : %(count)s") % {"count": failed}
        note = _("Vérifiez les adresses, puis faites-les repartir.")
        lines.append(Line(title=title, note=note, url=reverse("failed_mails")))
    if barriers := BarrierReport.objects.filter(handled_at=None).count():
        title = _("Difficultés signalées : %(count)s") % {"count": barriers}
        note = _("Quelqu'un n'a pas pu se servir du site, et attend une réponse.")
        lines.append(Line(title=title, note=note, url=reverse("barrier_reports")))
    return lines
