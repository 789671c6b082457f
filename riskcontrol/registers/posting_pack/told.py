"""What every paper of a posting tells: whose, of what, until when, where to send comments."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from powers.drawing.render import chart_svg_or_none
from powers.drawing.text import one_line, wrap
from powers.models import Policy, Posting, Power
from powers.policies import policy_of
from powers.states import Category
from riskcontrol.lib.workdays import workdays_between


@dataclass(frozen=True)
class Told:
    """A posting in the words of its frozen version; `page` and `report` are public addresses."""

    posting: Posting
    policy: Policy
    powers: list[dict[str, Any]]
    page: str
    report: str

    @property
    def name(self) -> str:
        """The chart's name."""
        return one_line(self.posting.version.drawing["name"])

    @property
    def body(self) -> str:
        """The body's name."""
        return one_line(self.posting.version.facts["body"])

    @property
    def section(self) -> str:
        """The section's name."""
        return one_line(self.posting.version.facts["section"])

    @property
    def reference(self) -> str:
        """What a letter names: the chart's code and the version posted."""
        return self.posting.reference

    @property
    def asked(self) -> str:
        """What the public is asked, or ""."""
        return one_line(self.posting.asked)

    @property
    def name_lines(self) -> list[str]:
        """The chart's name in lines for a poster, broken between words."""
        return wrap(self.name, 20 if len(self.name) <= 60 else 34)

    @property
    def opens(self) -> datetime.date:
        """The first day."""
        return self.posting.opens

    @property
    def closes(self) -> datetime.date:
        """The last day."""
        return self.posting.closes

    @property
    def days(self) -> int:
        """How many working days it lasts, the first not counted."""
        return workdays_between(self.opens, self.closes)

    @property
    def steps(self) -> int:
        """How many steps the chart has."""
        return len(self.posting.version.drawing["steps"])

    @property
    def enquiry_phones(self) -> list[str]:
        """The numbers at which its section is reached."""
        return once(power["enquiry_phone"] for power in self.powers)

    @property
    def complaint_phones(self) -> list[str]:
        """The numbers at which complaints about the handling are taken."""
        return once(power["complaint_phone"] for power in self.powers)

    @property
    def channels(self) -> list[dict[str, Any]]:
        """Where reports about a person's conduct go."""
        return settings.REPORT_CHANNELS

    @property
    def svg(self) -> SafeString:
        """The drawing as it was frozen, or "" where there is none to be had."""
        version = self.posting.version
        drawn = version.svg or chart_svg_or_none(version.drawing) or ""
        return mark_safe(drawn)  # noqa: S308 - powers.drawing built it from its own allow-list


def told_of(posting: Posting, *, page: str, report: str) -> Told:
    """Gather what the papers of a posting tell; a power withheld since is left out."""
    powers = posting.version.facts["powers"]
    codes = [power["code"] for power in powers]
    withheld = set(
        Power.objects.filter(code__in=codes).withheld().values_list("code", flat=True),
    )
    return Told(
        posting=posting,
        policy=policy_of(posting.flowchart.body),
        powers=[
            power | {"category_name": Category(power["category"]).label}
            for power in powers
            if power["code"] not in withheld
        ],
        page=page,
        report=report,
    )


def once(words: Iterable[str]) -> list[str]:
    """Give each word once, in order, empty ones left out."""
    return list(dict.fromkeys(one_line(word) for word in words if word))


def as_typed(address: str) -> str:
    """An address as one types it: without its scheme."""
    return address.split("://", 1)[-1]
