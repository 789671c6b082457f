"""What differs between two drawings, as sentences."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from .flow import Step, kind_word, stage_word, working_days

type Names = dict[str, str]


def chart_renamed(was: str, now: str) -> str:
    """Say that the chart itself has another name."""
    words = _("The chart “%(before)s” is now called “%(after)s”.")
    return words % {"before": was, "after": now}


def step_gone(step: Step) -> str:
    """Say that a step is no longer there."""
    return _("The step “%(step)s” is gone.") % {"step": step.title}


def step_come(step: Step) -> str:
    """Say that a step was not there before."""
    return _("The step “%(step)s” is new.") % {"step": step.title}


def step_moved(step: Step, before: Step | None) -> str:
    """Say where a step stands now and behind which, since others may come or go before it."""
    if before is None:
        return _("“%(step)s” now stands first.") % {"step": step.title}
    words = _("“%(step)s” now stands at place %(number)s, after “%(before)s”.")
    return words % {"step": step.title, "number": step.number, "before": before.title}


def field_changed(field: str, old: Step, new: Step) -> str:
    """One changed fact as a sentence."""
    templates = {
        "name": _("The step “%(before)s” is now called “%(after)s”."),
        "kind": _("The kind of “%(step)s” is now “%(after)s”; it was “%(before)s”."),
        "position": _("The position of “%(step)s” is now “%(after)s”; it was “%(before)s”."),
        "days": _("The time for “%(step)s” is now %(after)s; it was %(before)s."),
        "check": check_template(new),
        "basis": _("The legal basis of “%(step)s” is now %(after)s; it was %(before)s."),
        "stage": _("The stage of “%(step)s” is now “%(after)s”; it was “%(before)s”."),
        "holder": _(
            "The body holding the power at “%(step)s” is now “%(after)s”; it was “%(before)s”."
        ),
        "responsible": _(
            "The unit responsible for “%(step)s” is now “%(after)s”; it was “%(before)s”."
        ),
    }
    words = {"step": new.title, "before": spoken(old, field), "after": spoken(new, field)}
    return templates[field] % words


def check_template(new: Step) -> str:
    """The sentence for a step that became, or is no longer, a check-and-balance step."""
    if new.check:
        return _("“%(step)s” is now a check-and-balance step.")
    return _("“%(step)s” is no longer a check-and-balance step.")


def position_renamed(old: Step, new: Step) -> str:
    """Say that the position of a step is the same under another name."""
    words = _("The same position of “%(step)s” is now called “%(after)s”; it was “%(before)s”.")
    return words % {
        "step": new.title,
        "before": spoken(old, "position"),
        "after": spoken(new, "position"),
    }


def spoken(step: Step, field: str) -> str:
    """One fact of a step in words."""
    none = pgettext("nothing is set", "none")
    if field == "days":
        return none if step.days is None else working_days(step.days)
    if field == "basis":
        laws = (f"《{law}》{article}" for law, article in step.basis)
        return pgettext("between legal bases", "; ").join(laws) or none
    said = {
        "kind": kind_word(step.kind),
        "position": step.position_name,
        "stage": stage_word(step.stage),
        "holder": step.holder,
        "responsible": step.responsible,
    }
    return (said[field] or none) if field in said else step.title


def condition_changed(names: Names, was: str, now: str) -> str:
    """A way whose condition changed, as a sentence."""
    none = pgettext("nothing is set", "none")
    words = names | {"before": was or none, "after": now or none}
    template = _(
        "The way from “%(source)s” to “%(target)s” is now taken when: %(after)s; it was: %(before)s."
    )
    return template % words


def way_gone(names: Names, when: str) -> str:
    """A way that is no longer there, as a sentence."""
    if not when:
        return _("The way from “%(source)s” to “%(target)s” is gone.") % names
    template = _("The way from “%(source)s” to “%(target)s” (when: %(when)s) is gone.")
    return template % (names | {"when": when})


def way_come(names: Names, when: str) -> str:
    """A way that was not there before, as a sentence."""
    if not when:
        return _("The way from “%(source)s” to “%(target)s” is new.") % names
    template = _("The way from “%(source)s” to “%(target)s” (when: %(when)s) is new.")
    return template % (names | {"when": when})


def ways_reordered(source: str) -> str:
    """Say that the ways out of a step stand in another order."""
    return _("The ways from “%(source)s” now stand in another order.") % {"source": source}
