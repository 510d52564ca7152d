from django.urls import path

from . import views

app_name = "discussions"
urlpatterns = [
    path("", views.index, name="index"),
    path("<bounded:channel_id>/", views.channel, name="channel"),
    path("<bounded:channel_id>/messages", views.messages, name="messages"),
    path("<bounded:channel_id>/regle", views.rule, name="rule"),
]
