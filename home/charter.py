"""The charter's pages: its versions, who signed them, and the gesture that signs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Case, Count, QuerySet, Value, When, Window
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from community.alliance import charter as rules
from community.alliance.models import Charter, CharterSignature, Organisation
from community.answers import REFUSED
from community.prepared import prepared
from community.programmes.excerpts import Stretches, in_all

#: How many signatories stand on one page.
SIGNATORIES = 60
#: What is read of a signature and of who signed.
SHOWN = (
    *("date", "charter", "person", "organisation"),
    *(f"person__{name}" for name in ("name", "slug", "public", "demonstration")),
    *("person__organisation__name", "organisation__name", "organisation__slug"),
)
ONESELF = "moi"


class SigningForm(forms.Form):
    """For whom somebody signs: each box that is not signed yet is ticked, and can be unticked."""

    signers = forms.MultipleChoiceField(required=False)

    def __init__(self, *args: Any, user: Any, charter: Charter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.card = next(iter(rules.own_card(user, charter.pk)), None)
        self.organisations: list[Organisation] = rules.kept_organisations(user, charter.pk)
        self.fields["signers"].choices = [  # type: ignore[attr-defined]
            (ONESELF, ONESELF),
            *((str(row.pk), row.name) for row in self.organisations),
        ]

    def boxes(self) -> list[tuple[str, str, bool]]:
        """What can still be signed: the value of the box, its name, and whether it is ticked."""
        names = [(ONESELF, _("En mon nom : %(name)s") % {"name": self.card}, self.card)]
        names += [
            (str(row.pk), _("Au nom de : %(name)s") % {"name": row.name}, row)
            for row in self.organisations
        ]
        kept = self.data.getlist("signers") if self.is_bound else None  # type: ignore[attr-defined]
        return [
            (value, name, kept is None or value in kept)
            for value, name, row in names
            if row and not row.signed_on
        ]

    def signed(self) -> list[tuple[str, Any]]:
        """Who has signed already, and when."""
        rows = [self.card, *self.organisations] if self.card else []
        return [(str(row), row.signed_on) for row in rows if row.signed_on]


@require_safe
def current(request: HttpRequest) -> HttpResponse:
    """The version in force: what it says, what signing opens, who signed."""
    versions = rules.adopted_versions(timezone.localdate())
    if not versions:
        return render(request, "alliance/charter_none.html")
    return _shown(request, versions[0].version)


@require_safe
def version(request: HttpRequest, version: str) -> HttpResponse:
    """Any adopted version, at its own address for ever."""
    return _shown(request, version)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest) -> HttpResponse:
    """Sign the current version, for oneself and for the organisations whose card one keeps."""
    charter = rules.adopted(timezone.localdate()).first()
    if charter is None or request.method != "POST":
        return redirect("alliance:charter")
    form = SigningForm(request.POST, user=request.user, charter=charter)
    if form.is_valid():
        chosen = form.cleaned_data["signers"]
        try:
            made = rules.sign_charter(
                acting_user=request.user,
                charter=charter,
                for_oneself=ONESELF in chosen,
                organisations=[row for row in form.organisations if str(row.pk) in chosen],
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            names = ", ".join(str(row.person or row.organisation) for row in made)
            messages.success(request, _("C'est signé : %(names)s. Merci !") % {"names": names})
            return redirect("alliance:charter")
    return _shown(request, charter.version, form)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a signature; others' do not exist here."""
    mine = rules.in_hand_of(request.user).select_related("charter", "person", "organisation")
    signature = get_object_or_404(mine, pk=pk)
    if request.method == "POST":
        rules.withdraw_signature(acting_user=request.user, signature=signature)
        messages.success(request, _("La signature est retirée. Vous pouvez signer de nouveau."))
        return redirect("alliance:charter")
    return render(request, "alliance/charter_withdraw.html", {"signature": signature})


def _shown(request: HttpRequest, name: str, form: SigningForm | None = None) -> HttpResponse:
    user, today = request.user, timezone.localdate()
    versions = rules.adopted_versions(today)
    charter = next(iter(_named(name, today)), None)
    if charter is None:
        raise Http404
    in_force = versions[0]
    rows: Any = Stretches(
        lambda start, stop: _signatures(user, charter.pk, start=start, stop=stop),
    )
    context: dict[str, Any] = {
        "charter": charter,
        "versions": versions,
        "in_force": in_force,
        "is_current": charter == in_force,
        "page": Paginator(rows, SIGNATORIES).get_page(request.GET.get("page")),
    }
    if user.is_authenticated:
        context["form"] = form or SigningForm(user=user, charter=in_force)
        context["renews"] = rules.charter_to_renew(user)
        context["mine"] = _own(user, charter.pk)
    return render(request, "alliance/charter.html", context, status=REFUSED if form else 200)


@prepared
def _named(name: str, today: Any) -> QuerySet[Charter]:
    return rules.adopted(today).filter(version=name)


@prepared
def _signatures(user: Any, charter_id: int, *, start: int, stop: int) -> QuerySet[CharterSignature]:
    """Organisations, then people, by name; each row knows how many there are of both."""
    rows = rules.signatures_seen_by(user).filter(charter=charter_id)
    rows = rows.annotate(
        people=Window(Count("person")), bodies=Window(Count("organisation"))
    ).select_related("person__organisation", "organisation")
    bodies_first = Case(When(person=None, then=Value(0)), default=Value(1))
    by_name = Coalesce("organisation__name", "person__name")
    return in_all(rows.only(*SHOWN).order_by(bodies_first, by_name), start, stop)


@prepared
def _own(user: Any, charter_id: int) -> QuerySet[CharterSignature]:
    rows = rules.in_hand_of(user).filter(charter=charter_id)
    return rows.select_related("person", "organisation").order_by("pk")
