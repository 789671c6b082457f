from django.db import migrations, models
import django.db.models.deletion


class Migration(migrations.Migration):

    dependencies = [('riskpoints', '0004_rounds_carried')]

    operations = [
        migrations.RemoveField(
            model_name='worksheet',
            name='year',
        ),
        migrations.AlterField(
            model_name='worksheet',
            name='round',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='worksheets', to='riskpoints.round'),
        ),
        migrations.AddConstraint(
            model_name='worksheet',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('open_in', None), ('state', 'decided')), models.Q(models.Q(('state', 'decided'), _negated=True), ('open_in__isnull', False)), _connector='OR'), name='riskpoints_worksheet_under_way_in_an_open_round'),
        ),
    ]
