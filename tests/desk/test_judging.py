"""The pages of judging: reasons at the factors, differences, reopened and lowered rulings."""

import pytest

from riskpoints.actions.sittings import (
    decide_sitting,
    propose_level,
    second_lowering,
    submit_assessments,
)
from riskpoints.models import Assessment, LevelProposal, Reopening, RiskPoint, Sitting
from riskpoints.shipped import KINDS
from tests.desk.sitting_pages import address, page_of, typed
from tests.factories.accounts import committee_chair, committee_member, contributor
from tests.factories.measures import assess, assessed, convened, handed_in, judgement, raters_of
from tests.factories.riskpoints import opened, signed, written
from tests.factories.rounds import ruled_on
from tests.factories.schemes import sitting_by
from tests.riskpoints.settling import fresh, looked, ruled_point

pytestmark = pytest.mark.django_db


def handing_in(client, sitting, **kwargs):
    """The chair hands in by the page: discretion and harm decide."""
    client.force_login(sitting.chair)
    said = typed(sitting, 2, 1, 1, 3, reason="") | kwargs
    return client.post(address("sitting_assess", sitting.pk), said)


def names(sitting):
    """How the fields of the one risk point are named."""
    return f"p{sitting.worksheet.risk_points.get().pk}"


def test_the_page_asks_where_a_factor_decides_and_keeps_what_was_typed(client):
    sitting = convened()
    point = names(sitting)
    answer = handing_in(client, sitting, **{f"{point}-why_discretion": "一人决定。"})
    assert answer.status_code == 422
    (form,) = answer.context["refused"]
    assert form.errors.keys() == {"why_harm"}
    assert "一人决定。" in answer.content.decode()
    assert not Assessment.objects.exists()


def test_the_same_as_above_is_one_tick(client):
    sitting = convened()
    point = names(sitting)
    said = {f"{point}-why_discretion": "一人决定。", f"{point}-same_harm": "on"}
    assert handing_in(client, sitting, **said).status_code == 302
    (made,) = Assessment.objects.all()
    assert [grade.reason for grade in made.grades.all()] == ["", "一人决定。", "一人决定。", ""]


def test_the_same_as_above_with_nothing_above_is_asked_for(client):
    sitting = convened()
    point = names(sitting)
    answer = handing_in(client, sitting, **{f"{point}-same_harm": "on"})
    (form,) = answer.context["refused"]
    assert form.errors.keys() == {"why_discretion", "why_harm"}


def test_a_reason_too_long_comes_back_with_its_text(client):
    sitting = convened()
    answer = handing_in(client, sitting, **{f"{names(sitting)}-why_nature": "长" * 501})
    assert (answer.status_code, "长" * 501 in answer.content.decode()) == (422, True)
    assert answer.context["refused"][0].errors.keys() == {
        "why_nature",
        "why_discretion",
        "why_harm",
    }


def test_a_ticked_veto_says_why(client):
    sitting = sitting_by(KINDS)
    point, floor = names(sitting), sitting.scheme.floors.first()
    keys = [factor.key for factor in sitting.scheme.factors.all()]
    said = {f"{point}-{key}": 2 for key in keys} | {f"{point}-why_{key}": "没有。" for key in keys}
    said[f"{point}-floors"] = floor.pk
    client.force_login(sitting.chair)
    answer = client.post(address("sitting_assess", sitting.pk), said)
    assert answer.context["refused"][0].errors.keys() == {"reason"}
    said[f"{point}-reason"] = "去年出过事。"
    assert client.post(address("sitting_assess", sitting.pk), said).status_code == 302
    assert Assessment.objects.get().reason == "去年出过事。"


def test_differences_show_once_all_are_in(client):
    sitting = convened(handed_in(points=3))
    chair, member = raters_of(sitting)
    assess(sitting, chair, 1, 2, 3, 3)
    assert page_of(client, chair, sitting).context["bench"].differences is None
    assess(sitting, member, 3, 2, 2, 3)
    told = page_of(client, chair, sitting).context["bench"].differences
    assert told.raters == [chair, member]
    rows = [
        (row.factor.key, [mark for _rater, mark in row.pairs], row.spread)
        for row in told.points[0].rows
    ]
    assert rows == [
        ("nature", ["I", "III"], 2),
        ("discretion", ["II", "II"], 0),
        ("harm", ["III", "II"], 1),
        ("closeness", ["III", "III"], 0),
    ]
    assert "α = " in told.words
    assert (
        page_of(client, contributor(sitting.worksheet.section), sitting)
        .context["bench"]
        .differences
        is None
    )


def test_few_gradings_are_too_few_to_say(client):
    sitting = assessed()
    assert "α" not in page_of(client, sitting.chair, sitting).context["bench"].differences.words


@pytest.mark.parametrize(("ranks", "departs"), [((2, 3, 3, 3), True), ((3,), False)])
def test_a_departure_from_the_section_s_level_is_explained(client, ranks, departs):
    sitting = assessed(None, *ranks)  # the section rated it III
    (card,) = page_of(client, sitting.chair, sitting).context["bench"].cards
    told = [(factor.key, reason) for factor, reason, _by in card.result.own_departs_because]
    assert (bool(card.result.own), told) == (departs, [("nature", "标准弹性大")] * 2 * departs)


def lowered(rank=3):
    """A ruling below what the rule gave."""
    sitting = assessed()
    point = sitting.worksheet.risk_points.get()
    chair, member = raters_of(sitting)
    wish = {"sitting": sitting, "risk_point": point, "rank": rank, "reason": "已有双人复核。"}
    second_lowering(proposal=propose_level(by=chair, **wish), by=member)
    (ruling,) = decide_sitting(sitting=sitting, by=chair)
    return ruling


def test_lowered_levels_are_listed_for_everybody_of_the_body(client):
    ruling, elsewhere = lowered(), lowered()
    decide_sitting(sitting=(plain := assessed()), by=plain.chair)
    client.force_login(contributor(ruling.risk_point.section))
    page = client.get(address("lowered"))
    assert list(page.context["page"]) == [ruling]
    content = page.content.decode()
    for word in (ruling.ruled_by.name, ruling.second.name, ruling.reason, "I", "III"):
        assert word in content
    assert elsewhere.risk_point.title in content  # they are named alike
    round_ = ruling.risk_point.worksheet.round
    for asked, found in (
        ({"round": round_.pk}, [ruling]),
        ({"section": ruling.risk_point.body.pk}, []),
        ({"round": elsewhere.risk_point.worksheet.round.pk}, None),
    ):
        page = client.get(address("lowered"), asked)
        if found is not None:
            assert list(page.context["page"]) == found


def test_committee_and_risk_list_lead_to_the_lowered_levels(client):
    point = ruled_point()
    client.force_login(committee_chair(point.body))
    for path in (address("committee"), "/desk/risk-points/"):
        assert address("lowered") in client.get(path).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_lowered_levels_costs_the_same_at_any_length(
    client, django_assert_num_queries, rows
):
    rulings = [lowered() for _row in range(rows)]
    body = rulings[0].risk_point.body
    for ruling in rulings:
        RiskPoint.objects.filter(pk=ruling.risk_point_id).update(body=body)
    client.force_login(committee_chair(body))
    with django_assert_num_queries(8):
        page = client.get(address("lowered"))
    assert len(page.context["page"]) == rows


def reopened():
    """A risk point whose ruling is reopened, with its chair and the reopening."""
    point = ruled_point()
    RiskPoint.objects.filter(pk=point.pk).update(title="改过的标题")
    chair = committee_chair(point.body)
    (made,) = looked(point, by=chair)
    return point, chair, made


def test_the_risk_point_tells_a_change_before_anybody_noticed_it(client):
    point = ruled_point()
    client.force_login(committee_member(point.body))
    path = f"/desk/risk-points/{point.pk}/"
    assert client.get(path).context["changed_since"] == ""
    RiskPoint.objects.filter(pk=point.pk).update(category="duty")
    assert client.get(path).context["changed_since"] == "类别"
    looked(point)
    page = client.get(path)
    assert "changed_since" not in page.context
    assert [parts for _one, parts in page.context["reopenings"]] == ["类别"]


def test_the_queue_names_what_changed_and_the_page_shows_it_beside(client):
    point, chair, made = reopened()
    other = ruled_point()
    client.force_login(chair)
    queue = client.get(address("committee")).context["again"]
    assert [(row.reopening, row.words) for row in queue] == [(made, "风险点")]
    shown = client.get(address("reopened", made.pk)).context["shown"]
    assert [(one.was, one.now, one.reopens) for one in shown.changes] == [
        (["受理环节把关不严"], ["改过的标题"], True)
    ]
    assert "评定后有变化" in client.get("/desk/risk-points/").content.decode()
    client.force_login(committee_chair(other.body))
    assert client.get(address("reopened", made.pk)).status_code == 404
    assert client.get(address("committee")).context["again"] == []
    assert fresh(point).ruling_id == made.ruling_id


def test_the_chair_lets_it_stand_by_the_page(client):
    _point, chair, made = reopened()
    client.force_login(chair)
    page = client.get(address("reopened", made.pk))
    seen = page.context["form"].initial["seen"]
    refused = client.post(address("reopened", made.pk), {"seen": seen, "reason": ""})
    assert (refused.status_code, refused.context["form"].errors.keys()) == (422, {"reason"})
    said = {"seen": seen, "reason": "只改了措辞。"}
    assert client.post(address("reopened", made.pk), said).url == address("reopened", made.pk)
    made.refresh_from_db()
    assert (made.stands_because, made.closed_by) == ("只改了措辞。", chair)
    assert "只改了措辞。" in client.get(address("reopened", made.pk)).content.decode()
    assert client.get(address("committee")).context["again"] == []


@pytest.mark.parametrize("said", [{}, {"reason": "只改了措辞。", "seen": "0" * 64}])
def test_others_read_it_and_do_not_let_it_stand(client, said):
    point, _chair, made = reopened()
    for person in (committee_member(point.body), contributor(point.section)):
        client.force_login(person)
        assert not client.get(address("reopened", made.pk)).context["shown"].may_let_stand
        assert client.post(address("reopened", made.pk), said).status_code == 403
    assert Reopening.objects.get().closed_at is None


def test_the_chair_convenes_on_it_by_the_page_and_rules_anew(client):
    point, chair, made = reopened()
    committee_member(point.section)
    client.force_login(chair)
    answer = client.post(address("sitting_convene", point.worksheet_id))
    sitting = Sitting.objects.open().get()
    assert answer.url == address("sitting", sitting.pk)
    (row,) = [one for one in client.get(address("committee")).context["entries"] if one.is_mine]
    assert (row.url, row.words) == (address("sitting", sitting.pk), "待您评审")
    for rater in raters_of(sitting):
        assess(sitting, rater, 1)
    client.post(address("sitting_decide", sitting.pk), {"minutes": ""})
    made.refresh_from_db()
    assert made.ruled_again == fresh(point).ruling
    assert client.get(address("reopened", made.pk)).status_code == 200
    earlier = Sitting.objects.order_by("pk").first()
    shown = [
        client.get(address("sitting", each.pk)).context["bench"].cards[0].result.level.mark
        for each in (earlier, sitting)
    ]
    assert shown == ["II", "I"]


def test_the_chair_has_changes_looked_for(client):
    point = ruled_point()
    RiskPoint.objects.filter(pk=point.pk).update(title="改过的标题")
    client.force_login(committee_member(point.body))
    assert client.get(address("committee")).context["looked_through"] == []
    assert client.post(address("changes_look", point.body.code)).status_code == 403
    client.force_login(committee_chair(point.body))
    for _time in range(2):
        assert client.post(address("changes_look", point.body.code)).status_code == 302
    assert Reopening.objects.count() == 1
    client.force_login(committee_chair(ruled_point().body))
    assert client.post(address("changes_look", point.body.code)).status_code == 404


def test_another_level_is_proposed_only_for_what_is_rated_anew(client):
    sheet = opened()
    written(sheet, title="另一个")
    sheet = ruled_on(signed(sheet))
    first, other = sheet.risk_points.order_by("pk")
    RiskPoint.objects.filter(pk=first.pk).update(title="别的")
    looked(first)
    sitting = assessed_again(convened(sheet), first)
    client.force_login(sitting.chair)
    said = {"rank": 1, "reason": "风险更高。"}

    def posted(point):
        names = {f"level{point.pk}-{name}": value for name, value in said.items()}
        place = address("sitting_propose", sitting.pk, point.pk)
        return client.post(place, names).status_code

    assert posted(other) == 404
    assert not LevelProposal.objects.exists()
    assert posted(first) == 302
    assert LevelProposal.objects.get().risk_point == first


def assessed_again(sitting, point):
    """Everybody hands in on the one risk point that is rated anew."""
    for rater in raters_of(sitting):
        given = {point.pk: judgement(2)}
        submit_assessments(sitting=sitting, judgements=given, by=rater)
    return sitting
