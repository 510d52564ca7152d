"""What makes somebody's rights change, by whatever way it came: announced to the upper rooms."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.http import HttpRequest

from .adapter import WAY_OUT
from .models import User
from .signals import announce_access_change


def account_saved(instance: User, created: bool, update_fields: Any = None, **kwargs: Any) -> None:
    """Address, state, team membership or password: each may open or shut a door."""
    if created or update_fields == {"last_login"}:
        return
    # allauth also lets in by the addresses that it saw before: only the present one counts.
    EmailAddress.objects.filter(user=instance).exclude(email__iexact=instance.email).delete()
    announce_access_change([instance.pk])


def came_in(request: HttpRequest, way_out: str = "", **kwargs: Any) -> None:
    """Keep the way out at the provider by which somebody came in, and no one else's."""
    request.session.pop(WAY_OUT, None)
    if way_out:
        request.session[WAY_OUT] = way_out


def session_ended(instance: Session, **kwargs: Any) -> None:
    """Signing out deletes the session, here, in the admin or by the schedule: no trace is left."""
    UserSession.objects.filter(session_key=instance.session_key).delete()
    user_id = instance.get_decoded().get(SESSION_KEY)
    if user_id is not None:
        announce_access_change([int(user_id)])
