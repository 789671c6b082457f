"""Steps from elsewhere put into a chart: keys that last, keys that are free."""

from powers.placing import at_the_end_of, in_place_of
from powers.rows import NEXT, Basis, Row, Way

OLD = (
    Row("receive", "受理", "start", bases=(Basis("行政许可法", "第二十九条"),)),
    Row("examine", "审查"),
    Row("serve", "送达", "end", ways=()),
)
NEW = (
    Row("s1", "受理", "start"),
    Row("s2", "核查", ways=(Way("s1", "退回"), Way("s3", "通过"))),
    Row("s3", "办结", "end", ways=()),
)


def test_a_step_of_the_same_name_keeps_its_key_and_its_bases():
    rows = in_place_of(OLD, NEW)
    assert [row.key for row in rows] == ["receive", "s1", "s2"]
    assert rows[0].bases == OLD[0].bases
    assert rows[1].ways == (Way("receive", "退回"), Way("s2", "通过"))


def test_a_basis_that_comes_along_is_taken():
    basis = (Basis("行政处罚法", ""),)
    assert in_place_of(OLD, (Row("x", "受理", bases=basis),))[0].bases == basis


def test_names_that_stand_twice_are_not_matched():
    rows = in_place_of(OLD, (Row("a", "受理"), Row("b", "受理")))
    assert [row.key for row in rows] == ["s1", "s2"]


def test_keys_of_steps_there_were_are_never_given_to_others():
    old = (Row("s1", "甲"), Row("s2", "乙"))
    rows = in_place_of(old, (Row("s1", "丙"), Row("s2", "丁")), {"s3"})
    assert [row.key for row in rows] == ["s4", "s5"]


def test_rows_at_the_end_follow_those_that_are_there():
    open_end = (*OLD[:2], Row("serve", "送达", ways=()))
    rows = at_the_end_of(open_end, NEW, {"s1"})
    assert [row.key for row in rows] == ["receive", "examine", "serve", "s2", "s3", "s4"]
    assert [row.kind for row in rows[2:4]] == ["step", "step"]
    assert rows[2].ways == (Way(NEXT),)


def test_an_end_stays_an_end():
    assert at_the_end_of(OLD, NEW)[2] == OLD[2]


def test_nothing_is_added_to_nothing():
    assert at_the_end_of((), NEW) == NEW
    assert at_the_end_of(OLD, ()) == OLD
    assert at_the_end_of((Row("s1"),), NEW)[0].name == "受理"
