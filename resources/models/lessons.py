"""What was learnt: a sentence or two, and where it comes from."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from wagtail.models import Page

from community.addresses import path_to
from community.programmes.actions import programme_of
from community.programmes.models import ProgrammePage
from community.programmes.querysets import readable

from .concepts import Concept

#: What is read of a lesson and of where it comes from: pages are wide, and it names two.
PROVENANCE = (
    *("text", "year"),
    *(
        f"{page}__{name}"
        for page in ("programme", "origin")
        for name in ("title", "slug", "url_path", "depth")
    ),
)


class LessonQuerySet(models.QuerySet["Lesson"]):
    def visible_to(self, user: Any) -> LessonQuerySet:
        """The lessons of the programmes that ``user`` may see, as wide as where they come from."""
        programme = Q(programme__isnull=True) | readable(user, "programme")
        return self.filter(programme & (Q(origin__isnull=True) | readable(user, "origin")))

    def with_provenance(self) -> LessonQuerySet:
        """With what a lesson shows of itself, in a fixed number of queries."""
        rows = self.select_related("programme", "origin").only(*PROVENANCE)
        return rows.prefetch_related("concepts")


class Lesson(models.Model):
    """One lesson learnt; it keeps its provenance: its programme is not deleted before it."""

    text = models.TextField(_("enseignement"), max_length=600)
    year = models.PositiveSmallIntegerField(_("année"))
    programme = models.ForeignKey(
        ProgrammePage,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="lessons",
        verbose_name=_("dispositif"),
        help_text=_("Vide : l'alliance tout entière."),
    )
    origin = models.ForeignKey(
        Page,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="lessons_born_here",
        verbose_name=_("page d'origine"),
        help_text=_("La rencontre ou le projet pilote où cela a été appris, si on le sait."),
    )
    concepts = models.ManyToManyField(
        Concept, blank=True, related_name="lessons", verbose_name=_("concepts")
    )
    tags = TaggableManager(verbose_name=_("mots-clés"), blank=True)

    objects = LessonQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "pk"]
        verbose_name = _("enseignement")
        verbose_name_plural = _("enseignements")
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "year", "text"],
                name="a_programme_learns_a_lesson_once_a_year",
                violation_error_message=_("Cet enseignement est déjà noté."),
            ),
            models.UniqueConstraint(
                fields=["year", "text"],
                condition=Q(programme__isnull=True),
                name="the_alliance_learns_a_lesson_once_a_year",
                violation_error_message=_("Cet enseignement est déjà noté."),
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def clean(self) -> None:
        super().clean()
        if self.origin and not self.programme:
            self.programme = programme_of(self.origin)
        if self.origin and not (self.programme and self.origin.is_descendant_of(self.programme)):
            raise ValidationError(
                {"origin": _("Cette page n'est pas dans le dispositif de l'enseignement.")}
            )

    def get_absolute_url(self) -> str:
        return path_to("resources:lesson", self.pk)
