from django.urls import path

from . import views

app_name = "delegations"
urlpatterns = [
    path("dispositif/<bounded:pk>/", views.of_programme, name="of_programme"),
    path("<bounded:pk>/", views.delegation, name="delegation"),
    path("<bounded:pk>/note/", views.note, name="note"),
    path("<bounded:pk>/siege/", views.give, name="give"),
    path("<bounded:pk>/soutien/", views.support, name="support"),
    path("<bounded:pk>/sieges/<bounded:seat_pk>/", views.seat, name="seat"),
    path("<bounded:pk>/sieges/<bounded:seat_pk>/relais/", views.hand_over, name="hand_over"),
    path("<bounded:pk>/sieges/<bounded:seat_pk>/fin/", views.end, name="end"),
    path(
        "<bounded:pk>/sieges/<bounded:seat_pk>/reference/",
        views.name_referent,
        name="name_referent",
    ),
]
