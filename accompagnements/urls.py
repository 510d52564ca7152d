from django.urls import path

from . import views

app_name = "accompagnements"
urlpatterns = [
    path("<bounded:pk>/lancer/", views.start, name="start"),
    path("<bounded:pk>/clore/", views.close, name="close"),
    path("<bounded:pk>/rouvrir/", views.reopen, name="reopen"),
    path("<bounded:pk>/etapes/<bounded:number>/", views.phase, name="phase"),
    path("<bounded:pk>/etapes/<bounded:number>/avancer/", views.advance, name="advance"),
]
