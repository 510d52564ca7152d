from django.urls import path

from . import views
from .style import style

app_name = "demo"
urlpatterns = [
    path("demo/", views.index, name="index"),
    path("style/", style, name="style"),
]
