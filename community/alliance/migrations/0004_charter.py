import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("alliance", "0003_found_by_words")]

    operations = [
        migrations.AlterModelOptions(
            name="charter",
            options={
                "ordering": ["-adopted_on", "-version"],
                "verbose_name": "version de la charte",
                "verbose_name_plural": "versions de la charte",
            },
        ),
        migrations.AlterField(
            model_name="charter",
            name="version",
            field=models.CharField(
                max_length=20,
                unique=True,
                validators=[
                    django.core.validators.RegexValidator(
                        "^\\d[\\w.-]*$",
                        "Écrivez un nom qui commence par un chiffre, comme 2024 ou 2.1, "
                        "sans espace.",
                    )
                ],
                verbose_name="version",
            ),
        ),
        migrations.AddConstraint(
            model_name="charter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("next_revision__isnull", True),
                    ("next_revision__gt", models.F("adopted_on")),
                    _connector="OR",
                ),
                name="a_charter_is_revised_after_it_is_adopted",
                violation_error_message="La prochaine révision vient après l'adoption.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="chartersignature",
            name="a_person_signs_a_version_once",
            constraint=models.UniqueConstraint(
                fields=("charter", "person"),
                name="a_person_signs_a_version_once",
                violation_error_message="Cette personne a déjà signé cette version.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="chartersignature",
            name="an_organisation_signs_a_version_once",
            constraint=models.UniqueConstraint(
                fields=("charter", "organisation"),
                name="an_organisation_signs_a_version_once",
                violation_error_message="Cette organisation a déjà signé cette version.",
            ),
        ),
    ]
