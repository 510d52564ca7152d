"""Which state of the public pages is the latest."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Generation(models.Model):
    """The one row whose name changes after each commit that a public page may show.

    A name drawn at random rather than a number: one that comes back, after a restoration or an
    emptied table, would make an old page pass for a new one.
    """

    ONLY = 1

    name = models.UUIDField(_("nom"))

    class Meta:
        verbose_name = _("génération des pages")
        verbose_name_plural = _("générations des pages")
        constraints = [models.CheckConstraint(name="one_generation_only", condition=models.Q(pk=1))]

    def __str__(self) -> str:
        return str(self.name)
