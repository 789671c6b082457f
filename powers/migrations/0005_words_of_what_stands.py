"""What was posted before can be found as well."""

from django.db import migrations
from django.db.models import Q

from powers.findable import findable


def fill(apps, _schema_editor):
    """Note the words of every posting, without those of powers that are withheld by now."""
    Posting, Power = apps.get_model("powers", "Posting"), apps.get_model("powers", "Power")
    postings = Posting.objects.select_related("flowchart", "version", "final_version")
    for posting in postings.iterator():
        version, chart = posting.final_version or posting.version, posting.flowchart
        found = findable(
            chart.code, version.drawing, version.facts, hidden_codes(Power, chart, version)
        )
        Posting.objects.filter(pk=posting.pk).update(**found)


def hidden_codes(Power, chart, version):
    """As powers.charts.hidden_codes says at this time; here on the models of this migration."""
    codes = {power["code"] for power in version.facts["powers"]}
    withheld = {
        power.code: bool(power.withheld_ground and power.withheld_approver)
        for power in Power.objects.filter(Q(code__in=codes) | Q(flowchart=chart))
    }
    unknown = codes - withheld.keys() if any(withheld.values()) else set()
    return unknown | {code for code in codes if withheld.get(code)}


class Migration(migrations.Migration):
    dependencies = [("powers", "0005_posting_is_found_by_words")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
