"""Writes that break what holds of schemes: each constraint alone, and that what is in force stays."""

from django.utils import timezone

from riskpoints.actions.schemes import ensure_scheme
from riskpoints.models import Floor, LevelScheme
from tests.factories import schemes
from tests.factories.accounts import BodyFactory, UserFactory

from .constraints import again, change


def shipped():
    """The scheme that ships, as a body's own."""
    return ensure_scheme(BodyFactory())


def draft(**fields):
    """A scheme being drafted, and changed."""
    made = schemes.drafted()
    change(made, **fields)
    return made


def level(**fields):
    """Change the highest level of a draft."""
    change(draft().levels.first(), **fields)


def level_beside(*names, **fields):
    """Add a level that shares these with the highest one."""
    highest = draft().levels.first()
    given = {"rank": 9, "mark": "IX", "shape": "square"} | fields
    again(highest, **{name: value for name, value in given.items() if name not in names})


def anchor(**fields):
    """Change a grade of a draft."""
    change(draft().factors.first().anchors.first(), **fields)


BREAKS = {
    "riskpoints_levelscheme_number_once_a_body": lambda: again(shipped()),
    "riskpoints_levelscheme_one_draft_a_body": lambda: again(draft(), number=3),
    "riskpoints_levelscheme_rule_known": lambda: draft(rule="dice"),
    "riskpoints_levelscheme_put_in_force_for_a_reason": lambda: draft(
        in_force_at=timezone.now(), in_force_by=UserFactory()
    ),
    "riskpoints_level_rank_once_a_scheme": lambda: level_beside("rank"),
    "riskpoints_level_mark_once_a_scheme": lambda: level_beside("mark"),
    "riskpoints_level_shape_once_a_scheme": lambda: level_beside("shape"),
    "riskpoints_level_ranks_from_one": lambda: level(rank=0),
    "riskpoints_level_has_a_mark": lambda: level(mark=""),
    "riskpoints_level_shape_known": lambda: level(shape="blot"),
    "riskpoints_level_colour_known": lambda: level(colour="white"),
    "riskpoints_factor_key_once_a_scheme": lambda: again(draft().factors.first()),
    "riskpoints_factor_has_a_name": lambda: change(draft().factors.first(), name=""),
    "riskpoints_anchor_once_a_grade": lambda: anchor(rank=2),
    "riskpoints_anchor_ranks_from_one": lambda: anchor(rank=0),
    "riskpoints_anchor_has_a_mark": lambda: anchor(mark=""),
    "riskpoints_floor_order_once_a_scheme": lambda: again(draft().floors.first()),
    "riskpoints_floor_has_a_name": lambda: change(draft().floors.first(), name=""),
    "riskpoints_floor_known_of_a_power": lambda: change(draft().floors.first(), known="rumour"),
}


def factor_of(scheme):
    return scheme.factors.first()


# Past every action: what is in force is neither changed nor added to nor removed.
CHANGES_IN_FORCE = {
    "the rule": lambda: change(shipped(), rule="count"),
    "back to a draft": lambda: change(shipped(), in_force_at=None),
    "the scheme away": lambda: LevelScheme.objects.filter(pk=shipped().pk)._raw_delete("default"),
    "a level's colour": lambda: change(shipped().levels.first(), colour="grey"),
    "a level more": lambda: shipped().levels.create(
        rank=4, mark="IV", shape="square", colour="grey"
    ),
    "a level less": lambda: shipped().levels.last().delete(),
    "a factor's name": lambda: change(factor_of(shipped()), name="别的"),
    "a factor more": lambda: shipped().factors.create(key="luck", name="运气", order=9),
    "a grade's text": lambda: change(factor_of(shipped()).anchors.first(), text="别的"),
    "a grade more": lambda: factor_of(shipped()).anchors.create(rank=4, mark="IV"),
    "a grade less": lambda: factor_of(shipped()).anchors.last().delete(),
    "a grade from a draft": lambda: change(
        factor_of(draft()).anchors.first(), factor=factor_of(shipped()), rank=9
    ),
    "a floor's level": lambda: change(schemes.in_force().floors.first(), name="别的"),
    "a floor less": lambda: schemes.in_force().floors.first().delete(),
    "a floor more": lambda: Floor.objects.create(
        scheme=(made := shipped()), level=made.levels.first(), name="别的", order=9
    ),
}
