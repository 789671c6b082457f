"""What a slogan is, what is general, and which law belongs to another kind of power."""

import pytest

from powers.cited_laws import misfits
from riskpoints.slogans import is_general, is_slogan


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("加强廉政教育，提高思想认识。", True),
        ("严格落实责任制，增强责任心。", True),
        ("Strengthen supervision and raise awareness.", True),
        ("加强对办案人员的教育，每季度一次。", False),
        ("严格执行《行政处罚法》第五十七条。", False),
        ("完善案件台账。", False),
        ("科长逐件复核。", False),
        ("Strengthen supervision: the section head checks the log.", False),
        ("收款不过手。", False),
        ("", False),
    ],
)
def test_a_measure_that_calls_for_something_nobody_could_check_is_a_slogan(text, said):
    assert is_slogan(text) is said


@pytest.mark.parametrize(
    ("text", "step", "said"),
    [
        ("责任心不强，监督不到位。", "", True),
        ("审查把关不严。", "审查", True),
        ("审查把关不严。", "", False),
        ("应立案不立案。", "立案", False),
        ("收受当事人财物。", "", False),
        ("", "", False),
    ],
)
def test_words_that_fit_any_step_are_general(text, step, said):
    assert is_general(text, step) is said


@pytest.mark.parametrize(
    ("text", "kinds", "said"),
    [
        ("依据《行政许可法》第三十四条审查。", ["penalty"], ["行政许可法"]),
        ("违反许可法和处罚法。", ["licensing"], ["行政处罚法"]),
        ("违反许可法和处罚法。", ["licensing", "penalty"], []),
        ("依据《行政强制法》查封。", ["penalty"], []),
        ("依据《行政强制法》查封。", ["licensing"], ["行政强制法"]),
        ("依据《行政许可法》。", [], []),
        ("依据《行政许可法》。", ["internal"], []),
        ("依据《档案法》。", ["penalty"], []),
    ],
)
def test_a_law_of_another_kind_of_power_is_named(text, kinds, said):
    assert misfits([text], kinds) == said
