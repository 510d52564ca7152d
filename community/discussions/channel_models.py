"""Channels: places to talk."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from community.addresses import path_to
from community.alliance.models import ActorKind
from community.delegations.models import Delegation
from community.programmes.models import ProgrammePage, QuotationRule

from .bodies import as_html
from .querysets import ChannelQuerySet

if TYPE_CHECKING:
    from .models import Message

#: How long the welcome of a channel may be.
WELCOME_LENGTH = 1000


#: The kinds that one reads by a seat, which has a first day; a participation has none.
DATED = ["delegation", "pair", "peers"]


class Channel(models.Model):
    """A place to talk. Its readers are computed from participation and seats, never copied.

    What was said belongs to those who said it: nothing that a channel is about can be deleted
    before the channel itself.

    ``seq`` and ``revision`` are the last numbers given: each message takes the next of both, under
    the lock of this row, so both are dense and follow the order in which things were committed.
    """

    class Kind(models.TextChoices):
        PROGRAMME = "programme", _("dispositif")
        DELEGATION = "delegation", _("délégation")
        PAIR = "pair", _("délégations jumelées")
        PEERS = "peers", _("pairs")
        PAGE = "page", _("page")

    class Past(models.TextChoices):
        ALL = "tout", _("tout ce qui s'y est dit")
        SINCE_ARRIVAL = "arrivee", _("ce qui s'y dit depuis leur arrivée")

    kind = models.CharField(_("type"), max_length=12, choices=Kind)
    title = models.CharField(_("nom"), max_length=255)
    programme = models.ForeignKey(
        ProgrammePage,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="channels",
        verbose_name=_("dispositif"),
    )
    delegations = models.ManyToManyField(
        Delegation,
        through="ChannelDelegation",
        blank=True,
        related_name="channels",
        verbose_name=_("délégations"),
    )
    actor_kind = models.CharField(_("type d'acteurs"), max_length=20, choices=ActorKind, blank=True)
    page = models.ForeignKey(
        Page,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="talks",
        verbose_name=_("page"),
    )
    rule = models.CharField(
        _("règle"), max_length=20, choices=QuotationRule, default=QuotationRule.PRIVATE
    )
    welcome = models.TextField(
        _("accueil"),
        blank=True,
        max_length=WELCOME_LENGTH,
        help_text=_("Ce que lit d'abord qui arrive : à quoi sert cette discussion, qui s'y parle."),
    )
    past = models.CharField(
        _("ce que voit qui arrive"),
        max_length=8,
        choices=Past,
        default=Past.ALL,
    )
    seq = models.PositiveBigIntegerField(default=0, editable=False)
    revision = models.PositiveBigIntegerField(default=0, editable=False)
    closed = models.BooleanField(
        _("fermée"), default=False, help_text=_("On y lit encore, on n'y écrit plus.")
    )
    created_at = models.DateTimeField(auto_now_add=True)
    demonstration = models.BooleanField(_("démonstration"), default=False, editable=False)

    objects = ChannelQuerySet.as_manager()

    #: Filled by ``reading.channels_of`` for lists.
    last_message: Message | None = None
    #: How far its reader has read, and how much they have not; filled by ``bookmarks.with_unread``.
    read_up_to: int = 0
    unread: int = 0
    #: How much of it is said to its reader; filled by ``mentions.with_mentions``.
    mentions: int = 0
    #: Since when its reader sees what is said there, and the last place before; nothing and 0 when
    #: that is all. Told by ``arrivals.tell_arrival``.
    arrival: dt.datetime | None = None
    floor: int = 0

    class Meta:
        ordering = ["title", "pk"]
        verbose_name = _("discussion")
        verbose_name_plural = _("discussions")
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(kind="programme", programme__isnull=False, page__isnull=True, actor_kind="")
                    | Q(~Q(actor_kind=""), kind="peers", programme__isnull=False, page__isnull=True)
                    | Q(kind="page", page__isnull=False, programme__isnull=True, actor_kind="")
                    | Q(
                        kind__in=["delegation", "pair"],
                        programme__isnull=True,
                        page__isnull=True,
                        actor_kind="",
                    )
                ),
                name="a_channel_names_what_its_kind_needs_and_no_more",
                violation_error_message=_("Ce type de discussion demande d'autres renseignements."),
            ),
            models.CheckConstraint(
                condition=Q(past="tout") | Q(kind__in=DATED),
                name="only_seats_date_an_arrival",
                violation_error_message=_(
                    "On ne sait depuis quand on lit que là où l'on lit par un siège : ici, qui "
                    "arrive lit tout."
                ),
            ),
            models.UniqueConstraint(
                fields=["programme", "actor_kind"],
                name="one_channel_a_programme_and_kind_of_peers",
                violation_error_message=_("Cette discussion existe déjà."),
            ),
            models.UniqueConstraint(
                fields=["page"],
                name="one_channel_a_page",
                violation_error_message=_("Cette page a déjà sa discussion."),
            ),
            models.CheckConstraint(
                condition=Q(revision__gte=F("seq")),
                name="each_message_moves_the_revision",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return path_to("discussions:channel", self.pk)

    @property
    def first_unread(self) -> int:
        """The place after which its reader stopped reading, or arrived."""
        return max(self.read_up_to, self.floor) + 1

    @property
    def first_unread_url(self) -> str:
        place = self.first_unread
        return f"{self.get_absolute_url()}?a={place}#m{place}"

    @property
    def quotation_rule(self) -> QuotationRule:
        return QuotationRule(self.rule)

    @property
    def dates_arrivals(self) -> bool:
        """Whether it is known since when somebody reads it."""
        return self.kind in DATED

    @property
    def is_past_shown(self) -> bool:
        """Whether who arrives sees all that was said there."""
        return self.past == self.Past.ALL

    @property
    def welcome_html(self) -> SafeString:
        """The welcome dressed like a message, if it asks for it."""
        return as_html(self.welcome)


class ChannelDelegation(models.Model):
    """A delegation that a channel is for."""

    channel = models.ForeignKey(Channel, models.CASCADE, related_name="+")
    delegation = models.ForeignKey(Delegation, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("délégation d'une discussion")
        verbose_name_plural = _("délégations d'une discussion")
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "delegation"], name="a_delegation_is_in_a_channel_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.delegation} / {self.channel}"
