"""A select with hundreds of options looks as any other."""

import re

import pytest
from django import forms

from riskcontrol.lib.selects import LongSelect

GROUPED = [("", "全部"), ("甲局", [("1", "甲局"), ("2", "一科 & <二科>")]), ("3", "乙局")]


def written(widget, value):
    """What a widget writes, without the white space between its tags."""
    choosing = widget(attrs={"class": "form-select", "required": True}, choices=GROUPED)
    return re.sub(r">\s+<", "><", str(choosing.render("section", value, {"id": "id_section"})))


@pytest.mark.parametrize("value", ["", None, "2", 2, "3", "not there"])
def test_it_writes_what_django_s_own_select_writes(value):
    assert written(LongSelect, value) == written(forms.Select, value).replace(" <option", "<option")


def test_it_offers_what_a_model_choice_field_offers():
    class Choosing(forms.Form):
        one = forms.ChoiceField(choices=GROUPED, widget=LongSelect, required=False)

    form = Choosing({"one": "2"})

    assert form.is_valid()
    assert 'value="2" selected' in str(form["one"])
