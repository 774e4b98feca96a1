from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ledgers", "0007_filter_indexes"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="activity", name="activity_by_org"),
        migrations.AddIndex(
            model_name="activity",
            index=models.Index(fields=["org", "-started_at", "kind"], name="activity_by_org"),
        ),
    ]
