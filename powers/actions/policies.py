"""A body's rules on releases, postings and comments."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from powers.models import Policy, ReleaseStage
from powers.policies import MOST_STAGES, turns_of
from powers.turns import Turn
from riskcontrol.accounts.models import Position, Unit, User
from riskcontrol.accounts.permissions import can
from riskcontrol.accounts.roles import Permission
from riskcontrol.audit.actions import record
from riskcontrol.lib.stale import check_current


@transaction.atomic
def set_policy(
    *,
    body: Unit,
    stages: Iterable[Turn] | None = None,
    expected: int | None = None,
    by: User,
    **rules: Any,
) -> Policy:
    """Set a body's rules from now on; a release under way keeps the stages it began with.

    One entry tells what changed from what to what; where nothing did there is none. Raises Stale
    where somebody saved since `expected`, ValidationError where a rule or the stages cannot be.
    """
    can(by, Permission.SETTINGS_CHANGE, body).enforce()
    policy, _new = Policy.objects.select_for_update().get_or_create(body=body)
    if expected is not None:
        check_current(policy, expected=expected, **rules)
    changed = _changed(policy, rules)
    if stages is not None:
        changed |= _set_stages(body, list(stages))
    if not changed:
        return policy
    policy.row_version += 1
    policy.full_clean()
    policy.save()
    record(verb="policy.set", target=policy, by=by, changed=changed)
    return policy


def _changed(policy: Policy, rules: dict[str, Any]) -> dict[str, list[Any]]:
    """Put the rules on the policy and tell, by name, those that are others than before: old, new."""
    before = {name: getattr(policy, name) for name in rules}
    for name, value in rules.items():
        setattr(policy, name, value)
    return {name: [before[name], value] for name, value in rules.items() if before[name] != value}


def _set_stages(body: Unit, turns: list[Turn]) -> dict[str, list[Any]]:
    """Make these the stages of a body, and tell the old and the new ones if they differ."""
    before = turns_of(body)
    if turns == before:
        return {}
    check_stages(turns)
    ReleaseStage.objects.filter(body=body).delete()
    for order, turn in enumerate(turns):
        _write_stage(body, order, turn)
    return {"stages": [_in_words(before), _in_words(turns)]}


def check_stages(turns: list[Turn]) -> None:
    """Raise ValidationError unless somebody who did not draw the chart has a say, and not too many have."""
    if not any(turn.by_other_hands for turn in turns):
        raise ValidationError(
            _(
                "At least one stage is a confidentiality review or a signature: nobody who drew the "
                "chart takes those."
            )
        )
    if len(turns) > MOST_STAGES:
        words = _("A chart passes at most %(most)s stages.")
        raise ValidationError(words, params={"most": MOST_STAGES})


def _write_stage(body: Unit, order: int, turn: Turn) -> None:
    stage = ReleaseStage(
        body=body,
        order=order,
        name=turn.name,
        act=turn.act,
        role=turn.role,
        position=Position.objects.of_body(body).filter(pk=turn.position or 0).first(),
    )
    stage.full_clean()
    stage.save()


def _in_words(turns: list[Turn]) -> list[str]:
    with translation.override(settings.LANGUAGE_CODE):
        return [turn.words for turn in turns]
