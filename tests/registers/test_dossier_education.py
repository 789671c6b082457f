"""Dossiers carry plans of education, their sessions and who was there."""

import datetime

import pytest

from measures.actions.education import Attended, enter_attendance
from measures.models import Attendance, EducationPlan, EducationSession
from riskcontrol.accounts.models import Unit
from riskcontrol.registers.dossier.carrying import carry_out
from riskcontrol.registers.dossier.plan import plan_import
from riskcontrol.registers.dossier.reading import read_dossier
from riskcontrol.registers.dossier.writing import export_dossier
from tests.factories.accounts import PositionFactory, SectionFactory, UserFactory, contributor
from tests.factories.education import planned, session_of
from tests.registers.examples import DATA, changed, tree

pytestmark = pytest.mark.django_db
DAY = datetime.date
FIRST, SECOND = (one["code"] for one in tree()["positions"][:2])
HELD = {
    "on": DAY(2026, 3, 5),
    "topic": "案例剖析",
    "speaker": "赵明",
    "place": "三楼会议室",
    "attended": [
        {"name": "钱一", "position": FIRST},
        {"name": "孙二", "position": SECOND, "absent": "出差"},
    ],
}
TO_COME = {"on": DAY(2031, 3, 5), "topic": "答疑", "speaker": "李四"}
PLAN = {
    "title": "守住窗口",
    "form": "warning",
    "section": "DEMO-JC",
    "aim": "知敬畏、守底线。",
    "due": DAY(2031, 6, 30),
    "state": "open",
    "positions": [FIRST, SECOND],
    "sessions": [HELD, TO_COME],
}
DROPPED = {
    "title": "专题党课",
    "form": "lecture",
    "aim": "讲清纪律。",
    "due": DAY(2026, 1, 31),
    "state": "dropped",
    "dropped": "并入下一期。",
    "positions": [FIRST],
}


def with_education(*plans):
    return changed(lambda one: one.update(education=list(plans)))


def carried(data):
    carry_out(data, by=UserFactory())
    return Unit.objects.get(code="DEMO")


def test_an_old_dossier_has_none():
    assert "education" not in read_dossier(export_dossier(carried(DATA)).encode())[0]


def test_they_come_in_and_go_out_the_same():
    out = export_dossier(carried(with_education(PLAN, DROPPED, DROPPED)))
    told, problems = read_dossier(out.encode())
    assert problems == []
    assert told["education"] == [PLAN, DROPPED, DROPPED]
    assert list(told)[-2:] == ["measures", "education"]
    there = Attendance.objects.values_list("name", "was_there", "reason")
    assert list(there) == [("钱一", True, ""), ("孙二", False, "出差")]
    again = plan_import(out.encode())
    assert (again.new, again.changed, again.missing) == ([], [], [])


def test_what_was_made_here_goes_out_in_and_out_again_the_same():
    section = SectionFactory(code="OLD-1", parent__code="OLD")
    position = PositionFactory(unit=section)
    plan = planned(section, [position])
    session = session_of(plan)
    who = [Attended("钱一", position), Attended("孙二", position, was_there=False, reason="出差")]
    enter_attendance(session=session, rows=who, by=contributor(section))
    first = export_dossier(section.body)
    moved = first.replace("OLD", "NEW")
    carry_out(moved.encode(), by=UserFactory())
    assert export_dossier(Unit.objects.get(code="NEW")) == moved
    assert (first.count("孙二"), EducationPlan.objects.count()) == (1, 2)


def test_a_later_dossier_changes_what_it_says_and_keeps_what_it_does_not():
    body = carried(with_education(PLAN, DROPPED, DROPPED))
    again = HELD | {"place": "礼堂", "attended": [{"name": "孙二", "position": SECOND}]}
    later = PLAN | {"state": "done", "positions": [SECOND], "sessions": [again]}
    plan = carry_out(
        with_education(later, DROPPED, DROPPED | {"dropped": "不再需要。"}), by=UserFactory()
    )
    assert plan.changed == [
        "education/守住窗口 warning 2031-06-30 DEMO-JC",
        "education/专题党课 lecture 2026-01-31 2",
    ]
    told = read_dossier(export_dossier(body).encode())[0]["education"]
    kept = HELD | {"place": "礼堂", "attended": [HELD["attended"][0], again["attended"][0]]}
    assert told == [
        later | {"sessions": [kept, TO_COME]}, DROPPED, DROPPED | {"dropped": "不再需要。"},
    ]  # fmt: skip
    assert plan_import(DATA).missing == [
        "education/专题党课 lecture 2026-01-31",
        "education/专题党课 lecture 2026-01-31 2",
        "education/守住窗口 warning 2031-06-30 DEMO-JC",
    ]


def test_the_order_of_what_has_none_says_nothing():
    carried(with_education(PLAN))
    held = HELD | {"attended": HELD["attended"][::-1]}
    turned = PLAN | {"positions": [SECOND, FIRST], "sessions": [TO_COME, held]}
    assert plan_import(with_education(turned)).changed == []


BROKEN = [
    ({"form": "quiz"}, "education[0].form"),
    ({"state": "lost"}, "education[0].state"),
    ({"section": "NONE"}, "education[0].section"),
    ({"due": "2026-02-31"}, "education[0].due"),
    ({"title": "长" * 101}, "education[0].title"),
    ({"dropped": "不再需要。"}, "education[0].dropped"),
    ({"state": "dropped"}, "education[0].dropped"),
    ({"positions": []}, "education[0].positions"),
    ({"positions": ["NONE"]}, "education[0].positions[0]"),
    ({"positions": [FIRST, FIRST]}, "education[0].positions[1]"),
    ({"sessions": [HELD, HELD]}, "education[0].sessions[1]"),
    ({"sessions": [HELD | {"topic": " "}]}, "education[0].sessions[0].topic"),
    ({"sessions": [TO_COME | {"attended": HELD["attended"]}]}, "education[0].sessions[0].attended"),
    ({"sessions": [HELD | {"attended": HELD["attended"][:1] * 2}]}, "education[0].sessions[0].attended[1]"),
    ({"sessions": [HELD | {"attended": [{"name": "钱一", "position": "NONE"}]}]},
     "education[0].sessions[0].attended[0].position"),
]  # fmt: skip


@pytest.mark.parametrize(("more", "path"), BROKEN)
def test_what_is_broken_is_told_with_its_path_and_nothing_is_written(more, path):
    data = with_education(PLAN | more)
    assert [one.path for one in read_dossier(data)[1]] == [path]
    with pytest.raises(ValueError, match="待改正"):
        carry_out(data, by=UserFactory())
    assert (Unit.objects.count(), EducationSession.objects.count()) == (0, 0)
