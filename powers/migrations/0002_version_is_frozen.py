"""The database refuses to change or remove a frozen version."""

from django.db import migrations

from riskcontrol.lib.frozen import append_only


class Migration(migrations.Migration):
    dependencies = [("powers", "0001_initial")]

    operations = [append_only("powers_version")]
