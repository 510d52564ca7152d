from django.urls import path

from . import search_views, views

app_name = "discussions"
urlpatterns = [
    path("", views.index, name="index"),
    path("chercher/", search_views.search, name="search"),
    path("<bounded:channel_id>/", views.channel, name="channel"),
    path("<bounded:channel_id>/messages", views.messages, name="messages"),
    path("<bounded:channel_id>/<bounded:seq>/", views.message, name="message"),
    path("<bounded:channel_id>/<bounded:seq>/<slug:kind>", views.act, name="act"),
    path("<bounded:channel_id>/lu", views.bookmark, name="bookmark"),
    path("<bounded:channel_id>/regle", views.rule, name="rule"),
]
