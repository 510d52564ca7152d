from django.urls import path

from . import views

app_name = "gatherings"
urlpatterns = [
    path("agenda.ics", views.calendar, name="calendar"),
    path("fichiers/<bounded:pk>/", views.part_file, name="part_file"),
]
