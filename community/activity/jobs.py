"""What this room does from time to time."""

from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Page, Revision

from .actions import forget_old_mails, send_due_mails


def send_mails() -> str:
    counts = send_due_mails()
    return "{sent} sent, {withdrawn} withdrawn, {put_off} put off, {failed} failed".format(**counts)


def forget_mails() -> str:
    return f"{forget_old_mails()} deleted"


def publish_scheduled() -> str:
    """Pages go public and leave at the hour that was chosen for them."""
    now = timezone.now()
    due = Revision.objects.filter(approved_go_live_at__lt=now).count()
    expired = Page.objects.filter(live=True, expire_at__lt=now).count()
    call_command("publish_scheduled")
    return f"{due} published, {expired} withdrawn"
