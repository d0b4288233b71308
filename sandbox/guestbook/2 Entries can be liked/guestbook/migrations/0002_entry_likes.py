from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("guestbook", "0001_initial")]
    operations = [
        migrations.AddField("entry", "likes", models.PositiveIntegerField(default=0)),
    ]
