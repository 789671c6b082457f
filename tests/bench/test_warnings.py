"""What the bench's night is measured on, built small: every kind of warning, and lists within their queries."""

import pytest
from django.utils import timezone

from measures.jobs import run_warnings
from measures.models import Warning as Raised
from measures.warning_states import SUBJECTS

from . import warnings
from .figures import queries

pytestmark = pytest.mark.django_db


def test_the_world_has_every_kind_and_no_list_asks_too_much():
    world = warnings.Measures()
    world.grow(100)
    run_warnings(timezone.localdate())
    assert set(Raised.objects.standing().values_list("kind", flat=True)) == set(SUBJECTS)
    asked = {name: queries(fetch) for name, fetch in warnings.pages(world)}
    lists = {name: count for name, count in asked.items() if not name.startswith("my work")}
    assert {name: count for name, count in lists.items() if count > warnings.MOST_QUERIES} == {}


def test_memory_that_grows_too_much_is_missed():
    assert not warnings.Growth(100, 100 + warnings.GROWTH).is_missed
    grown = warnings.Growth(100, 101 + warnings.GROWTH)
    assert grown.is_missed
    assert "**missed**" in str(grown)
