from django.db import migrations


class Migration(migrations.Migration):
    """The columns and switches that stages and acts took the place of."""

    dependencies = [
        ('powers', '0006_release_stages_carried'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='release',
            name='powers_release_check_has_who_and_when',
        ),
        migrations.RemoveConstraint(
            model_name='release',
            name='powers_release_clearance_has_result_who_and_when',
        ),
        migrations.RemoveConstraint(
            model_name='release',
            name='powers_release_signature_has_who_and_when',
        ),
        migrations.RemoveConstraint(
            model_name='release',
            name='powers_release_return_says_why',
        ),
        migrations.RemoveConstraint(
            model_name='release',
            name='powers_release_not_by_who_submitted',
        ),
        migrations.RemoveField(
            model_name='policy',
            name='clearance_needed',
        ),
        migrations.RemoveField(
            model_name='policy',
            name='leader_signs',
        ),
        migrations.RemoveField(
            model_name='policy',
            name='section_checks',
        ),
        migrations.RemoveField(
            model_name='release',
            name='checked_at',
        ),
        migrations.RemoveField(
            model_name='release',
            name='checked_by',
        ),
        migrations.RemoveField(
            model_name='release',
            name='clearance',
        ),
        migrations.RemoveField(
            model_name='release',
            name='cleared_at',
        ),
        migrations.RemoveField(
            model_name='release',
            name='cleared_by',
        ),
        migrations.RemoveField(
            model_name='release',
            name='remark',
        ),
        migrations.RemoveField(
            model_name='release',
            name='returned_by',
        ),
        migrations.RemoveField(
            model_name='release',
            name='signed_at',
        ),
        migrations.RemoveField(
            model_name='release',
            name='signed_by',
        ),
    ]
