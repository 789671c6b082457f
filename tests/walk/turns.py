"""Acts tried out of turn: what must be there for each to be about something, and with what."""

from riskpoints.models import Sitting


def _sheet(model):
    return model.sheet


def _point(model):
    return model.sheet and model.sheet.points


def _carried(model):
    return model.sheet and model.sheet.carried


def about_posting(model):
    return model.postings


def _release(model):
    return model.days


def about_stand_ins(model):
    return model.stand_ins


def _sat_again():
    return Sitting.objects.filter(again_on__isnull=False).exists()


def about_meetings(model):
    return model.meetings


# Acts tried at any time: what must be there for them to be about something, and with what.
OUT_OF_TURN = {
    "submit": (lambda _model: True, [7]),
    **dict.fromkeys(["check", "clear", "sign", "give_release_back", "withdraw"], (_release, [])),
    "name_stand_in": (lambda _model: True, ["moderator", "head", 5]),
    "end_stand_in": (
        lambda model: "moderator" in [each[0] for each in model.stand_ins],
        ["moderator"],
    ),
    **dict.fromkeys(["publish", "hand_in", "settle", "give_answers_back"], (about_posting, [])),
    "extend": (about_posting, [3]),
    **dict.fromkeys(["stop", "confirm_stop", "drop_stop"], (about_posting, [])),
    "put_back": (about_posting, []),
    "open": (lambda _model: True, []),
    "write": (_sheet, [["examine"]]),
    "rewrite": (_point, [0, ["examine"]]),
    "plan": (_point, [0]),
    "take_off": (_point, [0]),
    "find_nothing": (_sheet, ["serve"]),
    **dict.fromkeys(["confirm", "remove", "put_row_back"], (_carried, [0])),
    "change": (_carried, [0, ["serve"]]),
    "open_round": (lambda _model: True, ["law"]),
    "close_round": (lambda model: model.rounds, [False]),
    **dict.fromkeys(["hand_over", "sign_sheet", "give_sheet_back", "convene"], (_sheet, [])),
    "confirm_sheet": (_sheet, []),
    **dict.fromkeys(["excuse", "attend"], (about_meetings, ["member"])),
    "close_meeting": (about_meetings, []),
    "assess": (lambda _model: Sitting.objects.filter(again_on=None).exists(), [[3, 3, 3, 2]]),
    "decide": (lambda _model: Sitting.objects.filter(again_on=None).exists(), []),
    "compare": (lambda _model: True, []),
    **dict.fromkeys(["let_stand", "convene_again"], (lambda model: model.reopened, [0])),
    "assess_again": (lambda _model: _sat_again(), [[3, 3, 3, 2]]),
    **dict.fromkeys(["decide_again", "close_again"], (lambda _model: _sat_again(), [])),
    "give_sitting_back": (lambda _model: Sitting.objects.filter(again_on=None).exists(), []),
}
