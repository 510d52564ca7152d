"""Files joined to messages."""

from __future__ import annotations

from typing import Any

from django.core.files.storage import storages
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from community.text.templatetags.french import weight

from .file_kinds import KINDS, FileKind


def private_storage() -> Any:
    return storages["private"]


class Attachment(models.Model):
    """A file that somebody joined to a message, as it is kept.

    The row is there before the file and goes after it: no file lies on the disk that no row knows.
    Without a message it is nobody's – on its way in, or taken back – and soon goes (``files``).
    """

    message = models.ForeignKey(
        "discussions.Message",
        models.SET_NULL,
        null=True,
        related_name="attachments",
        verbose_name=_("message"),
    )
    #: Its name on the disk says nothing: neither what it is called, nor whose it is.
    file = models.FileField(_("fichier"), storage=private_storage, max_length=120)
    name = models.CharField(_("nom"), max_length=120, blank=True)
    kind = models.CharField(
        _("type"), max_length=8, choices=[(ending, kind.label) for ending, kind in KINDS.items()]
    )
    size = models.PositiveIntegerField(_("poids"))
    #: Of a picture.
    width = models.PositiveSmallIntegerField(_("largeur"), null=True)
    height = models.PositiveSmallIntegerField(_("hauteur"), null=True)
    #: Of what was sent: whoever sends again sends the same.
    sha256 = models.CharField(max_length=64)
    #: Since when it is here, or is let go.
    since = models.DateTimeField(_("depuis le"), db_index=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("fichier joint")
        verbose_name_plural = _("fichiers joints")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(message__isnull=True) | ~models.Q(name=""),
                name="a_file_of_a_message_has_a_name",
            ),
            models.CheckConstraint(
                condition=models.Q(width__isnull=True, height__isnull=True)
                | models.Q(width__gte=1, height__gte=1),
                name="a_picture_has_both_its_sides",
            ),
            models.CheckConstraint(condition=models.Q(size__gte=1), name="a_file_is_not_empty"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def told(self) -> FileKind:
        """Its kind, by the names that people and programs know."""
        return KINDS[self.kind]

    @property
    def label(self) -> str:
        """What it is and how heavy: « PDF, 240 ko »."""
        return f"{self.told.label}, {weight(self.size)}"

    def get_absolute_url(self) -> str:
        message = self.message
        return reverse("discussions:file", args=[message and message.channel_id, self.pk])
