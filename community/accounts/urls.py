from allauth.account.views import logout
from allauth.mfa.totp.views import activate_totp
from allauth.mfa.webauthn.views import add_webauthn
from django.urls import path, re_path
from django.views.generic import RedirectView

from . import address_views, password_views, personal_data_views, views
from .proving import fresh
from .signing_out import clearing

app_name = "accounts"

urlpatterns = [
    path("", views.home, name="home"),
    path("entrer-en-gestion/", views.enter_admin, name="enter_admin"),
    path("continuer/", views.go_on, name="go_on"),
    path("mes-donnees.json", views.my_data, name="my_data"),
    path("mes-donnees.html", personal_data_views.my_data_readable, name="my_data_readable"),
    path("mes-donnees/", personal_data_views.my_data, name="my_data_page"),
    path("partir/", personal_data_views.leave, name="leave"),
    path("parti/", personal_data_views.left, name="left"),
    path("deconnexion-partout/", views.sign_out_everywhere, name="sign_out_everywhere"),
    path("presence/", views.presence, name="presence"),
    path("adresse/", address_views.change, name="address"),
    path("adresse/code/", address_views.code, name="address_code"),
    path("mot-de-passe/", password_views.choose, name="password"),
    path("sessions/", views.sessions, name="sessions"),
    path("sessions/<bounded:session_id>/fermer/", views.end_session, name="end_session"),
    path("sessions/fermer-les-autres/", views.end_other_sessions, name="end_other_sessions"),
    # allauth's addresses follow: one door, and no page for what the house does not have.
    path(
        "login/",
        RedirectView.as_view(
            pattern_name="account_request_login_code",
            query_string=True,
            http_method_names=["get", "head"],
        ),
        name="sign_in",
    ),
    path("logout/", clearing(logout), name="sign_out"),
    path("login/mot-de-passe/", password_views.door, name="password_door"),
    path("2fa/totp/activate/", fresh(activate_totp), name="mfa_activate_totp"),
    path("2fa/webauthn/add/", fresh(add_webauthn), name="mfa_add_webauthn"),
    path("2fa/webauthn/", RedirectView.as_view(pattern_name="mfa_index")),
    re_path(r"^(?:email|confirm-email|password)/", views.no_such_page),
]
