"""An alias is looked for without its scheme: in every mail whose subject has a number, and in the desk's search."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0005_draft_completes"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="casealias",
            index=models.Index(fields=["value"], name="case_alias_value"),
        ),
    ]
