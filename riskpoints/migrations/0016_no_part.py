from django.db import migrations

from riskcontrol.lib.frozen import PART, frozen_while
from riskcontrol.lib.guards import Guard, guarded


def has_part(person, worksheet):
    """Say that somebody has a part in a worksheet, as riskpoints.committee.grounds_for_recusal() has it.

    Two grounds are left to the actions: positions that only the searched drawing names, and measures.
    """
    points = f"SELECT id FROM riskpoints_riskpoint WHERE worksheet_id = {worksheet}"
    return " OR ".join([
        # Who wrote its risk points, looked at its steps, confirmed or removed its rows.
        f"EXISTS (SELECT 1 FROM riskpoints_riskpoint_written_by"
        f" WHERE user_id = {person} AND riskpoint_id IN ({points}))",
        f"EXISTS (SELECT 1 FROM riskpoints_examination"
        f" WHERE worksheet_id = {worksheet} AND examined_by_id = {person})",
        f"EXISTS (SELECT 1 FROM riskpoints_carriedrow"
        f" WHERE worksheet_id = {worksheet} AND by_id = {person})",
        # Through whose hands it came to the committee.
        f"EXISTS (SELECT 1 FROM riskpoints_worksheet sheet"
        f" WHERE sheet.id = {worksheet} AND {HANDS.format(person=person)})",
        # Whose section or unit it is about; a committee's seat in a whole body is no post in it.
        f"EXISTS (SELECT 1 FROM accounts_membership seat JOIN accounts_unit home ON home.id = seat.unit_id"
        f" WHERE seat.user_id = {person}"
        " AND (home.kind = 'section' OR seat.role NOT IN ('committee-member', 'committee-chair'))"
        f" AND (home.id IN (SELECT section_id FROM riskpoints_worksheet WHERE id = {worksheet})"
        f" OR home.id IN (SELECT unit_id FROM riskpoints_riskpoint_units WHERE riskpoint_id IN ({points}))))",
        # Who holds a position that acts on its chart or carries its risk points.
        f"EXISTS (SELECT 1 FROM accounts_membership seat WHERE seat.user_id = {person}"
        " AND (seat.position_id IN (SELECT step.position_id FROM powers_step step"
        " JOIN riskpoints_worksheet sheet ON sheet.flowchart_id = step.flowchart_id"
        f" WHERE sheet.id = {worksheet} AND NOT step.retired)"
        " OR seat.position_id IN (SELECT position_id FROM riskpoints_riskpoint_positions"
        f" WHERE riskpoint_id IN ({points}))))",
    ])


HANDS = "{person} IN (sheet.submitted_by_id, sheet.signed_by_id, sheet.confirmed_by_id)"


def had_part(person, point):
    """Say that somebody has a part in a risk point: on its own worksheet, or on a later one."""
    worksheet = f"(SELECT worksheet_id FROM riskpoints_riskpoint WHERE id = {point})"
    return (
        f"{has_part(person, worksheet)}"
        " OR EXISTS (SELECT 1 FROM riskpoints_carriedrow look"
        " JOIN riskpoints_worksheet sheet ON sheet.id = look.worksheet_id"
        f" WHERE look.risk_point_id = {point}"
        f" AND (look.by_id = {person} OR {HANDS.format(person=person)}))"
    )


WORKSHEET = "(SELECT worksheet_id FROM riskpoints_sitting WHERE id = NEW.sitting_id)"
POINT = "(SELECT risk_point_id FROM riskpoints_ruling WHERE id = NEW.ruling_id)"
# A later worksheet confirms the risk point: then the committee lets the ruling stand as it decides it.
DECIDED_WITH_ITS_WORKSHEET = (
    "EXISTS (SELECT 1 FROM riskpoints_carriedrow look"
    " JOIN riskpoints_sitting held ON held.worksheet_id = look.worksheet_id"
    f" WHERE look.risk_point_id = {POINT} AND look.outcome = 'confirmed'"
    " AND look.reason = NEW.stands_because AND held.chair_id = NEW.closed_by_id"
    " AND held.closed_at IS NOT NULL AND NOT held.returned)"
)

# A part is looked at as the row is written: who takes one up later has judged before.
GUARDS = [
    Guard(
        'riskpoints_sittingmember_rates_not_his_own',
        'riskpoints_sittingmember',
        ('sitting_id', 'user_id', 'recused_because'),
        f"NEW.recused_because = '' AND ({has_part('NEW.user_id', WORKSHEET)})",
    ),
    Guard(
        'riskpoints_reopening_closed_by_who_has_no_part',
        'riskpoints_reopening',
        ('ruling_id', 'closed_by_id', 'stands_because'),
        f"NEW.stands_because <> '' AND NOT {DECIDED_WITH_ITS_WORKSHEET}"
        f" AND ({had_part('NEW.closed_by_id', POINT)})",
    ),
    Guard(
        'riskpoints_verifiedlevel_proposed_by_who_has_no_part',
        'riskpoints_verifiedlevel',
        ('risk_point_id', 'proposed_by_id', 'imported'),
        f"NOT NEW.imported AND ({had_part('NEW.proposed_by_id', 'NEW.risk_point_id')})",
    ),
    Guard(
        'riskpoints_verifiedlevel_seconded_by_who_has_no_part',
        'riskpoints_verifiedlevel',
        ('risk_point_id', 'second_id'),
        f"{had_part('NEW.second_id', 'NEW.risk_point_id')}",
    ),
]

# What was said in a closed sitting stays as it was said, as the sitting itself does since 0008.
OF_A_CLOSED = (
    "EXISTS (SELECT 1 FROM riskpoints_sitting held"
    " WHERE held.id = {row}.sitting_id AND held.closed_at IS NOT NULL)"
)
IN_A_CLOSED = (
    "EXISTS (SELECT 1 FROM riskpoints_assessment said JOIN riskpoints_sitting held"
    " ON held.id = said.sitting_id WHERE said.id = {row}.assessment_id AND held.closed_at IS NOT NULL)"
)
FROZEN = [
    ('riskpoints_sittingmember', OF_A_CLOSED, PART),
    ('riskpoints_sitting_again_on', OF_A_CLOSED, PART),
    ('riskpoints_assessment', OF_A_CLOSED, PART),
    ('riskpoints_assessment_floors', IN_A_CLOSED, PART),
    ('riskpoints_grade', IN_A_CLOSED, PART),
    ('riskpoints_levelproposal', OF_A_CLOSED, PART),
]


class Migration(migrations.Migration):

    # SQLite rebuilds no table that a trigger names: what those apps change comes before.
    dependencies = [
        ('accounts', '0003_seat_since'),
        ('measures', '0011_project_line'),
        ('powers', '0011_stages'),
        ('riskpoints', '0015_above'),
    ]

    operations = [
        guarded(*GUARDS),
        *(frozen_while(*of) for of in FROZEN),
    ]
