"""What this room does from time to time."""

from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.translation import gettext as _


def forget_sessions() -> str:
    deleted, _details = Session.objects.filter(expire_date__lt=timezone.now()).delete()
    return _("expirées : %d") % deleted
