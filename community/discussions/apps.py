from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DiscussionsConfig(AppConfig):
    name = "community.discussions"
    verbose_name = _("Discussions")

    def ready(self) -> None:
        from community.accounts import leaving, personal_data
        from community.alliance.merging import register
        from community.programmes import deletion
        from community.text import search

        from . import merging
        from .deletion import talks_of_pages
        from .leaving import let_go
        from .models import Bookmark, Exclusion, MessageTerms, Reaction
        from .reading import own_words
        from .searching import rebuild
        from .signals import connect

        connect()
        personal_data.register(
            "paroles",
            own_words,
            title=_("Ce que vous avez dit"),
            tells=["discussions.Message.author"],
        )
        personal_data.register_rows(
            "discussions",
            _("Les discussions dont on vous a écarté·e, vos réactions, où vous en êtes"),
            exclusions=personal_data.Rows(Exclusion, "person", ("channel__title", "created_at")),
            bookmarks=personal_data.Rows(Bookmark, "person", ("channel__title", "seq")),
            reactions=personal_data.Rows(
                Reaction, "person", ("message__channel__title", "message__seq", "sign")
            ),
        )
        leaving.register("discussions", let_go)
        register("discussions", merging.COLUMNS, merging.move, lock=merging.lock)
        deletion.register(talks_of_pages)
        search.register("discussions", model=MessageTerms, rebuild=rebuild)
