from django.urls import path

from . import views

app_name = "openid"

urlpatterns = [
    path("", views.start, name="start"),
    path("retour/", views.back, name="back"),
    path("sortie/", views.left, name="left"),
]
