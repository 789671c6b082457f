"""The same power in other bodies: what makes it the same, its steps side by side, what is lacking."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from riskcontrol.accounts.roles import Role
from riskcontrol.audit.models import Entry
from riskpoints.actions.sharing import end_sharing
from riskpoints.models import Comparison, SharedPoint
from riskpoints.same_powers import (
    BY_CODE,
    BY_NAME,
    NEAR_NAME,
    common_part,
    same_as,
    side_by_side,
)
from riskpoints.shared_offers import shared_offers
from tests.factories.accounts import BodyFactory, committee_chair, contributor, person
from tests.factories.oversight import area_with
from tests.factories.riskpoints import opened, written
from tests.factories.sharing import held_by, ruled, shared

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("code", "part"),
    [
        ("A-000116001000", "000116001000"),
        ("000116001000", "000116001000"),
        ("11420100011000000Q4000116001000", "000116001000"),
        ("520000-XK00101001", "XK00101001"),
        ("520000-xk0010100y", "XK0010100Y"),
        ("DEMO-N-101", ""),
        ("A-0001160010001", ""),
        ("A-00011600100", ""),
    ],
)
def test_the_part_of_a_code_that_others_share(code, part):
    assert common_part(code) == part


def test_it_is_the_same_by_code_by_name_and_by_similar_name():
    area, bodies = area_with(5)
    codes = ["A-000116001000", "B-000116001000"]
    own = held_by(bodies[0], code=codes[0])
    by_code = held_by(bodies[1], code=codes[1], name="办理食品销售证照")
    by_name = held_by(bodies[2], name="食品 经营许可（审批）")
    near = held_by(bodies[3], name="食品经营许可审批事项")
    held_by(bodies[4], name="道路运输经营许可")
    found = same_as(own, committee_chair(area))
    assert [(one.power, one.ground) for one in found] == [
        (by_code, BY_CODE),
        (by_name, BY_NAME),
        (near, NEAR_NAME),
    ]


def test_a_similar_name_of_another_kind_is_another_power():
    area, (one, other) = area_with()
    own = held_by(one)
    held_by(other, name="食品经营许可审批事项", category="penalty")
    assert own.category != "penalty"
    assert same_as(own, committee_chair(area)) == []


def test_only_what_the_reader_may_read_is_found():
    area, (one, other) = area_with()
    own, theirs = held_by(one), held_by(other)
    elsewhere = held_by(BodyFactory())
    assert [s.power for s in same_as(own, committee_chair(area))] == [theirs]
    for reader in (committee_chair(one), contributor(own.section), person(Role.HEAD, one)):
        assert same_as(own, reader) == []
    both = committee_chair(elsewhere.body)
    assert same_as(elsewhere, both) == []


def test_steps_with_similar_wording_stand_on_one_line():
    _area, (one, other) = area_with()
    own, theirs = held_by(one), held_by(other)
    theirs.flowchart.steps.filter(key="examine").update(name="组织专家现场评审")
    lines = side_by_side([own, theirs]).lines
    assert [[cell.step.name if cell.step else None for cell in line] for line in lines] == [
        ["受理", "受理"],
        ["审查", None],
        ["送达", "送达"],
        [None, "组织专家现场评审"],
    ]


def test_risk_points_stand_at_their_steps_and_what_one_lacks_is_told():
    _area, (one, other) = area_with()
    own, theirs = held_by(one), held_by(other)
    (mine,) = ruled(own, "受理环节把关不严")
    same, more = ruled(theirs, "受理环节，把关不严", "收取好处费后插队办理")
    beside = side_by_side([own, theirs])
    first = beside.lines[0]
    assert [cell.points for cell in first] == [[mine], [same, more]]
    assert [point for _column, point in beside.lacking] == [more]
    assert [m.text for m in more.measures.all()] == ["建立台账0。"]


def test_what_is_not_ruled_on_is_not_shown():
    _area, (one, other) = area_with()
    own, theirs = held_by(one), held_by(other)
    written(opened(theirs.flowchart))
    assert side_by_side([own, theirs]).lacking == []


def test_side_by_side_asks_the_same_at_one_and_at_three(django_assert_num_queries):
    _area, bodies = area_with(4)
    powers = [held_by(body) for body in bodies]
    for power in powers:
        ruled(power, "受理环节把关不严")
    for number in (2, 4):
        with django_assert_num_queries(4):
            beside = side_by_side(powers[:number])
            list(beside.lines)
            list(beside.lacking)


def two_bodies(*titles):
    """Two bodies of one area with the same power; what the second found there is ruled on."""
    area, (one, other) = area_with()
    own, theirs = held_by(one), held_by(other)
    return area, own, theirs, ruled(theirs, *(titles or ["收取好处费后插队办理"]))


def test_what_is_shared_tells_neither_people_nor_unit_nor_level():
    _area, own, theirs, (point,) = two_bodies()
    comparison = shared([point], [own])
    told = comparison.points.get()
    assert (told.step_name, told.title, told.category) == ("受理", point.title, "process")
    assert told.measures == [
        {"text": "建立台账0。", "phase": "monitoring", "kind": "rules", "rhythm": "month"}
    ]
    assert (told.origin, told.level) == ("", "")
    entry = Entry.objects.about(comparison).select_related("detail").get()
    assert entry.verb == "comparison.share"
    assert entry.detail.content["points"] == [point.pk]

    open_book = shared([point], [own], tells_origin=True, tells_level=True).points.get()
    assert (open_book.origin, open_book.level) == (theirs.body.name, point.ruling.level.mark)


def test_it_is_offered_where_it_is_lacking_at_the_step_of_that_wording():
    _area, own, _theirs, (point, known) = two_bodies("收取好处费后插队办理", "受理环节把关不严")
    sheet = opened(own.flowchart)
    assert shared_offers(sheet) == []
    written(sheet, title="受理环节把关不严")
    shared([point, known], [own])
    (offer,) = shared_offers(sheet)
    assert (offer.title, offer.steps) == (point.title, ("receive",))


def test_a_body_is_not_offered_its_own_nor_what_was_not_shared_with_it():
    area, own, theirs, (point,) = two_bodies()
    third = held_by(BodyFactory(parent=area))
    shared([point], [own, theirs])
    sheets = [opened(power.flowchart) for power in (own, theirs, third)]
    assert [len(shared_offers(sheet)) for sheet in sheets] == [1, 0, 0]


def test_ended_it_is_offered_no_more():
    _area, own, _theirs, points = two_bodies()
    chair = committee_chair(own.body.parent)
    comparison = shared(points, [own], by=chair)
    sheet = opened(own.flowchart)
    assert len(shared_offers(sheet)) == 1
    with pytest.raises(PermissionDenied):
        end_sharing(comparison=comparison, by=committee_chair(own.body))
    end_sharing(comparison=comparison, by=chair)
    assert shared_offers(sheet) == []
    with pytest.raises(PermissionDenied):
        end_sharing(comparison=comparison, by=chair)
    verbs = Entry.objects.about(comparison).order_by("sequence").values_list("verb", flat=True)
    assert list(verbs) == ["comparison.share", "comparison.end"]


def test_the_chair_above_alone_shares():
    area, own, theirs, points = two_bodies()
    others = [committee_chair(own.body), committee_chair(theirs.body)]
    others += [person(Role.COMMITTEE_MEMBER, area), committee_chair(BodyFactory())]
    for by in others:
        with pytest.raises(PermissionDenied):
            shared(points, [own], by=by)
    assert not Comparison.objects.exists()


def test_only_what_is_ruled_on_below_the_committee_is_shared_and_there_alone():
    _area, own, _theirs, points = two_bodies()
    stranger = held_by(BodyFactory())
    foreign = ruled(stranger, "收受礼金")
    draft = written(opened(own.flowchart))
    for wrong in (foreign, [draft], [*points, draft], []):
        with pytest.raises(ValidationError):
            shared(wrong, [own])
    with pytest.raises(PermissionDenied):
        shared(points, [own, stranger])
    assert not SharedPoint.objects.exists()
