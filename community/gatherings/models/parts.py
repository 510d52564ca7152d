"""The parts of a meeting that are not for everybody, as rows with a circle of their own.

They are never fields of the page: the API, the search index and revisions would leak them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.storage import storages
from django.db import models
from django.utils.translation import gettext_lazy as _

from community.addresses import path_to
from community.programmes.models import Circle, QuotationRule

from .gathering import GatheringPage


def private_storage() -> Any:
    return storages["private"]


class GatheringPart(models.Model):
    """One locked part: a join link, an account, a recording, a transcript, minutes."""

    class Kind(models.TextChoices):
        JOIN_LINK = "join-link", _("lien pour nous rejoindre")
        ACCOUNT = "account", _("compte rendu")
        RECIT = "recit", _("récit de la journée")
        RECORDING = "recording", _("enregistrement")
        TRANSCRIPT = "transcript", _("transcription")
        SLIDES = "slides", _("diaporama")
        MINUTES = "minutes", _("relevé de décisions")
        PHOTO = "photo", _("photo")

    #: What is heard or seen of people: refused at a meeting whose rule keeps names or words in.
    RECORDS = frozenset({Kind.RECORDING, Kind.TRANSCRIPT, Kind.PHOTO})

    gathering = models.ForeignKey(
        GatheringPage, models.CASCADE, related_name="parts", verbose_name=_("rencontre")
    )
    kind = models.CharField(_("quoi"), max_length=20, choices=Kind)
    title = models.CharField(_("titre"), max_length=255, blank=True)
    circle = models.CharField(
        _("pour qui"), max_length=20, choices=Circle, default=Circle.PARTICIPANTS
    )
    text = models.TextField(_("texte"), blank=True)
    url = models.URLField(_("adresse"), max_length=500, blank=True)
    file = models.FileField(
        _("fichier"), upload_to="rencontres/%Y/", storage=private_storage, blank=True
    )
    position = models.PositiveSmallIntegerField(_("ordre"), default=0)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("partie réservée")
        verbose_name_plural = _("parties réservées")

    def __str__(self) -> str:
        return self.title or self.get_kind_display()

    def clean(self) -> None:
        super().clean()
        if not (self.text or self.url or self.file):
            raise ValidationError(_("Donnez un texte, une adresse ou un fichier."))
        rule = self.gathering.quotation_rule
        if self.kind in self.RECORDS and rule != QuotationRule.NAMED:
            raise ValidationError(
                {"kind": _("La règle de cette rencontre ne permet pas d'enregistrement.")}
            )

    @property
    def extension(self) -> str:
        """The kind of file, as people name it: ``PDF``, ``MP3``."""
        return Path(str(self.file.name)).suffix.lstrip(".").upper()

    @property
    def weight(self) -> int | None:
        """The file's size in bytes; none when the disk has lost it: a page does not break."""
        try:
            return self.file.size
        except FileNotFoundError:
            return None

    def get_absolute_url(self) -> str:
        return self.url or path_to("gatherings:part_file", self.pk)
