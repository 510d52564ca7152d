"""Channels, and what is said in them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from community.alliance.models import ActorKind, Person
from community.delegations.models import Delegation
from community.programmes.models import ProgrammePage, QuotationRule

from .bodies import as_html, first_words
from .mark_models import Bookmark, Edition, Exclusion, Reaction
from .querysets import ChannelQuerySet, MessageQuerySet
from .search_models import MessageTerms
from .words import (
    answered_words,
    edited_words,
    erased_words,
    open_words,
    pinned_words,
    voice_words,
    withdrawn_words,
)

__all__ = [
    "SAID",
    "Bookmark",
    "Channel",
    "ChannelDelegation",
    "Edition",
    "Exclusion",
    "Message",
    "MessageTerms",
    "Reaction",
]


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
        return reverse("discussions:channel", args=[self.pk])

    @property
    def first_unread_url(self) -> str:
        """Where its reader stopped reading."""
        place = self.read_up_to + 1
        return f"{self.get_absolute_url()}?a={place}#m{place}"

    @property
    def quotation_rule(self) -> QuotationRule:
        return QuotationRule(self.rule)


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


#: The kinds of what somebody says.
SAID = ("parole", "question", "experience", "demande", "engagement")


class Message(models.Model):
    """What somebody said, with the rule under which it was said and in whose name.

    ``seq`` is its place for ever. Whatever becomes of it – edited, withdrawn, pinned, answered, a
    reaction – gives it the channel's next ``revision``: whoever follows reads it again.
    """

    class Kind(models.TextChoices):
        PAROLE = "parole", _("parole")
        QUESTION = "question", _("question")
        EXPERIENCE = "experience", _("expérience")
        REQUEST = "demande", _("demande")
        COMMITMENT = "engagement", _("engagement")
        #: The channel's rule changes from here on; ``rule`` holds the new one.
        RULE = "regle", _("changement de règle")
        #: Its author left the house, and took it along: the place is kept (see ``leaving``).
        ERASED = "efface", _("effacé")

    channel = models.ForeignKey(Channel, models.CASCADE, related_name="messages")
    seq = models.PositiveBigIntegerField()
    revision = models.PositiveBigIntegerField()
    author = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="messages", verbose_name=_("auteur·ice")
    )
    #: What stands for an author who left, in this channel alone.
    former = models.PositiveSmallIntegerField(null=True, editable=False)
    nonce = models.UUIDField()
    kind = models.CharField(_("type"), max_length=12, choices=Kind, default=Kind.PAROLE)
    body = models.TextField(_("texte"), blank=True)
    rule = models.CharField(_("règle"), max_length=20, choices=QuotationRule)
    #: Nothing: in its author's own name. It is protected, or what was said for a delegation that
    #: is gone would seem to have been said in one's own name.
    speaking_for = models.ForeignKey(
        Delegation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="messages",
        verbose_name=_("au nom de"),
    )
    speaking_as = models.CharField(_("en qualité de"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("écrit le"))
    #: What it answers, in the same channel.
    reply_to = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="replies"
    )
    #: Of a question: the message that answers it.
    answer = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")
    edited_at = models.DateTimeField(null=True, editable=False)
    #: Taken back by its author: the place is kept, the text is not.
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    pinned_at = models.DateTimeField(null=True, editable=False)

    objects = MessageQuerySet.as_manager()

    #: Whether it has reactions; told by ``delivery.shown``.
    reacted: bool = False

    class Meta:
        ordering = ["channel", "seq"]
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        indexes = [models.Index(fields=["author", "created_at"], name="what_somebody_said_lately")]
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "seq"], name="a_message_has_its_own_place_in_a_channel"
            ),
            models.UniqueConstraint(
                fields=["channel", "revision"], name="a_revision_tells_one_change"
            ),
            models.UniqueConstraint(
                fields=["author", "nonce"], name="a_nonce_makes_one_message_of_an_author"
            ),
            models.CheckConstraint(
                condition=Q(seq__gte=1, revision__gte=F("seq")),
                name="a_message_is_numbered_from_one_on",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=SAID, body="") | Q(withdrawn_at__isnull=False),
                name="somebody_who_speaks_says_something",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True)
                | Q(body="", pinned_at__isnull=True, answer__isnull=True),
                name="what_was_withdrawn_says_nothing",
            ),
            models.CheckConstraint(
                condition=Q(answer__isnull=True) | Q(kind="question"),
                name="only_a_question_is_answered",
            ),
            models.CheckConstraint(
                condition=Q(author__isnull=False, former__isnull=True)
                | Q(author__isnull=True, former__isnull=False, speaking_for__isnull=True),
                name="a_message_is_of_somebody_or_of_a_former_member",
            ),
            models.CheckConstraint(
                condition=~Q(kind="efface") | Q(body="", author__isnull=True),
                name="what_was_erased_says_nothing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel_id}/{self.seq}"

    def get_absolute_url(self) -> str:
        """In its place among the others."""
        address = reverse("discussions:channel", args=[self.channel_id])
        return f"{address}?a={self.seq}#m{self.seq}"

    @property
    def quotation_rule(self) -> QuotationRule:
        return QuotationRule(self.rule)

    @property
    def territory(self) -> str:
        """Where its author speaks from."""
        speaker = self.speaking_for or self.author
        return speaker.territory.name if speaker and speaker.territory else ""

    @property
    def said_by(self) -> str:
        """The author's name, or what stands for it in this channel since they left."""
        if self.author:
            return str(self.author)
        return gettext("Ancien·ne membre %(number)s") % {"number": self.former}

    @property
    def html(self) -> SafeString:
        """The text dressed, if it asks for it."""
        return as_html(self.body)

    @property
    def first_words(self) -> str:
        return self.gone_words if self.is_gone else first_words(self.body)

    @property
    def signs(self) -> dict[str, list[int]]:
        """Who reacted with each sign, the first to do so first."""
        found: dict[str, list[int]] = {}
        for reaction in self.reactions.all() if self.reacted else ():
            found.setdefault(reaction.sign, []).append(reaction.person_id)
        return found

    @property
    def signs_counted(self) -> str:
        """« 👍 2 »: each sign with how many put it."""
        counted = ((Reaction.Sign(sign).label, people) for sign, people in self.signs.items())
        return " ".join(f"{str(label).split()[0]}\u00a0{len(people)}" for label, people in counted)

    @property
    def marks(self) -> str:
        """What is to be known of it at a glance: its kind, and what became of it."""
        marks = [self.get_kind_display()] if self.kind in SAID[1:] else []
        if self.kind == self.Kind.QUESTION and self.is_said:
            marks.append(answered_words() if self.answer_id else open_words())
        if self.edited_at:
            marks.append(edited_words())
        if self.pinned_at:
            marks.append(pinned_words())
        return " · ".join(marks)

    @property
    def is_gone(self) -> bool:
        """Whether only its place is left."""
        return self.kind == self.Kind.ERASED or self.withdrawn_at is not None

    @property
    def gone_words(self) -> str:
        """What is read in its place."""
        return withdrawn_words() if self.withdrawn_at else erased_words()

    @property
    def is_said(self) -> bool:
        """Whether it still says something of somebody's."""
        return self.kind in SAID and self.withdrawn_at is None

    @property
    def voice(self) -> str:
        """In whose name it was written, in words."""
        if self.author_id is None:
            return ""
        return voice_words(for_delegation=self.speaking_for_id is not None)

    @property
    def signature(self) -> str:
        """The quality and the place under the author's name."""
        return " · ".join(filter(None, [self.speaking_as, self.territory]))
