"""The words of messages, those that were said before among them."""

import django.db.models.deletion
from django.db import migrations, models

import community.text.search
from community.text.analysis import terms_of

BATCH = 1_000


def read_messages(apps, schema_editor):
    message = apps.get_model("discussions", "Message")
    terms = apps.get_model("discussions", "MessageTerms")
    last = 0
    while True:
        said = message.objects.filter(pk__gt=last).order_by("pk").values_list("pk", "body")[:BATCH]
        batch = [terms(message_id=pk, terms=terms_of(body)) for pk, body in said]
        if not batch:
            return
        terms.objects.bulk_create(batch)
        last = batch[-1].message_id


class Migration(migrations.Migration):
    dependencies = [("discussions", "0010_how_newcomers_are_received")]

    operations = [
        migrations.CreateModel(
            name="MessageTerms",
            fields=[
                ("message", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name="found_by", serialize=False, to="discussions.message")),
                ("terms", community.text.search.TermsField(blank=True)),
            ],
            options={
                "verbose_name": "mots d'un message",
                "verbose_name_plural": "mots des messages",
            },
        ),
        community.text.search.IndexTerms("MessageTerms"),
        migrations.RunPython(read_messages, migrations.RunPython.noop, elidable=True),
    ]
