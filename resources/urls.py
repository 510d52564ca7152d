from django.urls import path, re_path

from . import views

app_name = "resources"
urlpatterns = [
    # The very address that Wagtail gives to a document.
    re_path(r"^documents/(\d+)/(.*)$", views.file, name="file"),
    path("enseignements/", views.lessons, name="lessons"),
    path("enseignements/<bounded:pk>/", views.lesson, name="lesson"),
    path("lexique/", views.concepts, name="concepts"),
    path("lexique/<slug:scheme>/<slug:notation>/", views.concept, name="concept"),
    path("methodes/", views.methods, name="methods"),
    path("methodes/<slug:slug>/", views.method, name="method"),
    path("presse/", views.press, name="press"),
]
