"""The straight way: what comes next, and who does it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Habits:
    """How a unit goes the way: who does the section's work, and what it does when it has a choice."""

    clerk: str
    improves: bool
    lowers: bool
    waits: int | None = None  # for so many days a signed chart opens later
    asks_two: bool = False  # whether an early end takes two people


def next_act(model, occasions, habits):
    """Give the next act with who does it, or the days to pass."""
    bare = [key for key, value in model.live.items() if not value]
    if not model.release and (bare or not model.drawers):
        return "edit", habits.clerk, bare, 5
    if model.posting:
        return in_posting(model, habits)
    if model.release:
        return in_release(model)
    if model.final is None:
        return "submit", habits.clerk, 7, habits.waits
    if model.sheet and model.sheet.state != "decided":
        return in_sheet(model, habits)
    return after_ruling(model, occasions, habits)


def goal(model, occasions, habits):
    """Give the act that all this leads to, for which it is early, or one by him who wears two hats."""
    if model.posting:
        early = ("hand_in", habits.clerk), ("settle", "drawing moderator")
        return early[bool(model.posting.handed_in_by)]
    if model.release in {"clearance", "signature"}:
        return in_release(model)[0], "drawing moderator"
    if model.final is None:
        return "open", habits.clerk
    if model.sitting:
        return "decide", model.sitting.chair
    if model.sheet and model.sheet.state != "decided":
        return ("hand_over", habits.clerk) if model.sheet.is_editable else ("convene", "chair")
    return ("verify", "section head", occasions - 1) if occasions else ("open", habits.clerk)


def in_release(model):
    decides = {"check": "section head", "clearance": "moderator", "signature": "deputy head"}
    acts = {"check": "check", "clearance": "clear", "signature": "sign"}
    return acts[model.release], decides[model.release]


def in_posting(model, habits):
    posting = model.posting
    if model.is_upcoming:
        return "pass_days", (posting.opens - model.day).days
    if model.day <= posting.closes:
        return ("pass_days", 11) if posting.comments else ("comment", "public", "examine")
    waiting = [place for place, comment in enumerate(posting.comments) if comment.waits]
    if waiting:
        decision = "adopted" if habits.improves else "declined"
        return "answer", habits.clerk, waiting[0], decision, ["examine"]
    return ("settle", "moderator") if posting.handed_in_by else improve(model, habits)


def improve(model, habits):
    """Change what an adopted comment names, and nothing else, before the answers are handed in."""
    if not model.is_improved:
        return "put_back", habits.clerk
    before = model.posting.version["examine"]
    named = any("examine" in comment.steps for comment in model.posting.comments)
    if named and model.live["examine"] == before:
        return "edit", habits.clerk, ["examine"], before + 1
    return "hand_in", habits.clerk


def in_sheet(model, habits):
    if model.sheet.state == "submitted":
        return "sign_sheet", "section head"
    if model.sheet.state == "signed":
        return "confirm_sheet", "head"
    if model.sheet.state == "handed-in":
        return in_sitting(model, habits) if model.sitting else ("convene", "chair")
    changed = sorted(model.live.keys() - model.open_rows)
    strayed = [p for p, point in enumerate(model.sheet.points) if point.steps & {*changed}]
    if changed and model.open_rows and not strayed:
        return fill_in(model, habits)
    if changed:
        return back_to_settled(model, changed, strayed, habits)
    return fill_in(model, habits)


def back_to_settled(model, changed, strayed, habits):
    """A step that changed is made again what it was, or its points leave it."""
    step = changed[0]
    if model.final[step] == model.sheet.version[step]:
        return "edit", habits.clerk, [step], model.final[step]
    if strayed and model.open_rows:
        return "rewrite", habits.clerk, strayed[0], sorted(model.open_rows)
    return "pass_days", 1


def fill_in(model, habits):
    sheet = model.sheet
    for place, row in enumerate(sheet.carried):
        if model.is_to_look_at(row):
            return look_again(row, place, habits)
    for step in sorted(model.open_rows):
        if model.lacks(step):
            is_first = step == "examine" or not sheet.points
            return (
                ("write", habits.clerk, [step])
                if is_first
                else ("find_nothing", habits.clerk, step)
            )
    bare = [place for place, point in enumerate(sheet.points) if not point.aims]
    if bare:
        return "plan", habits.clerk, bare[0]
    if not sheet.points and not sheet.nothing and not any(row.by for row in sheet.carried):
        return "write", habits.clerk, sorted(model.open_rows)
    return "hand_over", habits.clerk


def look_again(row, place, habits):
    """Reasons for none are confirmed; a point is changed, removed or confirmed by the unit's habits."""
    if row.point and habits.improves:
        return "change", habits.clerk, place, sorted(row.steps)
    return ("remove" if row.point and habits.lowers else "confirm"), habits.clerk, place


def in_sitting(model, habits):
    sitting = model.sitting
    if not sitting.has_quorum:
        return call_back(model, sitting)
    late = sorted(sitting.raters - sitting.grades.keys())
    if late:
        return "assess", late[0], [3, 3 if sitting.grades else 2, 3, 3]
    lowered = [place for place in sitting.wishes if sitting.is_lowered(place)]
    if lowered:
        return "second", min(sitting.seconds()), lowered[0]
    if habits.lowers and model.sheet.points and not sitting.wishes and sitting.highest < 3:
        return "wish", sitting.chair, 0, 3
    return "decide", sitting.chair


def call_back(model, sitting):
    """Let somebody who was excused take part, once nothing is proposed on what he has not rated."""
    whom = min(sitting.eligible & sitting.meeting.away)
    if sitting.wishes and whom not in sitting.grades:
        return "unwish", sitting.chair, min(sitting.wishes)
    return "attend", sitting.chair, whom


def to_be_ruled_again(model, habits):
    """Some let the ruling stand, others rule anew."""
    again = model.again
    if again is None:
        return ("let_stand" if habits.lowers else "convene_again"), "chair", 0
    if not again.has_quorum:
        return call_back(model, again)
    late = sorted(again.raters - again.grades.keys())
    return ("assess_again", late[0], [2, 3, 3, 3]) if late else ("decide_again", again.chair)


def after_ruling(model, occasions, habits):
    meeting = model.meetings[-1] if model.meetings else None
    if meeting and meeting.is_open and meeting.is_over:
        return "close_meeting", meeting.chair
    if model.again or model.reopened:
        return to_be_ruled_again(model, habits)
    undone = [place for place in range(occasions) if place not in model.done]
    unverified = [place for place, (_doer, verifier) in model.done.items() if not verifier]
    for place in unverified:
        if model.done[place][0] != "section head":
            return "verify", "section head", place
    if undone:
        ahead = (model.reportable_from(undone[0]) - model.day).days
        return ("pass_days", ahead) if ahead > 0 else ("carry_out", habits.clerk, undone[0])
    return "open", habits.clerk
