from django.urls import path

from . import export_views, file_views, recipient_views, report_views, search_views, views

app_name = "discussions"
urlpatterns = [
    path("", views.index, name="index"),
    path("signalements/", report_views.reports, name="reports"),
    path("mes-paroles/", export_views.own_choice, name="own_export"),
    path("mes-paroles.<slug:form>", export_views.own_words, name="own_words"),
    path("chercher/", search_views.search, name="search"),
    path("<bounded:channel_id>/", views.channel, name="channel"),
    path("<bounded:channel_id>/messages", views.messages, name="messages"),
    path("<bounded:channel_id>/<bounded:seq>/", views.message, name="message"),
    path("<bounded:channel_id>/export/", export_views.choice, name="export"),
    path("<bounded:channel_id>/export.<slug:form>", export_views.export, name="export_file"),
    path("<bounded:channel_id>/<bounded:seq>/signaler", report_views.report, name="report"),
    path("<bounded:channel_id>/<bounded:seq>/<slug:kind>", views.act, name="act"),
    path("<bounded:channel_id>/a-qui", recipient_views.recipients, name="recipients"),
    path("<bounded:channel_id>/fichiers/<bounded:pk>", file_views.file, name="file"),
    path("<bounded:channel_id>/lu", views.bookmark, name="bookmark"),
    path("<bounded:channel_id>/regle", views.rule, name="rule"),
]
