"""What this room does from time to time."""

from django.core.management import call_command
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision

from .actions import forget_old_mails, forget_settled_barriers, send_due_mails


def send_mails() -> str:
    counts = send_due_mails()
    return (
        _(
            "envoyés : %(sent)d, retirés : %(withdrawn)d, remis à plus tard : %(put_off)d, "
            "en échec : %(failed)d"
        )
        % counts
    )


def forget_mails() -> str:
    return _("effacées : %d") % forget_old_mails()


def forget_barriers() -> str:
    return _("effacés : %d") % forget_settled_barriers()


def publish_scheduled() -> str:
    """Pages go public and leave at the hour that was chosen for them."""
    now = timezone.now()
    due = Revision.objects.filter(approved_go_live_at__lt=now).count()
    expired = Page.objects.filter(live=True, expire_at__lt=now).count()
    call_command("publish_scheduled")
    return _("publiées : %(due)d, retirées : %(expired)d") % {"due": due, "expired": expired}
