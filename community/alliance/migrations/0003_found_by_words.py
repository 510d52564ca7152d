"""What the cards of before are found by."""

from django.db import migrations

from community.text.folding import folded


def fold(apps, schema_editor):
    found_by = {
        "Organisation": lambda row: (row.name, row.get_kind_display(), row.summary),
        "Person": lambda row: (
            *(row.name, row.role),
            *(part.name for part in (row.organisation, row.territory) if part),
        ),
        "Territory": lambda row: (
            *(row.name, row.get_kind_display(), row.department),
            *(row.region, row.country),
        ),
    }
    for name, texts in found_by.items():
        rows = apps.get_model("alliance", name)._default_manager
        for row in rows.filter(search_text="").iterator():
            rows.filter(pk=row.pk).update(search_text=folded(*map(str, texts(row))))


class Migration(migrations.Migration):
    dependencies = [("alliance", "0002_cards")]

    operations = [migrations.RunPython(fold, migrations.RunPython.noop, elidable=True)]
