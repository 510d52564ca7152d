from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from community.text.search import rebuild, rebuilders


class Command(BaseCommand):
    help = _("Relit tous les textes où l'on peut chercher, et refait leur index.")

    def handle(self, *args: Any, **options: Any) -> None:
        for name in rebuilders:
            told = _("%(name)s : %(texts)d textes relus.")
            self.stdout.write(told % {"name": name, "texts": rebuild(name)})
