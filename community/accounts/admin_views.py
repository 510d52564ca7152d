"""Wagtail's pages on accounts, for accounts that have an address and no more."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.users import IndexView, UserViewSet

from . import actions
from .addresses import refuse_shut_out
from .models import User

TEAM_HELP = {
    "is_staff": _("Voit et écrit toutes les pages. Un second code lui est demandé en gestion."),
}


class AccountFormMixin(forms.ModelForm):
    """No name (a ``Person`` has one), no password (one signs in by a code)."""

    first_name = None
    last_name = None

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].lower()
        refuse_shut_out(email)
        return email


class AccountCreationForm(AccountFormMixin, UserCreationForm):
    class Meta(UserCreationForm.Meta):
        fields = ("email", "is_staff", "is_superuser", "groups")
        help_texts = TEAM_HELP

    def save(self, commit: bool = True) -> User:
        self.instance.set_unusable_password()
        user: User = super().save(commit)
        return user


class AccountEditForm(AccountFormMixin, UserEditForm):
    class Meta(UserEditForm.Meta):
        fields = ("email", "is_active", "is_staff", "is_superuser", "groups")
        help_texts = TEAM_HELP

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kwargs.get("editing_self"):
            del self.fields["is_staff"]

    def save(self, commit: bool = True) -> User:
        user: User = super().save(commit)
        if "is_active" in self.changed_data and not user.is_active:
            actions.deactivate(user=user)
        return user


class AccountIndexView(IndexView):
    def get_base_queryset(self) -> QuerySet[User]:
        # The list shows names, which rows of an upper room hold.
        return super().get_base_queryset().select_related(*(self.model_fields & {"person"}))


class AccountViewSet(UserViewSet):
    index_view_class = AccountIndexView

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return AccountEditForm if for_update else AccountCreationForm
