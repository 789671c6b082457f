"""The demo's spot checks: one with a finding that waits to be put right, one to be looked into."""

import datetime

from django.utils import timezone

from measures.actions.spot_checks import draw_spot_check, record_finding
from measures.models import Occasion, SpotCheck
from measures.states import Finding

from .demo import Scene


def add_spot_checks(scene: Scene) -> None:
    """Draw all that was reported done; say of two what was found, one waits for its finding."""
    by = scene.by("committee-member")
    check = _drawn(scene, "抽查落实情况报告与实际是否一致")
    amiss = Occasion.objects.get(measure__text__startswith="每季度抽查审批单")
    record_finding(
        item=check.items.get(occasion=amiss),
        finding=Finding.SHORTFALL,
        found="十份审批单中一份的附件仍未补齐，签字日期早于收件日期。",
        correct_by=timezone.localdate() + datetime.timedelta(days=14),
        by=by,
    )
    sound = Occasion.objects.get(measure__text__startswith="移交时两人当面清点")
    record_finding(item=check.items.get(occasion=sound), finding=Finding.IN_ORDER, by=by)


def _drawn(scene: Scene, purpose: str) -> SpotCheck:
    today = timezone.localdate()
    first_day, last_day = (today + datetime.timedelta(days=days) for days in (-30, 30))
    done = Occasion.objects.filter(
        body=scene.section.body, done_at__isnull=False, due_on__range=(first_day, last_day)
    )
    return draw_spot_check(
        body=scene.section.body,
        purpose=purpose,
        first_day=first_day,
        last_day=last_day,
        size=done.count(),
        by=scene.by("committee-member"),
    )
