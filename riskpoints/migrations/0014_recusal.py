from django.db import migrations, models

from riskcontrol.lib.guards import Guard, guarded


def lacks_seat(person):
    """Say that somebody named in the new row has no seat in its sitting from which he may rate."""
    return (
        "NOT EXISTS (SELECT 1 FROM riskpoints_sittingmember seat"
        f" WHERE seat.sitting_id = NEW.sitting_id AND seat.user_id = NEW.{person}"
        " AND seat.recused_because = '')"
    )


def lacks_seat_if_any(person):
    return f"(NEW.{person} IS NOT NULL AND {lacks_seat(person)})"


# What somebody handed in before he was recused stands, so it is looked at as it is written, not later.
GUARDS = [
    Guard(
        'riskpoints_assessment_by_who_may_rate',
        'riskpoints_assessment',
        ('sitting_id', 'rater_id'),
        lacks_seat('rater_id'),
    ),
    Guard(
        'riskpoints_levelproposal_by_who_may_rate',
        'riskpoints_levelproposal',
        ('sitting_id', 'proposed_by_id', 'seconded_by_id'),
        f"{lacks_seat('proposed_by_id')} OR {lacks_seat_if_any('seconded_by_id')}",
    ),
    Guard(
        'riskpoints_ruling_by_who_may_rate',
        'riskpoints_ruling',
        ('sitting_id', 'ruled_by_id', 'second_id'),
        "NEW.sitting_id IS NOT NULL"
        f" AND ({lacks_seat_if_any('ruled_by_id')} OR {lacks_seat_if_any('second_id')})",
    ),
    # Its first chair is named before its members are.
    Guard(
        'riskpoints_sitting_led_by_who_may_rate',
        'riskpoints_sitting',
        ('chair_id',),
        lacks_seat('chair_id').replace('NEW.sitting_id', 'NEW.id'),
        events=('update',),
    ),
    Guard(
        'riskpoints_sittingmember_recused_stays_so',
        'riskpoints_sittingmember',
        ('sitting_id', 'user_id', 'recused_because'),
        "OLD.recused_because <> '' AND (NEW.recused_because = ''"
        " OR NEW.sitting_id <> OLD.sitting_id OR NEW.user_id <> OLD.user_id)",
        events=('update',),
    ),
]


class Migration(migrations.Migration):

    dependencies = [
        ('riskpoints', '0013_speed'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='sittingmember',
            constraint=models.CheckConstraint(condition=models.Q(('was_present', True), _negated=True) | models.Q(('recused_because', '')), name='riskpoints_sittingmember_recused_is_not_counted'),
        ),
        guarded(*GUARDS),
    ]
