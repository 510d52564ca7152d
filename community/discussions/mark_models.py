"""What people leave on a message, and where each stands in a channel."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from community.alliance.models import Person


class Edition(models.Model):
    """What a message said before it was edited; whoever reads the message reads it."""

    message = models.ForeignKey("discussions.Message", models.CASCADE, related_name="editions")
    body = models.TextField(_("texte"))
    #: Until when it said this.
    until = models.DateTimeField()

    class Meta:
        ordering = ["until", "pk"]
        verbose_name = _("version d'un message")
        verbose_name_plural = _("versions d'un message")

    def __str__(self) -> str:
        return f"{self.message} / {self.until:%Y-%m-%d %H:%M}"


class Reaction(models.Model):
    """What somebody says of a message without a word."""

    class Sign(models.TextChoices):
        YES = "oui", _("👍 D'accord")
        THANKS = "merci", _("🙏 Merci")
        BRAVO = "bravo", _("👏 Bravo")
        IDEA = "idee", _("💡 Cela m'éclaire")
        SUPPORT = "soutien", _("💚 Je soutiens")

    message = models.ForeignKey("discussions.Message", models.CASCADE, related_name="reactions")
    person = models.ForeignKey(Person, models.CASCADE, related_name="reactions")
    sign = models.CharField(_("signe"), max_length=8, choices=Sign)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("réaction")
        verbose_name_plural = _("réactions")
        constraints = [
            models.UniqueConstraint(
                fields=["message", "person", "sign"], name="somebody_reacts_once_with_each_sign"
            )
        ]

    def __str__(self) -> str:
        return f"{self.message} / {self.sign}"


class Bookmark(models.Model):
    """How far one person has read a channel. Nobody else is told."""

    channel = models.ForeignKey("discussions.Channel", models.CASCADE, related_name="bookmarks")
    person = models.ForeignKey(Person, models.CASCADE, related_name="bookmarks")
    #: The place of the last message read.
    seq = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = _("marque-page")
        verbose_name_plural = _("marque-pages")
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "person"], name="a_person_has_one_bookmark_a_channel"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} / {self.channel} / {self.seq}"


class Exclusion(models.Model):
    """One person put out of a channel whose computed readers hold them."""

    channel = models.ForeignKey("discussions.Channel", models.CASCADE, related_name="exclusions")
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
