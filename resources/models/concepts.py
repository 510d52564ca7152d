"""The alliance's reading grids and its own words, in the vocabulary of SKOS (W3C, 2009)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from community.addresses import path_to
from community.text.lines import LinesField


class Concept(models.Model):
    """One concept of a scheme: preferred label, alternative labels, definition."""

    class Scheme(models.TextChoices):
        FONDAMENTAUX = "fondamentaux", _("les 4 Fondamentaux")
        DIMENSIONS = "dimensions", _("les 5 dimensions de la mise en récits")
        FANTASTIQUES = "fantastiques", _("les 4 Fantastiques")
        LEXIQUE = "lexique", _("lexique")

    scheme = models.CharField(_("grille"), max_length=20, choices=Scheme)
    notation = models.SlugField(_("notation"), max_length=255)
    label = models.CharField(_("libellé"), max_length=255)
    alt_labels = LinesField(_("autres libellés"), help_text=_("Un par ligne."))
    definition = models.TextField(_("définition"), blank=True)

    class Meta:
        ordering = ["scheme", "notation"]
        verbose_name = _("concept")
        verbose_name_plural = _("concepts")
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "notation"],
                name="one_concept_a_scheme_and_notation",
                violation_error_message=_("Cette grille a déjà un concept de cette notation."),
            ),
            models.CheckConstraint(
                condition=~Q(label=""),
                name="a_concept_has_a_label",
                violation_error_message=_("Un concept porte un libellé."),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return path_to("resources:concept", self.scheme, self.notation)
