"""What somebody did about a warning, or why it was set aside and until when, stays as it was written."""

from django.db import migrations

from riskcontrol.lib.frozen import frozen_while

# The one that goes: an item of a project entered by mistake goes with its warnings and what was done
# about them; the ledger keeps it. The trigger names measures_warning, so a migration that rebuilds
# that table on SQLite drops it first.
OF_NO_ITEM = (
    "(SELECT disclosure_id FROM measures_warning WHERE measures_warning.id = {row}.warning_id) IS NULL"
)
FROZEN = [
    ("measures_warningact", "{row}.id IS NOT NULL", {"update": ("OLD",)}),
    ("measures_warningact", OF_NO_ITEM, {"delete": ("OLD",)}),
]


class Migration(migrations.Migration):

    dependencies = [
        ("measures", "0013_undisclosed"),
    ]

    operations = [frozen_while(*table) for table in FROZEN]
