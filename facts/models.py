"""The sources as they came, and what the loader made of each thing that they speak of."""

from __future__ import annotations

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _


class Source(models.Model):
    """A report whose facts were loaded, known by its title, in the order of its first load."""

    title = models.CharField(_("titre"), max_length=255, unique=True)
    position = models.PositiveIntegerField(_("rang"), unique=True)
    content = models.JSONField(_("contenu"))
    digest = models.CharField(_("empreinte SHA-256"), max_length=64)
    loaded_at = models.DateTimeField(_("chargée le"))

    class Meta:
        ordering = ["position"]
        verbose_name = _("source")
        verbose_name_plural = _("sources")

    def __str__(self) -> str:
        return self.title


class Imported(models.Model):
    """One thing of the files: the object that stands for it, and what the files say of it.

    ``written`` holds the merged values of the last load, so that what a person changed on the site
    since is told from what a file says anew. For a page the object is its ``Page`` row, which
    stays the same when a later report makes it another kind of page.
    """

    list = models.CharField(_("liste"), max_length=20)
    key = models.TextField(_("identité"))
    content_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    object_id = models.PositiveBigIntegerField()
    object = GenericForeignKey("content_type", "object_id")
    written = models.JSONField(_("valeurs écrites"))
    sources = models.ManyToManyField(Source, related_name="imported", verbose_name=_("sources"))

    class Meta:
        ordering = ["list", "key"]
        verbose_name = _("ligne importée")
        verbose_name_plural = _("lignes importées")
        constraints = [
            models.UniqueConstraint(fields=["list", "key"], name="a_thing_is_imported_once")
        ]
        indexes = [models.Index(fields=["content_type", "object_id"], name="imported_object")]

    def __str__(self) -> str:
        return f"{self.list} {self.key}"
