"""Where a body takes reports about a person's conduct; this system takes none."""

from dataclasses import dataclass

from powers.models import Policy


@dataclass(frozen=True)
class ReportChannel:
    """A channel for reports: whose it is, and how it is reached."""

    name: str
    value: str


def bodies_channels() -> list[ReportChannel]:
    """Give the bodies' own channels, as far as they named one."""
    named = Policy.objects.exclude(report_channel="").select_related("body").order_by("body__code")
    return [ReportChannel(policy.body.name, policy.report_channel) for policy in named]
