"""A select with hundreds of options looks as any other."""

import pytest
from django import forms
from django.test.html import parse_html

from riskcontrol.lib.selects import LongSelect

GROUPED = [("", "全部"), ("甲局", [("1", "甲局"), ("2", "一科 & <二科>")]), (3, "乙局")]


def written(widget, value):
    """What a widget writes, read as a browser reads it."""
    choosing = widget(attrs={"class": "form-select", "required": True}, choices=GROUPED)
    return parse_html(choosing.render("section", value, {"id": "id_section"}))


@pytest.mark.parametrize("value", ["", None, "2", 2, "3", "not there"])
def test_it_writes_what_any_select_writes(value):
    assert written(LongSelect, value) == written(forms.Select, value)


def test_what_is_chosen_stays_chosen_in_a_form():
    class Choosing(forms.Form):
        one = forms.ChoiceField(choices=GROUPED, widget=LongSelect, required=False)

    right, wrong = Choosing({"one": "2"}), Choosing({"one": "9"})

    assert (right.is_valid(), right.cleaned_data) == (True, {"one": "2"})
    assert str(right["one"]).count(" selected") == 1
    assert list(wrong.errors) == ["one"]
