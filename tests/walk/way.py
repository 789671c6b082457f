"""The straight way: what comes next, and who does it."""

from .model import DRAW


def next_act(model, occasions):
    """Give the next act with who does it, or the days to pass."""
    if not all(model.live.values()) and not model.release:
        steps = [key for key, value in model.live.items() if not value]
        return "edit", "clerk", steps, 5, False
    if model.posting:
        return in_posting(model)
    if model.release:
        return in_release(model)
    if model.final is None:
        return "submit", "clerk", 7
    if model.sheet and model.sheet.state != "decided":
        return in_sheet(model)
    return after_ruling(model, occasions)


def in_release(model):
    decides = {"check": "section head", "clearance": "moderator", "signature": "deputy head"}
    acts = {"check": "check", "clearance": "clear", "signature": "sign"}
    return acts[model.release], decides[model.release]


def in_posting(model):
    posting = model.posting
    if model.day <= posting.closes:
        if not posting.comments:
            return "comment", "public", "examine"
        return "pass_days", 11
    waiting = [place for place, comment in enumerate(posting.comments) if comment.waits]
    if waiting:
        return "answer", "clerk", waiting[0], "declined", []
    if posting.handed_in_by:
        return "settle", "moderator"
    return ("hand_in", "clerk") if model.is_improved else ("put_back", "clerk")


def in_sheet(model):
    if model.sheet.state == "submitted":
        return "sign_sheet", "section head"
    if model.sheet.state == "handed-in":
        return in_sitting(model) if model.sitting else ("convene", "chair")
    changed = sorted(model.live.keys() - model.open_rows)
    strayed = [p for p, point in enumerate(model.sheet.points) if point.steps & {*changed}]
    if changed and model.open_rows and not strayed:
        return fill_in(model)
    if changed:
        return back_to_settled(model, changed, strayed)
    return fill_in(model)


def back_to_settled(model, changed, strayed):
    """A step that changed is made again what it was, or its points leave it."""
    step = changed[0]
    if model.final[step] == model.sheet.version[step]:
        return "edit", "clerk", [step], model.final[step], False
    if strayed and model.open_rows:
        return "rewrite", "clerk", strayed[0], sorted(model.open_rows), False
    return "pass_days", 1


def fill_in(model):
    sheet = model.sheet
    for step in sorted(model.open_rows):
        if step not in sheet.nothing and not model.pointed(step):
            is_first = step == "examine" or not sheet.points
            return ("write", "clerk", [step]) if is_first else ("find_nothing", "clerk", step)
    bare = [place for place, point in enumerate(sheet.points) if not point.measurers]
    if bare:
        return "plan", "clerk", bare[0]
    if not sheet.points and not sheet.nothing:
        return "write", "clerk", sorted(model.open_rows)
    return "hand_over", "clerk"


def in_sitting(model):
    sitting = model.sitting
    late = sorted(sitting.raters - sitting.grades.keys())
    if late:
        return "assess", late[0], [3, 2, 3, 3]
    lowered = [place for place in sitting.wishes if sitting.is_lowered(place)]
    if lowered:
        return "second", min(sitting.raters - {sitting.chair}), lowered[0]
    return "decide", sitting.chair


def after_ruling(model, occasions):
    undone = [place for place in range(occasions) if place not in model.done]
    unverified = [place for place, (_doer, verifier) in model.done.items() if not verifier]
    for place in unverified:
        if model.done[place][0] != "section head":
            return "verify", "section head", place
    if undone:
        return "carry_out", min(DRAW), undone[0]
    return "open", "clerk"
