"""Writes that break what holds of warnings, their rules and notices, each alone."""

import datetime

from django.db import connection
from django.utils import timezone

from measures.actions.warnings import ensure_warning_scheme
from measures.models import (
    LawChange,
    Notice,
    NoticeReply,
    WarningAct,
    WarningColour,
    WarningRule,
    WarningScheme,
)
from measures.models import (
    Warning as Raised,
)
from riskcontrol.lib.frozen import thaw_while
from tests.factories.accounts import BodyFactory, SectionFactory, UserFactory
from tests.factories.leads import entered
from tests.factories.measures import MeasureFactory, handed_in
from tests.factories.powers import PowerFactory, StepFactory, drawn_chart, posted
from tests.factories.projects import DisclosureItemFactory

from .constraints import DAY, again, change

FIRST_KIND = {
    "risk_point": "unproven",
    "measure": "overdue",
    "step": "comments",
    "power": "limit",
    "posting": "unanswered",
    "lead": "case",
    "flowchart": "outdated",
    "disclosure": "undisclosed",
}


def ruled_on():
    """Give a risk point before the committee."""
    return handed_in().risk_points.get()


def subject(field):
    """Make what a warning is about, by the name of its field."""
    return {
        "risk_point": ruled_on,
        "measure": MeasureFactory,
        "step": StepFactory,
        "power": PowerFactory,
        "posting": lambda: posted(drawn_chart()),
        "lead": lambda: entered(BodyFactory()),
        "flowchart": drawn_chart,
        "disclosure": DisclosureItemFactory,
    }[field]()


def warning(field="measure", **fields):
    """Raise a warning past the computation."""
    about = subject(field)
    body = {"step": "flowchart", "posting": "flowchart", "disclosure": "project"}.get(field)
    body = getattr(about, body).body if body else about.body
    rule = ensure_warning_scheme(body).rules.filter(kind=FIRST_KIND[field]).first()
    given = {"body": body, "kind": FIRST_KIND[field], "rule": rule, "rank": 1, field: about}
    given |= {"since": DAY, "found_on": DAY, "seen_at": timezone.now()}
    return Raised.objects.create(**(given | fields))


def scheme(**fields):
    """Set a version of rules past every action."""
    body = BodyFactory()
    ensure_warning_scheme(body)
    given = {"number": 2, "set_by": UserFactory(), "reason": "从严"}
    return WarningScheme.objects.create(body=body, **(given | fields))


def colour(**fields):
    """Add a colour to a version."""
    given = {"rank": 4, "name": "蓝色", "shape": "square", "colour": "blue"}
    return WarningColour.objects.create(scheme=scheme(), **(given | fields))


def colour_twice(**fields):
    again(colour(), **({"rank": 3, "name": "紫色", "shape": "circle"} | fields))


def rule(**fields):
    """Add a rule to a version."""
    one = colour()
    given = {"scheme": one.scheme, "colour": one, "kind": "overdue", "threshold": 3}
    return WarningRule.objects.create(**(given | fields))


def same_threshold():
    one = rule()
    another = WarningColour.objects.create(
        scheme=one.scheme, rank=3, name="紫色", shape="circle", colour="purple"
    )
    again(one, colour=another)


def act(**fields):
    """Leave an act at a warning."""
    given = {"warning": warning(), "deed": "acted", "note": "已办", "by": UserFactory()}
    return WarningAct.objects.create(**(given | fields))


def law(**fields):
    """Enter a change of a law."""
    given = {"body": BodyFactory(), "law": "档案法", "changed_on": DAY, "what": "修订"}
    return LawChange.objects.create(entered_by=UserFactory(), **(given | fields))


def notice(**fields):
    """Issue a notice past every action."""
    section = SectionFactory()
    given = {"body": section.body, "section": section, "kind": "control", "year": 2026, "number": 1}
    given |= {"seen": "未核对", "required": "补正", "due_on": DAY, "issued_on": DAY}
    given |= {"issued_by": UserFactory(), "digest": "0" * 64}
    return Notice.objects.create(**(given | fields))


def unnumbered(write):
    """Write without the trigger that refuses a number before the constraints do."""
    thaw_while(connection, "measures_notice", {"insert": ("NEW",)})
    return write()


def reply(**fields):
    """Reply to a notice past every action."""
    given = {"notice": notice(), "text": "已办", "by": UserFactory()}
    return NoticeReply.objects.create(**(given | fields))


def judged(**fields):
    """A reply that was accepted."""
    return reply(
        **({"state": "accepted", "judged_by": UserFactory(), "judged_at": timezone.now()} | fields)
    )


def judged_by_himself():
    by = UserFactory()
    return judged(by=by, judged_by=by)


BREAKS = {
    "measures_warningscheme_number_once_a_body": lambda: again(scheme()),
    "measures_warningscheme_counts_from_one": lambda: scheme(number=0),
    "measures_warningscheme_set_for_a_reason": lambda: scheme(reason=""),
    "measures_warningcolour_rank_once": lambda: colour_twice(rank=4),
    "measures_warningcolour_name_once": lambda: colour_twice(name="蓝色"),
    "measures_warningcolour_shape_once": lambda: colour_twice(shape="square"),
    "measures_warningcolour_one_to_four": lambda: colour(rank=5),
    "measures_warningcolour_has_a_name": lambda: colour(name=""),
    "measures_warningcolour_shape_known": lambda: colour(shape="star"),
    "measures_warningcolour_colour_known": lambda: colour(colour="pink"),
    "measures_warningrule_once_a_colour": lambda: again(rule(), threshold=9),
    "measures_warningrule_once_a_threshold": same_threshold,
    "measures_warningrule_kind_known": lambda: rule(kind="else"),
    **{
        f"measures_warning_once_a_{field}": lambda field=field: again(
            warning(field), public_id="another"
        )
        for field in FIRST_KIND
    },
    "measures_warning_about_one_thing": lambda: warning(kind="limit"),
    "measures_warning_state_known": lambda: warning(state="else"),
    "measures_warning_ended_on_a_day": lambda: change(warning(), state="ended"),
    "measures_warning_aside_until_a_day": lambda: change(warning(), state="aside"),
    "measures_warningact_deed_known": lambda: act(deed="else"),
    "measures_warningact_says_what": lambda: act(note=""),
    "measures_warningact_aside_until_a_day": lambda: act(deed="aside"),
    "measures_lawchange_once_a_day": lambda: again(law()),
    "measures_lawchange_names_a_law": lambda: law(law=""),
    "measures_lawchange_says_what": lambda: law(what=""),
    "measures_notice_number_once_a_year": lambda: unnumbered(lambda: again(notice())),
    "measures_notice_counts_from_one": lambda: unnumbered(lambda: notice(number=0)),
    "measures_notice_disposal_requires_acts": lambda: notice(kind="disposal"),
    "measures_notice_says_what": lambda: notice(seen=""),
    "measures_notice_due_after_its_day": lambda: notice(due_on=DAY - datetime.timedelta(days=1)),
    "measures_noticereply_one_at_a_time": lambda: again(reply()),
    "measures_noticereply_state_known": lambda: judged(state="else"),
    "measures_noticereply_says_what": lambda: reply(text=""),
    "measures_noticereply_judged_by_another": judged_by_himself,
    "measures_noticereply_return_says_why": lambda: judged(state="returned"),
}


# Past every action: what somebody did about a warning is neither changed nor removed.
CHANGES_ON_RECORD = {
    "another note": lambda: change(act(), note="另有说明"),
    "another deed": lambda: change(aside(), deed="acted", until=None),
    "a later end": lambda: change(aside(), until=DAY + datetime.timedelta(days=99)),
    "another person": lambda: change(act(), by=UserFactory()),
    "another day": lambda: change(act(), at=timezone.now() - datetime.timedelta(days=9)),
    "at another warning": lambda: change(act(), warning=warning("disclosure")),
    "taken away": lambda: act().delete(),
    "taken away with its warning": lambda: Raised.objects.filter(pk=aside().warning_id).delete(),
}


def aside(**fields):
    """A warning set aside until a day."""
    return act(deed="aside", until=DAY, **fields)
