from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DiscussionsConfig(AppConfig):
    name = "community.discussions"
    verbose_name = _("Discussions")

    def ready(self) -> None:
        from community.accounts import personal_data
        from community.programmes import deletion

        from .deletion import talks_of_pages
        from .reading import own_words
        from .signals import connect

        connect()
        personal_data.register("paroles", own_words)
        deletion.register(talks_of_pages)
