"""What is said in channels."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from community.addresses import path_to
from community.alliance.models import Person
from community.delegations.models import Delegation
from community.programmes.models import QuotationRule

from .bodies import as_html, first_words
from .channel_models import WELCOME_LENGTH, Channel, ChannelDelegation
from .file_models import Attachment
from .mark_models import Bookmark, Edition, Exclusion, Reaction
from .mention_models import Addressed, Mention
from .querysets import SAID, MessageQuerySet
from .report_models import Report
from .search_models import MessageTerms
from .words import (
    answered_words,
    before_words,
    edited_words,
    erased_words,
    hidden_words,
    open_words,
    pinned_words,
    voice_words,
    withdrawn_words,
)

__all__ = [
    "SAID",
    "WELCOME_LENGTH",
    "Attachment",
    "Bookmark",
    "Channel",
    "ChannelDelegation",
    "Edition",
    "Exclusion",
    "Mention",
    "Message",
    "MessageTerms",
    "Reaction",
    "Report",
]


class Message(Addressed, models.Model):
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
    #: How many files it carries: whoever reads many messages asks for the files of those alone.
    attached = models.PositiveSmallIntegerField(default=0, editable=False)
    #: Hidden by whoever manages the channel: what it says is set aside, where nothing reads it.
    hidden_at = models.DateTimeField(null=True, editable=False)
    set_aside = models.TextField(blank=True, editable=False)

    objects = MessageQuerySet.as_manager()

    #: Whether it has reactions; told by ``delivery.shown``.
    reacted: bool = False
    #: Whether its reader arrived since: they know its place only; told by ``arrivals.seen_since``.
    veiled: bool = False
    #: What newcomers see of its channel; told by ``delivery.read_after``.
    past: str = ""

    class Meta:
        ordering = ["channel", "seq"]
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        indexes = [
            models.Index(fields=["author", "created_at"], name="what_somebody_said_lately"),
            models.Index(fields=["channel", "created_at"], name="where_a_day_began"),
        ]
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
                condition=~Q(kind__in=SAID, body="")
                | Q(withdrawn_at__isnull=False)
                | Q(hidden_at__isnull=False),
                name="somebody_who_speaks_says_something",
            ),
            models.CheckConstraint(
                condition=Q(hidden_at__isnull=True, set_aside="")
                | Q(hidden_at__isnull=False, withdrawn_at__isnull=True)
                & Q(kind__in=SAID, body="", pinned_at__isnull=True)
                & ~Q(set_aside=""),
                name="what_is_hidden_is_set_aside_and_says_nothing",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True)
                | Q(body="", pinned_at__isnull=True, answer__isnull=True),
                name="what_was_withdrawn_says_nothing",
            ),
            models.CheckConstraint(
                condition=Q(attached=0) | Q(kind__in=SAID, withdrawn_at__isnull=True),
                name="only_what_is_said_carries_files",
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
        address = path_to("discussions:channel", self.channel_id)
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
        if self.veiled:
            return before_words()
        return self.gone_words if self.is_gone else first_words(self.body)

    @property
    def files(self) -> list[Attachment]:
        """What was joined to it."""
        return list(self.attachments.all()) if self.attached and not self.is_gone else []

    @property
    def signs(self) -> dict[str, list[int]]:
        """Who reacted with each sign, the first to do so first."""
        found: dict[str, list[int]] = {}
        for reaction in self.reactions.all() if self.reacted and not self.is_gone else ():
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
        if self.edited_at and not self.is_gone:
            marks.append(edited_words())
        if self.pinned_at:
            marks.append(pinned_words())
        return " · ".join(marks)

    @property
    def is_gone(self) -> bool:
        """Whether only its place is left."""
        return self.kind == self.Kind.ERASED or bool(self.withdrawn_at or self.hidden_at)

    @property
    def gone_words(self) -> str:
        """What is read in its place."""
        if self.hidden_at:
            return hidden_words()
        return withdrawn_words() if self.withdrawn_at else erased_words()

    @property
    def is_said(self) -> bool:
        """Whether it still says something of somebody's."""
        return self.kind in SAID and not self.is_gone

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
