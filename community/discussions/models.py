"""Channels, what is said in them, and who was put out of one."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from community.alliance.models import ActorKind, Person
from community.delegations.models import Delegation
from community.programmes.models import ProgrammePage, QuotationRule

from .querysets import ChannelQuerySet, MessageQuerySet


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


class Message(models.Model):
    """What somebody said, with the rule under which it was said and in whose name."""

    class Kind(models.TextChoices):
        PAROLE = "parole", _("parole")
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

    objects = MessageQuerySet.as_manager()

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
                condition=~Q(kind="parole", body=""), name="somebody_who_speaks_says_something"
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
    def is_erased(self) -> bool:
        return self.kind == self.Kind.ERASED

    @property
    def erased_words(self) -> str:
        """What is read in its place."""
        return erased_words()

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


def voice_words(*, for_delegation: bool) -> str:
    return gettext("au nom de sa délégation") if for_delegation else gettext("en son nom")


def erased_words() -> str:
    return gettext("Message effacé : la personne qui l'a écrit est partie.")


class Exclusion(models.Model):
    """One person put out of a channel whose computed readers hold them."""

    channel = models.ForeignKey(Channel, models.CASCADE, related_name="exclusions")
    person = models.ForeignKey(Person, models.CASCADE, related_name="exclusions")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("exclusion")
        verbose_name_plural = _("exclusions")
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "person"],
                name="a_person_is_put_out_of_a_channel_once",
                violation_error_message=_("Cette personne n'est déjà plus dans cette discussion."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} / {self.channel}"
