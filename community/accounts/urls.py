from django.urls import path, re_path
from django.views.generic import RedirectView

from . import views

app_name = "accounts"

urlpatterns = [
    path("", views.home, name="home"),
    path("entrer-en-gestion/", views.enter_admin, name="enter_admin"),
    path("mes-donnees.json", views.my_data, name="my_data"),
    path("deconnexion-partout/", views.sign_out_everywhere, name="sign_out_everywhere"),
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
    re_path(r"^(?:email|confirm-email|password)/", views.no_such_page),
]
