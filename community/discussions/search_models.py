"""What messages are found by; `searching` writes and asks."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from community.text.search import TermsField


class MessageTerms(models.Model):
    """The terms of one message: none, once it says nothing any more."""

    message = models.OneToOneField(
        "discussions.Message", models.CASCADE, primary_key=True, related_name="found_by"
    )
    terms = TermsField(blank=True)

    class Meta:
        verbose_name = _("mots d'un message")
        verbose_name_plural = _("mots des messages")

    def __str__(self) -> str:
        return self.terms
