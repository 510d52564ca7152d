from django.contrib.auth.hashers import make_password
from django.db import migrations, models


def forget_passwords(apps, schema_editor):
    """A password typed before, at `createsuperuser`, opened nothing: it does not begin to now."""
    users = apps.get_model("accounts", "User").objects.exclude(password__startswith="!")
    for user in users.only("pk"):
        user.password = make_password(None)
        user.save(update_fields=["password"])


class Migration(migrations.Migration):

    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="sessions_mark",
            field=models.CharField(
                db_default="", default="", editable=False, max_length=32,
                verbose_name="marque des sessions",
            ),
        ),
        migrations.RunPython(forget_passwords, migrations.RunPython.noop, elidable=True),
    ]
