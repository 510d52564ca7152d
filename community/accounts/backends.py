"""How the house knows who signs in."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.db.models import Exists, OuterRef, QuerySet

from community.prepared import prepared

from .models import User
from .permissions import may_sign_in


class HouseBackend(AuthenticationBackend):
    """Whoever may sign in, by whatever proof.

    It is asked again at each request, so that an account that was switched off is out at once.
    """

    def get_user(self, user_id: int) -> User | None:
        """The account of a session, with what the rule of the second factor asks each time."""
        user = next(iter(_account(user_id)), None)
        return user if user and may_sign_in(user) else None

    def user_can_authenticate(self, user: Any) -> bool:
        return may_sign_in(user)


@prepared
def _account(user_id: int) -> QuerySet[User]:
    right = {
        "permission__codename": "access_admin",
        "permission__content_type__app_label": "wagtailadmin",
    }
    groups: Any = Group.permissions.through
    own: Any = User.user_permissions.through
    return User.objects.filter(pk=user_id).annotate(
        enters_admin=Exists(groups.objects.filter(group__user=OuterRef("pk"), **right))
        | Exists(own.objects.filter(user=OuterRef("pk"), **right)),
        has_factor=Exists(Authenticator.objects.filter(user=OuterRef("pk"))),
    )
