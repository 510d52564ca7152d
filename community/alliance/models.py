"""The alliance: its organisations, territories and people, its charter and its yearly figures."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class ActorKind(models.TextChoices):
    """The « quatre Fantastiques »: the kinds of actors whose cooperation carries a transition."""

    ELU = "elu", _("élu·e")
    AGENT = "agent", _("agent·e")
    ETAT = "etat", _("État territorial")
    SOCIO = "socio-economique", _("acteur socio-économique")


class Organisation(models.Model):
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
    demonstration = models.BooleanField(_("démonstration"), default=False, editable=False)

    class Meta:
        ordering = ["name"]
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("alliance:organisation", args=[self.slug])


class Territory(models.Model):
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

    def get_absolute_url(self) -> str:
        return reverse("alliance:territory", args=[self.slug])


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, user: object) -> PersonQuerySet:
        """Everybody sees whom public reports name; allied people see one another."""
        if getattr(user, "is_authenticated", False):
            return self
        return self.filter(public=True)


class Person(models.Model):
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

    def get_absolute_url(self) -> str:
        return reverse("alliance:person", args=[self.slug])


class Charter(models.Model):
    """One version of the charter's text; the alliance revises it every three years."""

    version = models.CharField(_("version"), max_length=20, unique=True)
    text = models.TextField(_("texte"))
    adopted_on = models.DateField(_("adoptée le"))
    next_revision = models.DateField(_("prochaine révision"), null=True, blank=True)

    class Meta:
        ordering = ["-adopted_on"]
        verbose_name = _("version de la charte")
        verbose_name_plural = _("versions de la charte")

    def __str__(self) -> str:
        return self.version


class CharterSignature(models.Model):
    """A signature to one version, for an organisation or for oneself."""

    charter = models.ForeignKey(Charter, models.PROTECT, related_name="signatures")
    person = models.ForeignKey(Person, models.CASCADE, null=True, blank=True)
    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, blank=True)
    date = models.DateField(_("signée le"))

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=True, organisation__isnull=False)
                | Q(person__isnull=False, organisation__isnull=True),
                name="a_signature_is_a_person_s_or_an_organisation_s",
                violation_error_message=_("Une signature engage une personne ou une organisation."),
            ),
            models.UniqueConstraint(
                fields=["charter", "person"], name="a_person_signs_a_version_once"
            ),
            models.UniqueConstraint(
                fields=["charter", "organisation"], name="an_organisation_signs_a_version_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person or self.organisation} – {self.charter}"


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
