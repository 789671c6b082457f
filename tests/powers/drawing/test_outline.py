import pytest
from hypothesis import given, settings

from powers.drawing.flow import kind_word
from powers.drawing.outline import OutlineItem, Way, outline
from powers.drawing.text import one_line

from .flows import drawing, drawings, licence, link, step


def test_a_step_is_told_with_its_ways():
    item = outline(licence())[1]
    assert item == OutlineItem(
        number=2,
        key="complete",
        name="材料是否齐全、符合法定形式",
        kind="decision",
        kind_word="decision",
        position_name="审查岗",
        days=3,
        check=False,
        ways=(
            Way("齐全", "decide", 4, "作出是否准予许可的决定", goes_back=False),
            Way("不齐全", "supplement", 3, "一次性告知补正", goes_back=False),
        ),
    )


def test_a_way_back_is_told_as_such():
    assert outline(licence())[2].ways == (
        Way("", "complete", 2, "材料是否齐全、符合法定形式", goes_back=True),
    )


def test_a_target_without_a_name_is_told_by_its_number():
    first, _second = outline(drawing([step("a"), step("b", "")], [link("a", "b")]))
    assert first.ways == (Way("", "b", 2, "", goes_back=False),)


def test_a_way_to_nowhere_is_told_too():
    (item,) = outline(drawing([step("a", "")], [link("a", "gone")]))
    assert item.name == "Step 1"
    assert item.ways == (Way("", "gone", None, "gone", goes_back=False),)


def test_an_unknown_kind_is_told_as_it_stands():
    assert kind_word("other") == "other"


@settings(max_examples=100)
@given(drawings())
def test_the_list_has_the_same_steps_and_ways_as_the_drawing(drawn):
    told = outline(drawn)
    assert [item.key for item in told] == [row["key"] for row in drawn["steps"]]
    ways = sorted((item.key, way.target, way.condition) for item in told for way in item.ways)
    links = [(row["from"], row["to"], one_line(row["when"])) for row in drawn["links"]]
    assert ways == sorted(links)


def test_a_way_and_a_limit_are_told_in_words():
    complete, supplement, *_others, refuse = outline(licence())[1:]
    assert [way.words for way in complete.ways] == [
        "If 齐全: on to step 4, 作出是否准予许可的决定",
        "If 不齐全: on to step 3, 一次性告知补正",
    ]
    assert [way.words for way in supplement.ways] == ["back to step 2, 材料是否齐全、符合法定形式"]
    assert (complete.limit, refuse.limit) == ("3 working days", "")


def test_a_way_to_nowhere_is_told_by_the_key_it_names():
    drawn = drawing([step("a", kind="start")], [link("a", "gone", "是")])
    assert outline(drawn)[0].ways[0].words == "If 是: gone"


@pytest.mark.parametrize(
    ("way", "words"),
    [
        (Way("齐全", "b", 4, "决定", goes_back=False), "If 齐全: on to step 4, 决定"),
        (Way("", "b", 2, "审查", goes_back=True), "back to step 2, 审查"),
        (Way("", "b", 4, "", goes_back=False), "on to step 4"),
        (Way("退回", "b", 2, "", goes_back=True), "If 退回: back to step 2"),
        (Way("", "b", None, "b", goes_back=False), "b"),
    ],
)
def test_a_way_says_when_it_is_taken_and_where_it_leads(way, words):
    assert way.words == words
