"""The pages on how levels are judged: the scheme in force, its history, the next version."""

import re
import uuid

import pytest
from django.urls import reverse
from django.utils.translation import override

from riskcontrol.audit.models import Entry
from riskpoints.actions.schemes import ensure_scheme
from riskpoints.actions.sittings import decide_sitting
from riskpoints.models import LevelScheme, Ruling
from riskpoints.outlines import outline_of
from riskpoints.shipped import DECK, FIELD, KINDS, MATRIX, SHIPPED
from tests.desk.sitting_pages import page_of
from tests.factories.accounts import (
    BodyFactory,
    SectionFactory,
    committee_chair,
    committee_member,
    contributor,
)
from tests.factories.measures import assess, assessed, convened, handed_in, raters_of
from tests.factories.schemes import drafted, in_force, rate, sitting_by

pytestmark = pytest.mark.django_db


def address(name, *args):
    return reverse(f"desk:{name}", args=args)


def fields_of(page):
    """What a browser posts back from the editor as it stands."""
    form = re.search(r'<form method="post" action="[^"]*schemes/\d+/".*?</form>', page, re.DOTALL)[
        0
    ]
    data = dict(re.findall(r'<input[^>]*?name="([^"]+)"[^>]*?value="([^"]*)"', form, re.DOTALL))
    for name, options in re.findall(
        r'<select[^>]*?name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL
    ):
        chosen = re.search(r'value="([^"]*)"\s+selected', options) or re.search(
            r'value="([^"]*)"', options
        )
        data[name] = chosen[1] if chosen else ""
    texts = re.findall(r'<textarea[^>]*?name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.DOTALL)
    data |= {name: text.replace("&#x27;", "'") for name, text in texts}
    return data | {"submission_id": str(uuid.uuid4())}


def opened(client, scheme):
    return fields_of(client.get(address("scheme", scheme.pk)).content.decode())


def test_the_chair_sees_the_scheme_in_force_with_its_history(client):
    body = BodyFactory()
    chair = committee_chair(body)
    first = ensure_scheme(body)
    second = in_force(KINDS, body, by=chair)
    client.force_login(chair)
    context = client.get(address("schemes")).context
    assert (context["scheme"], context["draft"]) == (second, None)
    assert context["versions"] == [second, first]
    page = client.get(address("schemes")).content.decode()
    assert "按上级办法调整。" in page


def test_before_the_first_sitting_the_page_writes_nothing(client):
    client.force_login(committee_chair(BodyFactory()))
    response = client.get(address("schemes"))
    assert (response.status_code, response.context["scheme"]) == (200, None)
    assert not LevelScheme.objects.exists()


def test_a_stranger_and_a_colleague_learn_what_is_theirs(client):
    body = BodyFactory()
    now, draft = ensure_scheme(body), drafted(KINDS, body)
    stranger, colleague = committee_chair(BodyFactory()), contributor(SectionFactory(parent=body))
    member = committee_member(SectionFactory(parent=body))
    seen = {}
    for name, user in (("stranger", stranger), ("colleague", colleague), ("member", member)):
        client.force_login(user)
        pages = (now, draft)
        seen[name] = [client.get(address("scheme", one.pk)).status_code for one in pages]
        posts = [address(act, draft.pk) for act in ("scheme", "scheme_force", "scheme_drop")]
        seen[name] += [client.post(post, {"reason": "理由"}).status_code for post in posts]
    assert seen == {
        "stranger": [404] * 5,
        "colleague": [200, 403, 403, 403, 403],
        "member": [200, 200, 403, 403, 403],
    }
    client.force_login(colleague)
    assert client.get(address("schemes")).status_code == 403
    assert client.post(address("scheme_start")).status_code == 403
    client.force_login(member)
    assert client.post(address("scheme_start")).status_code == 403


@pytest.mark.parametrize("name", SHIPPED)
def test_an_example_is_begun_and_saved_as_it_stands_unchanged(client, name):
    """What the page shows is what it reads back, in a reader's language as in the other."""
    chair = committee_chair(BodyFactory())
    client.force_login(chair)
    form = {"from": name, "submission_id": str(uuid.uuid4())}
    made = client.post(address("scheme_start"), form)
    scheme = LevelScheme.objects.drafts().get()
    assert made.url == address("scheme", scheme.pk)
    assert outline_of(LevelScheme.objects.whole().get(pk=scheme.pk)) == SHIPPED[name]
    response = client.post(address("scheme", scheme.pk), opened(client, scheme))
    assert response.status_code == 302
    assert outline_of(LevelScheme.objects.whole().get(pk=scheme.pk)) == SHIPPED[name]
    assert not Entry.objects.exists()


def test_a_new_version_begins_from_the_one_in_force(client):
    body = BodyFactory()
    chair = committee_chair(body)
    in_force(FIELD, body, by=chair)
    client.force_login(chair)
    client.post(address("scheme_start"), {"from": ""})
    draft = LevelScheme.objects.whole().drafts().get()
    assert (draft.number, outline_of(draft)) == (3, FIELD)
    again = client.post(address("scheme_start"), {"from": "deck"})
    assert again.url == f"{address('schemes')}?body={body.code}"
    assert LevelScheme.objects.drafts().count() == 1


def test_a_draft_is_edited_into_other_levels_factors_and_floors(client):
    chair = committee_chair(BodyFactory())
    draft = drafted(DECK, chair.seats[0].unit, by=chair)
    client.force_login(chair)
    data = opened(client, draft)
    data |= {
        "name": "本局办法",
        "level-0-mark": "A",
        "level-0-name": "重大",
        "level-0-shape": "square",
    }
    data |= {"level-0-colour": "purple", "factor-4-name": "资金量", "floor-0-name": "三重一大"}
    data |= {f"factor-4-{grade}-text": f"第{grade}档" for grade in range(3)}
    data |= {"floor-0-rank": "1", "floor-0-known": "penalty"}
    assert client.post(address("scheme", draft.pk), data).status_code == 302
    saved = LevelScheme.objects.whole().get(pk=draft.pk)
    assert saved.levels.all()[0].look == (1, "A", "重大", "square", "purple")
    assert [factor.key for factor in saved.factors.all()][3:] == ["closeness", "factor-1"]
    assert [one.mark for one in saved.factors.last().anchors.all()] == ["A", "II", "III"]
    assert [(one.name, one.level.rank, one.known) for one in saved.floors.all()] == [
        ("三重一大", 1, "penalty")
    ]
    assert saved.row_version == 2


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"name": ""}, "Give the scheme a name."),
        ({"level-1-mark": "I"}, "Two levels have the same mark."),
        ({"level-1-shape": "diamond"}, "Two levels have the same shape."),
        ({"level-0-colour": "white"}, "Choose a shape and a colour for every level."),
        ({"level-0-least": "9"}, "at most 5 can come out"),
        ({"level-0-least": "3"}, "A higher level needs a higher number"),
        ({"level-1-least": "many"}, "from how many on it holds"),
        ({"factor-1-name": "Ethical risk"}, "Two factors have the same name."),
        ({"floor-0-known": "rumour"}, "Choose what a floor is known by."),
        ({"floor-0-rank": "7"}, "which level it sets"),
        ({"rule": "highest"}, "describe every grade"),
        ({"rule": "matrix"}, "exactly two factors"),
        ({"rule": "single"}, "exactly one factor"),
        ({"floor-0-name": "长" * 201}, "at most 200 characters"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(client, change, word):
    chair = committee_chair(BodyFactory())
    chair.language = "en"
    chair.save()
    draft = drafted(KINDS, chair.seats[0].unit, by=chair)
    client.force_login(chair)
    typed = opened(client, draft) | {"factor-2-0-text": "打字不丢"} | change
    response = client.post(address("scheme", draft.pk), typed)
    page = response.content.decode()
    assert (response.status_code, word in page, "打字不丢" in page) == (422, True, True)
    assert outline_of(LevelScheme.objects.whole().get(pk=draft.pk)) == KINDS


def test_more_rows_are_shown_without_saving(client):
    chair = committee_chair(BodyFactory())
    draft = drafted(KINDS, chair.seats[0].unit, by=chair)
    client.force_login(chair)
    data = opened(client, draft) | {"rule": "matrix", "do": "more"}
    response = client.post(address("scheme", draft.pk), data)
    assert (response.status_code, len(response.context["rows"]["factors"])) == (200, 5)
    draft.refresh_from_db()
    assert (draft.rule, draft.row_version) == ("count", 1)


def test_whoever_saves_second_sees_both_and_loses_nothing(client):
    chair = committee_chair(BodyFactory())
    draft = drafted(KINDS, chair.seats[0].unit, by=chair)
    client.force_login(chair)
    mine = opened(client, draft) | {"name": "我的办法"}
    client.post(address("scheme", draft.pk), opened(client, draft) | {"name": "他的办法"})
    response = client.post(address("scheme", draft.pk), mine)
    page = response.content.decode()
    assert (response.status_code, "我的办法" in page, "他的办法" in page) == (409, True, True)
    again = fields_of(page)
    assert client.post(address("scheme", draft.pk), again).status_code == 302
    assert LevelScheme.objects.get(pk=draft.pk).name == "我的办法"


def test_a_draft_is_put_in_force_with_a_reason_and_never_changes_again(client):
    chair = committee_chair(BodyFactory())
    draft = drafted(KINDS, chair.seats[0].unit, by=chair)
    client.force_login(chair)
    data = opened(client, draft)
    refused = client.post(address("scheme_force", draft.pk), {"reason": " "})
    assert (refused.status_code, Entry.objects.count()) == (422, 0)
    form = {"reason": "上级有新办法。", "submission_id": str(uuid.uuid4())}
    for _press in range(2):
        client.post(address("scheme_force", draft.pk), form)
    entry = Entry.objects.get()
    assert (entry.verb, entry.target_id) == ("scheme.force", str(draft.pk))
    assert entry.detail.content["reason"] == "上级有新办法。"
    assert ensure_scheme(draft.body) == draft
    for name in ("scheme", "scheme_force", "scheme_drop"):
        assert client.post(address(name, draft.pk), data | form).status_code == 403
    assert outline_of(LevelScheme.objects.whole().get(pk=draft.pk)) == KINDS


def test_a_draft_is_dropped(client):
    chair = committee_chair(BodyFactory())
    draft = drafted(KINDS, chair.seats[0].unit, by=chair)
    client.force_login(chair)
    client.post(address("scheme_drop", draft.pk))
    assert not LevelScheme.objects.drafts().exists()


def test_a_new_version_leaves_sittings_and_rulings_as_they_are(client):
    """Each ruling tells by which scheme it was made; only sittings convened later take the new one."""
    before = convened()
    chair, body = before.chair, before.worksheet.body
    old = before.scheme
    new = in_force(KINDS, body, by=chair)
    ruled = decide_sitting(sitting=assessed(before), by=chair)
    assert {ruling.level.scheme for ruling in ruled} == {old}
    client.force_login(chair)
    page = client.get(reverse("riskpoints:detail", args=[ruled[0].risk_point_id])).content.decode()
    assert address("scheme", old.pk) in page
    assert address("scheme", new.pk) not in page
    assert ensure_scheme(body) == new


def test_the_preview_names_what_would_change(client):
    """By the grades that prevailed: a floor known of the power raises one, another cannot be told."""
    sitting = assessed(convened(), 3, 3, 3, 3)
    chair, body = sitting.chair, sitting.worksheet.body
    decide_sitting(sitting=sitting, by=chair)
    power = sitting.worksheet.flowchart.powers.get()
    client.force_login(chair)
    draft = drafted(DECK, body, by=chair)
    response = client.get(address("scheme", draft.pk))
    names = ("looked_at", "changing", "untold")
    assert [response.context[name] for name in names] == [1, [], 0]
    data = opened(client, draft) | {"floor-0-name": "一律", "floor-0-rank": "1"}
    client.post(address("scheme", draft.pk), data | {"floor-0-known": power.category})
    (change,) = client.get(address("scheme", draft.pk)).context["changing"]
    assert (change.now.mark, change.then.mark) == ("III", "I")
    data = opened(client, draft) | {"factor-0-name": "另一因素", "factor-0-key": ""}
    client.post(address("scheme", draft.pk), data)
    response = client.get(address("scheme", draft.pk))
    assert [response.context[name] for name in names] == [1, [], 1]
    assert Ruling.objects.get().rank == 3


def test_grades_are_tried_on_a_draft(client):
    chair = committee_chair(BodyFactory())
    draft = drafted(MATRIX, chair.seats[0].unit, by=chair)
    client.force_login(chair)
    asked = {"try-likelihood": "2", "try-harm": "2"}
    with override("en"):
        chair.language = "en"
        chair.save()
        response = client.get(address("scheme", draft.pk), asked)
    assert response.context["try_sentence"] == "Level I, because Likelihood 4 × Harm 4 = 16."
    assert [level.mark for _points, level in response.context["matrix"].lines[1][1]] == [
        "I",
        "I",
        "II",
        "II",
        "III",
    ]


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_cost_the_same_at_any_length(client, django_assert_num_queries, rows):
    sitting = assessed(convened(handed_in(points=rows)))
    chair, body = sitting.chair, sitting.worksheet.body
    decide_sitting(sitting=sitting, by=chair)
    for _version in range(rows):
        in_force(KINDS, body, by=chair)
    draft = drafted(KINDS, body, by=chair)
    client.force_login(chair)
    with django_assert_num_queries(11):
        client.get(address("schemes"))
    with django_assert_num_queries(24):
        client.get(address("scheme", draft.pk))


def test_a_veto_shows_at_the_grid_and_in_the_explanation(client):
    sitting = sitting_by(KINDS)
    first, *others = raters_of(sitting)
    page = page_of(client, first, sitting).content.decode()
    assert page.count('-floors"') == 3
    rate(sitting, first, [((1, 2, 2, 2, 2), (1,))])
    for other in others:
        rate(sitting, other, [((2, 1, 2, 2, 2), ())])
    (ruling,) = decide_sitting(sitting=sitting, by=sitting.chair)
    sitting.chair.language = "en"
    sitting.chair.save()
    page = page_of(client, sitting.chair, sitting).content.decode()
    told = (
        "Level III, because 2 of 5 criteria are met: Ethical risk, Duty risk. "
        "At least level I: unlimited discretion."
    )
    assert (ruling.rank, told in page) == (1, True)


def test_a_floor_known_of_the_power_is_nobodys_to_tick(client):
    sitting = convened()
    chair, body = sitting.chair, sitting.worksheet.body
    draft = drafted(DECK, body, by=chair)
    client.force_login(chair)
    power = sitting.worksheet.flowchart.powers.get()
    data = opened(client, draft) | {"floor-0-name": "一律", "floor-0-rank": "1"}
    client.post(address("scheme", draft.pk), data | {"floor-0-known": power.category})
    client.post(address("scheme_force", draft.pk), {"reason": "理由"})
    LevelScheme.objects.get(pk=draft.pk)
    type(sitting).objects.filter(pk=sitting.pk).update(scheme=draft)
    page = page_of(client, chair, sitting).content.decode()
    assert ('-floors"' in page, 'data-floor="1" data-name="一律"' in page) == (False, True)
    sitting.refresh_from_db()
    for rater in raters_of(sitting):
        assess(sitting, rater, 3)
    (ruling,) = decide_sitting(sitting=sitting, by=chair)
    assert (ruling.rank, [str(floor) for floor in ruling.floors.all()]) == (1, ["一律"])


def test_the_harm_factor_is_shown_the_number_of_risk_points(client):
    sitting = convened(handed_in(points=3))
    sitting.chair.language = "en"
    sitting.chair.save()
    page = " ".join(page_of(client, sitting.chair, sitting).content.decode().split())
    assert page.count("3 risk points on this step · 3 on this power") == 3
