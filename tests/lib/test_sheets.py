"""CSV opens as text, whatever stands in it."""

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from riskcontrol.lib.sheets import csv_lines

FORBIDDEN = set("=+-@\t\r\n＝＋－＠")


def read(rows):
    text = "".join(csv_lines(["字段"], rows))
    assert text[0] == "\ufeff"
    return list(csv.reader(io.StringIO(text[1:], newline="")))


def test_nothing_a_number_and_a_truth_are_cells():
    assert read([[None, -5, True, False, 0]]) == [["字段"], ["", "-5", "1", "0", "0"]]


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1))
def test_no_text_begins_a_formula_and_none_is_lost(text):
    ((cell,),) = read([[text]])[1:]
    assert cell[0] not in FORBIDDEN
    assert cell == (f"'{text}" if text[0] in FORBIDDEN else text)
