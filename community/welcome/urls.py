from django.urls import path

from . import desk, first_visit, views

app_name = "welcome"

urlpatterns = [
    path("rejoindre/", views.join, name="join"),
    path("rejoindre/recu/", views.join_received, name="join_received"),
    path("compte/bienvenue/", first_visit.card, name="card"),
    path("compte/visite/", first_visit.visit, name="visit"),
    path("compte/invitation/", views.invitation, name="invitation"),
    path("compte/invitation/code/", views.code, name="code"),
    path("compte/invitation/changer/", views.change_account, name="change_account"),
    # The token is the last part: what stands above it is never one (they are longer).
    path("compte/invitation/<str:token>/", views.link, name="link"),
    path("compte/invitations/", desk.invitations, name="invitations"),
    path("compte/invitations/envoyer/", desk.invite, name="invite"),
    path("compte/invitations/<bounded:pk>/renvoyer/", desk.resend, name="resend"),
    path("compte/invitations/<bounded:pk>/retirer/", desk.withdraw, name="withdraw"),
    path("compte/invitations/demandes/<bounded:pk>/", desk.request_to_join, name="request"),
]
