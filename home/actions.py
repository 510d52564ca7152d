"""Build the house: the tree of sections, and the team's rights on it."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Locale,
    Page,
    Site,
)

from accompagnements.models import AccompanimentIndexPage
from chantiers.models import ChantierIndexPage
from comap.models import ComapIndexPage
from community.accounts.models import User
from community.activity.acting import acting_user
from community.activity.actions import record
from community.gatherings.models import AgendaPage, AppointmentIndexPage
from community.programmes.models import SectionPage
from resources.models import ResourceIndexPage

from .models import HomePage

TEAM = "Équipe"
#: The rows, beside pages, that the team edits in the admin.
TEAM_MODELS = {
    "alliance": ("organisation", "territory", "person", "charter", "chartersignature", "figure"),
    "programmes": ("participation",),
    "delegations": ("delegation", "seat"),
    "resources": ("lesson", "concept", "pressarticle", "method"),
    "accompagnements": ("phase",),
    "facts": ("source",),
}
#: What the team does with pictures and documents, in every collection.
COLLECTION_RIGHTS = (
    *("add_image", "change_image", "choose_image"),
    *("add_document", "change_document", "choose_document"),
)
SECTIONS: tuple[tuple[type[SectionPage], str, str], ...] = (
    (
        ComapIndexPage,
        "Communautés apprenantes",
        "Des personnes de tous horizons se retrouvent, session après session, autour de ce que "
        "des territoires ont essayé.",
    ),
    (
        ChantierIndexPage,
        "Chantiers",
        "Des groupes de travail produisent ensemble un outil, une méthode, une ressource que "
        "d'autres pourront reprendre.",
    ),
    (
        AccompanimentIndexPage,
        "Accompagnements",
        "Des territoires avancent, seuls ou en cohorte, accompagnés dans la durée.",
    ),
    (
        AppointmentIndexPage,
        "Rendez-vous",
        "Les moments réguliers de l'alliance : permanences, initiations, assemblées, prises de "
        "parole.",
    ),
    (AgendaPage, "Agenda", "Ce qui vient, pour tout le monde."),
    (
        ResourceIndexPage,
        "Ressources",
        "Ce que l'alliance a produit ou choisi de transmettre, à lire, à voir, à écouter.",
    ),
)


@transaction.atomic
def build_house() -> None:
    """Make the home page, its sections and the team's group where they are missing.

    Called after each ``migrate``: it finds what stands and changes nothing of it.
    """
    _build_tree()
    _build_team()


def _build_tree() -> None:
    Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)
    home = HomePage.objects.first()
    if home is None:
        root = Page.objects.filter(depth=1).first() or Page.add_root(title="Racine", slug="root")
        # Wagtail's own « Welcome » page gives its place up.
        for page in Page.objects.filter(depth=2, slug="home"):
            page.delete()
        root.refresh_from_db()
        home = HomePage(
            title="Accueil",
            slug="home",
            headline="Apprendre ensemble à conduire la transition",
            introduction="Élu·es, agent·es, services de l'État, entreprises, associations : ici, "
            "des territoires racontent ce qu'ils essaient, gardent ce qu'ils apprennent et "
            "continuent d'en parler.",
        )
        root.add_child(instance=home)
    if not Site.objects.filter(is_default_site=True).exists():
        Site.objects.create(
            hostname="localhost",
            root_page=home,
            is_default_site=True,
            site_name=settings.WAGTAIL_SITE_NAME,
        )
    for model, title, introduction in SECTIONS:
        if not model.objects.exists():
            section = model(title=title, slug=model.section_slug, introduction=introduction)
            home.add_child(instance=section)


@transaction.atomic
def keep_team(*, user_ids: Iterable[int]) -> None:
    """Put in the team's group those of these accounts that are of the team, and no other.

    ``is_staff`` alone says who is; the group only carries the rights in the admin.
    """
    group, _created = Group.objects.get_or_create(name=TEAM)
    users = User.objects.filter(pk__in=user_ids)
    joining = list(users.filter(is_staff=True).exclude(groups=group))
    leaving = list(users.filter(is_staff=False, groups=group))
    group.user_set.add(*joining)
    group.user_set.remove(*leaving)
    for verb, label, changed in (
        ("team.joined", _("a fait entrer « %(who)s » dans l'équipe"), joining),
        ("team.left", _("a fait sortir « %(who)s » de l'équipe"), leaving),
    ):
        for user in changed:
            words = {"who": user.get_full_name()}
            record(verb=verb, actor=acting_user(), subject=user, label=label % words)


def _build_team() -> None:
    group, _created = Group.objects.get_or_create(name=TEAM)
    rights = Permission.objects.filter(codename="access_admin")
    for label, models in TEAM_MODELS.items():
        rights |= Permission.objects.filter(
            content_type__app_label=label, content_type__model__in=models
        )
    group.permissions.add(*rights)
    keep_team(user_ids=User.objects.values_list("pk", flat=True))
    home = Page.objects.get(pk=HomePage.objects.get().pk)
    for permission in Permission.objects.filter(
        content_type__app_label="wagtailcore",
        codename__in=("add_page", "change_page", "publish_page", "lock_page", "unlock_page"),
    ):
        GroupPagePermission.objects.get_or_create(group=group, page=home, permission=permission)
    collection = Collection.get_first_root_node() or Collection.add_root(name="Root")
    for permission in Permission.objects.filter(
        content_type__app_label__in=("wagtailimages", "wagtaildocs"), codename__in=COLLECTION_RIGHTS
    ):
        GroupCollectionPermission.objects.get_or_create(
            group=group, collection=collection, permission=permission
        )
