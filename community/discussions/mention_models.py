"""To whom somebody speaks in a message, besides all who read it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from community.alliance.models import ActorKind, Person
from community.delegations.models import Delegation

from .words import addressed_words, everybody_words, kind_words

#: A target as forms and programs name it: « person:3 », « delegation:5 », « kind:elu »…
TARGET = re.compile(rf"(person|delegation):([1-9][0-9]{{0,17}})|(kind):({'|'.join(ActorKind)})")
#: … or everybody who reads the channel.
EVERYBODY = "everybody"


class MentionQuerySet(models.QuerySet["Mention"]):
    def named(self) -> MentionQuerySet:
        """With what each is called by."""
        return self.select_related("person", "delegation__territory")


class Mention(models.Model):
    """A person, a delegation, a kind of actors or everybody, told that a message is for them.

    It gives no right: who reads the message is who reads its channel. Who is reached is computed
    when it is asked, from today's seats.
    """

    message = models.ForeignKey("discussions.Message", models.CASCADE, related_name="mentions")
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="mentions")
    delegation = models.ForeignKey(Delegation, models.CASCADE, null=True, related_name="mentions")
    actor_kind = models.CharField(_("type d'acteurs"), max_length=20, choices=ActorKind, blank=True)
    everybody = models.BooleanField(_("tout le monde"), default=False)

    objects = MentionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("mention")
        verbose_name_plural = _("mentions")
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(person__isnull=False, delegation__isnull=True, actor_kind="", everybody=False)
                    | Q(
                        person__isnull=True,
                        delegation__isnull=False,
                        actor_kind="",
                        everybody=False,
                    )
                    | Q(
                        ~Q(actor_kind=""),
                        person__isnull=True,
                        delegation__isnull=True,
                        everybody=False,
                    )
                    | Q(person__isnull=True, delegation__isnull=True, actor_kind="", everybody=True)
                ),
                name="a_mention_names_one_target",
                violation_error_message=_("Une mention est de quelqu'un, et d'un seul à la fois."),
            ),
            models.UniqueConstraint(
                fields=["message", "person"], name="a_message_mentions_a_person_once"
            ),
            models.UniqueConstraint(
                fields=["message", "delegation"], name="a_message_mentions_a_delegation_once"
            ),
            models.UniqueConstraint(
                fields=["message", "actor_kind"],
                condition=~Q(actor_kind=""),
                name="a_message_mentions_a_kind_once",
            ),
            models.UniqueConstraint(
                fields=["message"],
                condition=Q(everybody=True),
                name="a_message_mentions_everybody_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.message} / {self.target}"

    @classmethod
    def of(cls, target: str) -> Mention:
        """A mention to be, of a target as forms and programs name it. Raises ``ValueError``."""
        found = TARGET.fullmatch(target)
        if target == EVERYBODY:
            return cls(everybody=True)
        if not found:
            raise ValueError(target)
        if found[3]:
            return cls(actor_kind=found[4])
        return cls(**{f"{found[1]}_id": int(found[2])})

    @property
    def target(self) -> str:
        if self.person_id:
            return f"person:{self.person_id}"
        if self.delegation_id:
            return f"delegation:{self.delegation_id}"
        return f"kind:{self.actor_kind}" if self.actor_kind else EVERYBODY

    @property
    def name(self) -> str:
        """What is read after « À : »."""
        if self.actor_kind:
            return kind_words(self.actor_kind)
        return str(self.person or self.delegation or everybody_words())


class Addressed:
    """What a message has to say of its mentions."""

    mentions: Any
    is_gone: Any
    #: Whether it mentions somebody; told by ``delivery.shown``.
    addressed: bool = False
    #: Whom it mentions, to be kept with it; filled by ``actions``.
    mentioning: Sequence[Mention] = ()

    @property
    def to(self) -> list[Mention]:
        """Those to whom it is said, besides all who read it."""
        return list(self.mentions.all()) if self.addressed and not self.is_gone else []

    @property
    def to_words(self) -> str:
        """« À : les élu·es, Léa Roux »."""
        names = ", ".join(mention.name for mention in self.to)
        return f"{addressed_words()} {names}" if names else ""
