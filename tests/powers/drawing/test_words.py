"""Where lines of Chinese may end."""

import subprocess
import sys
from itertools import accumulate

import pytest

from powers.drawing.text import wrap
from powers.drawing.words import INSIDE, LEANING, SEAM, bonds
from powers.library import library

from .flows import REAL_NAMES


def cut(text):
    """The text with a bar wherever ending a line costs nothing, and a dot wherever it costs little."""
    signs = {0.0: "|", SEAM: "·", LEANING: "", INSIDE: ""}
    between = [signs[cost] for cost in bonds(text)[1 : len(text)]]
    return "".join(char + sign for char, sign in zip(text, [*between, ""], strict=True))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("听取被调查人陈述和申辩", "听取|被调查人|陈述|和申辩"),
        ("法制审核岗集体讨论决定行政处罚", "法制|审核岗|集体|讨论|决定|行政·处罚"),
        ("符合条件的供应商是否满三家", "符合·条件的|供应商|是否|满三家"),
        ("告知拟处罚内容", "告知|拟处罚|内容"),
        ("确有应受处罚的违法行为", "确有|应受处罚的|违法·行为"),
        ("未达到，报财政部门批准", "未达到|，|报财政·部门|批准"),
        ("第3版，岗不变", "第3版|，|岗不变"),
        ("自5日内办结", "自5日内|办结"),
        ("ab cd 审查", "ab| |cd| |审查"),
    ],
)
def test_lines_end_between_words_and_never_beside_a_lone_sign(text, wanted):
    assert cut(text) == wanted


@pytest.mark.parametrize("width", [5, 6, 7, 9.4, 10.15])
def test_no_name_of_the_library_is_broken_inside_a_word(width):
    names = [row.name for flow in library().values() for row in flow.rows]
    assert len(names) > 120
    for name in (*names, *REAL_NAMES):
        lines = wrap(name, width)
        ends = list(accumulate(map(len, lines[:-1])))
        assert [end for end in ends if bonds(name)[end] >= INSIDE] == [], lines


def test_a_word_longer_than_a_line_is_broken_where_it_is_made_of_two():
    assert wrap("调查取证", 3) == ["调查", "取证"]


@pytest.mark.parametrize(("module", "is_loaded"), [("urls", False), ("wsgi", True)])
def test_the_dictionary_is_loaded_by_what_serves_and_not_by_commands(module, is_loaded):
    program = (
        "import sys, django; django.setup(); "
        f"import riskcontrol.{module}; print('rjieba' in sys.modules)"
    )
    env = {"DJANGO_SETTINGS_MODULE": "riskcontrol.settings.test"}
    told = subprocess.run(  # noqa: S603 - a program of ours
        [sys.executable, "-c", program], capture_output=True, check=True, text=True, env=env
    )
    assert told.stdout.strip() == str(is_loaded)
