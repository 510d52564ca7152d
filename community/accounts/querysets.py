"""What an account sees of itself."""

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from .models import User


def open_sessions(user: User) -> QuerySet[UserSession]:
    """The sessions that are open in somebody's name, the latest first."""
    still_open = Session.objects.filter(
        session_key=OuterRef("session_key"), expire_date__gt=timezone.now()
    )
    mine = UserSession.objects.filter(Exists(still_open), user=user)
    return mine.order_by("-created_at", "-pk")
