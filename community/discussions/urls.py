from django.urls import path

from . import views

app_name = "discussions"
urlpatterns = [
    path("", views.index, name="index"),
    path("<int:channel_id>/", views.channel, name="channel"),
    path("<int:channel_id>/messages", views.messages, name="messages"),
    path("<int:channel_id>/regle", views.rule, name="rule"),
]
