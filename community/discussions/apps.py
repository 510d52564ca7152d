from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DiscussionsConfig(AppConfig):
    name = "community.discussions"
    verbose_name = _("Discussions")

    def ready(self) -> None:
        from community.accounts import leaving, personal_data
        from community.activity import guards, schedule
        from community.alliance.merging import register
        from community.programmes import deletion
        from community.text import search

        from . import jobs, merging, report_mails
        from .deletion import talks_of_pages
        from .exports import own_words
        from .leaving import let_go
        from .models import Bookmark, Exclusion, Mention, MessageTerms, Reaction, Report
        from .searching import rebuild
        from .signals import connect
        from .twinning import GUARD, still_reads

        connect()
        personal_data.register(
            "paroles",
            own_words,
            title=_("Ce que vous avez dit"),
            tells=["discussions.Message.author"],
        )
        personal_data.register_rows(
            "discussions",
            _(
                "Les discussions dont on vous a écarté·e, vos réactions, ce qui vous mentionne, où "
                "vous en êtes, vos signalements"
            ),
            exclusions=personal_data.Rows(Exclusion, "person", ("channel__title", "created_at")),
            bookmarks=personal_data.Rows(Bookmark, "person", ("channel__title", "seq")),
            mentions=personal_data.Rows(
                Mention, "person", ("message__channel__title", "message__seq")
            ),
            reactions=personal_data.Rows(
                Reaction, "person", ("message__channel__title", "message__seq", "sign")
            ),
            message_reports=personal_data.Rows(
                Report,
                "reporter",
                (
                    *("message__channel__title", "message__seq", "reason", "words"),
                    *("created_at", "closed_at", "answer"),
                ),
            ),
            settled_reports=personal_data.Rows(
                Report, "closed_by", ("message__channel__title", "closed_at", "answer")
            ),
        )
        guards.register(report_mails.GUARD, report_mails.still_waits)
        guards.register(GUARD, still_reads)
        schedule.register(_("fichiers sans message"), jobs.remove_files)
        schedule.register(_("messages signalés"), jobs.forget_reports)
        leaving.register("discussions", let_go)
        register("discussions", merging.COLUMNS, merging.move, lock=merging.lock)
        deletion.register(talks_of_pages)
        search.register("discussions", model=MessageTerms, rebuild=rebuild)
