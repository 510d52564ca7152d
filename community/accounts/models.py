"""People who sign in: an address, and nothing that others see (that is ``alliance.Person``)."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import is_password_usable
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

#: Letters of the mark to which sessions are tied.
MARK_LENGTH = 32


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make an account; a code sent to the address opens it, and a password if there is one."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """An account, known by its e-mail address."""

    email = models.EmailField(_("adresse de courriel"), unique=True)
    is_staff = models.BooleanField(_("membre de l'équipe"), default=False)
    is_active = models.BooleanField(_("actif"), default=True)
    date_joined = models.DateTimeField(_("depuis le"), default=timezone.now)
    #: Every session is tied to it: a new mark voids them all, and leaves the password alone.
    sessions_mark = models.CharField(
        _("marque des sessions"), max_length=MARK_LENGTH, default="", db_default="", editable=False
    )

    #: Told to nobody: whoever is not shown looks like whoever is away.
    shows_presence = models.BooleanField(
        _("présence montrée dans les discussions"), default=True, db_default=True, editable=False
    )

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        verbose_name = _("compte")
        verbose_name_plural = _("comptes")
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="one_account_an_address",
                violation_error_message=_("Cette adresse a déjà un compte."),
            )
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def has_password(self) -> bool:
        """Whether one was chosen, beside the code by mail."""
        return bool(self.password) and is_password_usable(self.password)

    def has_usable_password(self) -> bool:
        """Never, to allauth and Wagtail, who ask whether it may stand for its holder.

        It opens the door and no more: what changes the account asks for a proof of another kind.
        """
        return False

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Django's own, of the mark too; both its present and its former keys pass here."""
        salt = "django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash"
        tied_to = self.password + self.sessions_mark
        return salted_hmac(salt, tied_to, secret=secret, algorithm="sha256").hexdigest()

    # Wagtail's admin greets people by these two names.
    def get_full_name(self) -> str:
        person = getattr(self, "person", None)
        return person.name if person else self.email

    def get_short_name(self) -> str:
        return self.get_full_name()
