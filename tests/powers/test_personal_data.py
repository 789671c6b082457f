"""Numbers that point at a person are found in a text, and others are left alone."""

import random

import pytest

from powers.personal_data import CHECK, WEIGHTS, PersonalFind, PersonalKind, found_in, kinds_in


def identity(number):
    """An identity card number that belongs to nobody known, drawn from a number."""
    chance = random.Random(number)  # noqa: S311 - test data
    day = f"{chance.randint(1930, 2015)}{chance.randint(1, 12):02}{chance.randint(1, 28):02}"
    first = f"{chance.randint(11, 65)}{chance.randint(0, 9999):04}{day}{chance.randint(0, 999):03}"
    total = sum(int(sign) * weight for sign, weight in zip(first, WEIGHTS, strict=True))
    return first + CHECK[total % 11]


def bank_card(number, length=19):
    """A bank card number with its check digit."""
    chance = random.Random(number)  # noqa: S311 - test data
    first = "62" + "".join(str(chance.randint(0, 9)) for _digit in range(length - 3))
    doubled = [int(sign) * (2 - at % 2) for at, sign in enumerate(reversed(first))]
    total = sum(each - 9 if each > 9 else each for each in doubled)
    return first + str(-total % 10)


def mobile(number):
    chance = random.Random(number)  # noqa: S311 - test data
    return f"1{chance.choice('3456789')}{chance.randint(0, 999_999_999):09}"


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (identity, PersonalKind.IDENTITY),
        (bank_card, PersonalKind.BANK_CARD),
        (mobile, PersonalKind.MOBILE),
    ],
)
def test_all_of_two_hundred_numbers_are_found(make, kind):
    for number in range(200):
        text = f"办证时登记的{make(number)}被写错，请更正。"
        assert found_in(text) == [PersonalFind(kind, 6, 6 + len(make(number)))]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("电话 138 0013 8000", ["mobile"]),
        ("电话138-0013-8000。", ["mobile"]),
        ("+86 13800138000", ["mobile"]),
        ("138.0013.8000", ["mobile"]),
        ("１３８００１３８０００", ["mobile"]),
        ("一三八〇〇一三八零零零", ["mobile"]),
        ("0573-82888888", ["landline"]),
        ("（010）8288 8888", ["landline"]),
        ("办公电话：82888888", ["landline"]),
        ("身份证11010519491231002x", ["identity"]),
        ("身份证 110105 19491231 002X", ["identity"]),
        ("卡号4111-1111-1111-1111", ["bank-card"]),
        (
            "先打13800138000，再打0573-82888888，卡4111111111111111",
            ["mobile", "landline", "bank-card"],
        ),
    ],
)
def test_numbers_are_found_however_they_are_written(text, kinds):
    assert sorted(kinds_in(text)) == sorted(kinds)


@pytest.mark.parametrize(
    "text",
    [
        "材料应当一次告知，5个工作日内答复。",
        "〔2026〕12号文第138页，编号20260312000123",
        "金额1380013800.00元",
        "统一社会信用代码91330400MA28A1234X",
        "110105194913310022",  # no such day
        "110105194912310021",  # another check digit
        "4111111111111112",
        "请拨12345、12388或400-810-1234",
        "2026年3月15日至2026年4月15日，共22个工作日",
        "总面积82888888平方米",
        "138001380001",
        "",
    ],
)
def test_other_numbers_are_left_alone(text):
    assert found_in(text) == []


def test_the_place_is_the_place_in_the_text_as_it_was_typed():
    text = "我的电话：１３８-００１３-８０００，谢谢"
    (found,) = found_in(text)
    assert text[found.start : found.end] == "１３８-００１３-８０００"


def test_few_numbers_of_the_trade_are_taken_for_personal_ones():
    chance = random.Random(7)  # noqa: S311 - test data
    texts = [f"受理编号{chance.randint(10**11, 10**15)}，请问进度？" for _text in range(200)]
    texts += [
        f"合同金额{chance.randint(10**4, 10**9)}.{chance.randint(10, 99)}元" for _text in range(200)
    ]
    assert sum(bool(found_in(text)) for text in texts) <= len(texts) * 0.02
