"""The gate: risk points are sought only on steps whose chart the public has seen and answered.

Source of the rule: the deck (公示、接受监督、根据反馈完善 before 查找廉政风险点).
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from riskcontrol.lib.decisions import ALLOW, Decision, deny

from .charts import drawing_of
from .drawing.compare import touched_steps
from .models import Flowchart, Posting, Release, Version
from .permissions.postings import is_withheld
from .querysets import today
from .states import Stage


@dataclass(frozen=True)
class Gate:
    """Whether a chart's steps may be searched, on which version, and which steps changed since."""

    decision: Decision
    version: Version | None = None
    changed: frozenset[str] = frozenset()

    def step(self, key: str) -> Decision:
        """Whether risk points may be written on one step."""
        if not self.decision:
            return self.decision
        if self.version is None or key not in keys_of(self.version):
            return deny(_("This step is new since the chart was settled. Post the chart again."))
        if key in self.changed:
            return deny(_("This step has changed since the chart was settled. Post it again."))
        return ALLOW


def keys_of(version: Version) -> set[str]:
    """Name the steps of a version."""
    return {step["key"] for step in version.drawing["steps"]}


def final_version(flowchart: Flowchart) -> Version | None:
    """Give the last version that was settled, or kept for a chart none of whose powers may be shown.

    A version kept in secret counts only as long as nothing on the chart may be published.
    """
    last = flowchart.versions.settled_or_withheld().order_by("-number").first()
    if last is None or last.is_settled or is_withheld(flowchart):
        return last
    return flowchart.versions.settled().order_by("-number").first()


def gate_of(flowchart: Flowchart) -> Gate:
    """Ask the gate about a chart (load it `with_drawing()`); the answer says why and who must do what."""
    version = final_version(flowchart)
    if version is None:
        return Gate(deny(_reason(flowchart)))
    changed = touched_steps(version.drawing, drawing_of(flowchart))
    return Gate(ALLOW, version, frozenset(changed))


def all_settled(flowcharts: Iterable[Flowchart]) -> Decision:
    """Whether each of these charts was settled at least once: asked before points on positions and units."""
    for flowchart in flowcharts:
        if final_version(flowchart) is None:
            return deny(_reason(flowchart))
    return ALLOW


def _reason(flowchart: Flowchart) -> str:
    """Say what the chart waits for, and whose turn it is."""
    name = {"chart": flowchart.name}
    if posting := flowchart.postings.unsettled().with_extended().first():
        return _posting_reason(posting, name)
    if is_withheld(flowchart):
        return _("“%(chart)s” is not posted. The leader confirms its drawing first.") % name
    if release := flowchart.releases.under_way().first():
        return _release_reason(release, name)
    if stopped := stopped_last(flowchart):
        day = {"day": date_format(stopped)}
        return _(
            "The posting of “%(chart)s” was stopped early on %(day)s. "
            "The section mends the chart and sends it up again."
        ) % (name | day)
    return (
        _(
            "“%(chart)s” has not been posted to the public yet. "
            "The section completes it and sends it up for posting."
        )
        % name
    )


def stopped_last(flowchart: Flowchart) -> datetime.date | None:
    """Give the day on which the chart's last posting was stopped early; None where it was not."""
    return flowchart.postings.order_by("-pk").values_list("stopped_on", flat=True).first()


def _release_reason(release: Release, name: dict[str, str]) -> str:
    words = {
        Stage.CHECK: _("“%(chart)s” is on its way up: the %(who)s checks it."),
        Stage.CLEARANCE: _(
            "“%(chart)s” is on its way up: the %(who)s reviews it for confidentiality."
        ),
        Stage.SIGNATURE: _("“%(chart)s” is on its way up: the %(who)s signs it."),
    }
    turn = release.turns[release.at]
    return words[Stage(turn.act)] % (name | {"who": turn.holder})


def _posting_reason(posting: Posting, name: dict[str, str]) -> str:
    if today() < posting.opens:
        words = _("“%(chart)s” is signed and opens for comment on %(day)s.")
        return words % (name | {"day": date_format(posting.opens)})
    if today() <= posting.closes:
        words = _(
            "“%(chart)s” is posted until the end of %(day)s; the posting runs its full period."
        )
        if posting.is_extended:
            words = _(
                "“%(chart)s” is posted until the end of %(day)s, which is an extension; the "
                "posting runs its full period."
            )
        return words % (name | {"day": date_format(posting.closes)})
    if count := posting.comments.unanswered().count():
        words = ngettext(
            "The posting of “%(chart)s” is over. The section answers the %(count)s comment "
            "that still waits.",
            "The posting of “%(chart)s” is over. The section answers the %(count)s comments "
            "that still wait.",
            count,
        )
        return words % (name | {"count": count})
    if posting.handed_in_at is None:
        return (
            _("The posting of “%(chart)s” is over. The section hands in its answers to be settled.")
            % name
        )
    return _("The answers on “%(chart)s” are handed in. The posting moderator settles them.") % name
