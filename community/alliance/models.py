"""The alliance: its organisations, territories and people, its charter and its yearly figures."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager

from community.addresses import path_to
from community.text.choices import called
from community.text.folding import folded

from .charter_models import Charter, CharterSignature
from .details import DetailKind, Visibility, address_of, checked
from .querysets import ContactDetailQuerySet, OrganisationQuerySet, PersonQuerySet

__all__ = [
    "ActorKind",
    "Charter",
    "CharterSignature",
    "ContactDetail",
    "Figure",
    "FormerAddress",
    "Organisation",
    "Person",
    "SpokenLanguage",
    "Territory",
]


class ActorKind(models.TextChoices):
    """The « quatre Fantastiques »: the kinds of actors whose cooperation carries a transition."""

    ELU = "elu", _("élu·e")
    AGENT = "agent", _("agent·e")
    ETAT = "etat", _("État territorial")
    SOCIO = "socio-economique", _("acteur socio-économique")


class Found(models.Model):
    """A row that the directory finds by words: what it can be found by is kept folded beside it."""

    search_text = models.TextField(editable=False, default="")

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_text = folded(*self.found_by())
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "search_text"}
        super().save(*args, **kwargs)
        for row in self.found_through():
            row.save(update_fields=["search_text"])

    def found_by(self) -> list[str]:
        """The texts of the row that lead to it: none that its owner may hide."""
        raise NotImplementedError

    def found_through(self) -> Iterable[Found]:
        """The rows that this one's name leads to as well, and does not yet."""
        return ()


class Organisation(Found):
    """An allied or partner organisation; many never sign in."""

    class Kind(models.TextChoices):
        COLLECTIVITE = "collectivite", _("collectivité")
        ASSOCIATION = "association", _("association")
        ENTREPRISE = "entreprise", _("entreprise")
        ETAT = "etat", _("État")
        RESEAU = "reseau", _("réseau")
        MEDIA = "media", _("média")
        RECHERCHE = "recherche", _("recherche")
        FONDATION = "fondation", _("fondation")
        INTERNATIONAL = "international", _("organisation internationale")
        AUTRE = "autre", _("autre")

    slug = models.SlugField(_("adresse"), max_length=255, unique=True)
    name = models.CharField(_("nom"), max_length=255)
    kind = models.CharField(_("type"), max_length=20, choices=Kind)
    get_kind_display = called("kind", Kind)
    summary = models.TextField(_("en quelques mots"), blank=True, max_length=600)
    contacts = models.ManyToManyField(
        "alliance.Person",
        blank=True,
        related_name="speaks_for",
        verbose_name=_("personnes qui tiennent sa fiche"),
        help_text=_("Elles la corrigent, et signent la charte en son nom."),
    )
    demonstration = models.BooleanField(_("démonstration"), default=False, editable=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")

    def __str__(self) -> str:
        return self.name

    def found_by(self) -> list[str]:
        return [self.name, self.get_kind_display(), self.summary]

    def found_through(self) -> Iterable[Found]:
        return self.people.exclude(search_text__contains=folded(self.name))

    def get_absolute_url(self) -> str:
        return path_to("alliance:organisation", self.slug)


class Territory(Found):
    """A place whose actors lead a transition."""

    class Kind(models.TextChoices):
        COMMUNE = "commune", _("commune")
        CC = "cc", _("communauté de communes")
        CA = "ca", _("communauté d'agglomération")
        CU = "cu", _("communauté urbaine")
        METROPOLE = "metropole", _("métropole")
        PETR = "petr", _("pôle d'équilibre territorial et rural")
        PNR = "pnr", _("parc naturel régional")
        DEPARTEMENT = "departement", _("département")
        REGION = "region", _("région")
        SCOT = "scot", _("territoire de SCoT")
        AUTRE = "autre", _("autre territoire")

    slug = models.SlugField(_("adresse"), max_length=255, unique=True)
    name = models.CharField(_("nom"), max_length=255)
    kind = models.CharField(_("type"), max_length=20, choices=Kind)
    get_kind_display = called("kind", Kind)
    department = models.CharField(_("département"), max_length=3, blank=True)
    region = models.CharField(_("région"), max_length=120, blank=True)
    country = models.CharField(_("pays"), max_length=120, default="France")
    population = models.PositiveIntegerField(_("habitant·es"), null=True, blank=True)
    area_km2 = models.FloatField(_("superficie (km²)"), null=True, blank=True)
    communes = models.PositiveIntegerField(_("communes membres"), null=True, blank=True)
    lat = models.FloatField(_("latitude (degrés, WGS 84)"), null=True, blank=True)
    lon = models.FloatField(_("longitude (degrés, WGS 84)"), null=True, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("territoire")
        verbose_name_plural = _("territoires")
        constraints = [
            models.CheckConstraint(
                condition=Q(lat__isnull=True) | Q(lat__gte=-90, lat__lte=90),
                name="latitude_lies_between_the_poles",
                violation_error_message=_("La latitude va de -90 à 90 degrés."),
            ),
            models.CheckConstraint(
                condition=Q(lon__isnull=True) | Q(lon__gte=-180, lon__lte=180),
                name="longitude_lies_on_the_globe",
                violation_error_message=_("La longitude va de -180 à 180 degrés."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def found_by(self) -> list[str]:
        return [self.name, self.get_kind_display(), self.department, self.region, self.country]

    def found_through(self) -> Iterable[Found]:
        return self.people.exclude(search_text__contains=folded(self.name))

    def get_absolute_url(self) -> str:
        return path_to("alliance:territory", self.slug)


class Person(Found):
    """Somebody known by name, with or without an account: a speaker, an animator, a member."""

    slug = models.SlugField(_("adresse"), max_length=255, unique=True)
    name = models.CharField(_("nom"), max_length=255)
    role = models.CharField(_("fonction"), max_length=200, blank=True)
    organisation = models.ForeignKey(
        Organisation,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="people",
        verbose_name=_("organisation"),
    )
    territory = models.ForeignKey(
        Territory,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="people",
        verbose_name=_("territoire"),
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="person",
        verbose_name=_("compte"),
    )
    offer = models.TextField(
        _("je peux aider sur…"),
        blank=True,
        max_length=600,
        help_text=_("Ce sur quoi on peut vous appeler, en une ou deux phrases."),
    )
    topics = TaggableManager(
        _("sujets"),
        blank=True,
        help_text=_("Quelques mots, séparés par des virgules."),
    )
    public = models.BooleanField(
        _("visible de tout le monde"),
        default=False,
        help_text=_("Sinon, seules les personnes alliées voient cette fiche."),
    )
    demonstration = models.BooleanField(_("démonstration"), default=False, editable=False)

    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("personne")
        verbose_name_plural = _("personnes")

    def __str__(self) -> str:
        if self.demonstration:
            return gettext("%(name)s (démo)") % {"name": self.name}
        return self.name

    def found_by(self) -> list[str]:
        where = [row.name for row in (self.organisation, self.territory) if row]
        topics = self.topics.names() if self.pk else ()
        return [self.name, self.role, *where, self.offer, *topics]

    def clean(self) -> None:
        """An address that led to a card still leads there: nobody else's card takes it."""
        super().clean()
        led = FormerAddress.objects.filter(slug=self.slug).exclude(person=self.pk)
        # A card that stands there already keeps its address, and is written as any other.
        if led.exists() and not Person.objects.filter(pk=self.pk, slug=self.slug).exists():
            sentence = gettext(
                "Cette adresse mène à une autre fiche, qui la portait : choisissez-en une autre."
            )
            raise ValidationError({"slug": sentence})

    def get_absolute_url(self) -> str:
        return path_to("alliance:person", self.slug)


class FormerAddress(models.Model):
    """The end of an address at which somebody's card stood before it was merged with another."""

    slug = models.SlugField(_("adresse"), max_length=255, unique=True)
    person = models.ForeignKey(Person, models.CASCADE, related_name="former_addresses")

    class Meta:
        verbose_name = _("ancienne adresse")
        verbose_name_plural = _("anciennes adresses")

    def __str__(self) -> str:
        return self.slug


class SpokenLanguage(models.Model):
    """A language in which somebody can talk with another territory."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="languages")
    #: As ISO 639 writes it: two letters, or three where it has no two.
    code = models.CharField(_("langue"), max_length=3)

    class Meta:
        ordering = ["code"]
        verbose_name = _("langue parlée")
        verbose_name_plural = _("langues parlées")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "code"],
                name="a_person_speaks_a_language_once",
                violation_error_message=_("Cette langue est déjà notée."),
            )
        ]

    def __str__(self) -> str:
        return self.code


class ContactDetail(models.Model):
    """One way to reach somebody: a row with its own visibility, never a field of their card."""

    Kind = DetailKind

    person = models.ForeignKey(
        Person, models.CASCADE, null=True, blank=True, related_name="contact_details"
    )
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, null=True, blank=True, related_name="contact_details"
    )
    kind = models.CharField(_("moyen"), max_length=20, choices=Kind)
    value = models.CharField(_("lequel"), max_length=300)
    visibility = models.CharField(
        _("qui le voit"), max_length=20, choices=Visibility, default=Visibility.ALLIES
    )

    objects = ContactDetailQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "pk"]
        verbose_name = _("coordonnée")
        verbose_name_plural = _("coordonnées")
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=True, organisation__isnull=False)
                | Q(person__isnull=False, organisation__isnull=True),
                name="a_detail_is_a_person_s_or_an_organisation_s",
                violation_error_message=_("Une coordonnée est celle d'une seule fiche."),
            ),
            models.UniqueConstraint(
                fields=["person", "kind", "value"],
                name="a_person_gives_a_detail_once",
                violation_error_message=_("Cette coordonnée est déjà notée."),
            ),
            models.UniqueConstraint(
                fields=["organisation", "kind", "value"],
                name="an_organisation_gives_a_detail_once",
                violation_error_message=_("Cette coordonnée est déjà notée."),
            ),
        ]

    def __str__(self) -> str:
        return self.value

    def clean(self) -> None:
        self.value = checked(self.kind, self.value)

    @property
    def link(self) -> str:
        return address_of(self.kind, self.value)


class Figure(models.Model):
    """One number that the alliance gives of a year."""

    year = models.PositiveSmallIntegerField(_("année"))
    key = models.SlugField(_("clé"), max_length=255)
    value = models.FloatField(_("valeur"))
    unit = models.CharField(_("unité"), max_length=60, blank=True)
    label = models.CharField(_("libellé"), max_length=255)
    approximate = models.BooleanField(_("environ"), default=False)

    class Meta:
        ordering = ["-year", "label"]
        verbose_name = _("chiffre")
        verbose_name_plural = _("chiffres")
        constraints = [
            models.UniqueConstraint(fields=["year", "key"], name="one_figure_a_year_and_key")
        ]

    def __str__(self) -> str:
        return f"{self.label} ({self.year})"
