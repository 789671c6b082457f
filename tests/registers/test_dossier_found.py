"""What a dossier carries in can be found by the public, and what it withholds cannot."""

import pytest

from powers.models import Posting
from riskcontrol.registers.dossier.carrying import carry_out
from tests.factories.accounts import UserFactory
from tests.registers.examples import changed

pytestmark = pytest.mark.django_db
CHART = "discipline-case"


def with_a_second_power(**more):
    """The example, its posted chart serving one more power."""

    def add(tree):
        first = next(one for one in tree["powers"] if one["flowchart"] == CHART)
        tree["powers"].append(first | {"code": "DEMO-N-900", "name": "保密线索办理"} | more)

    return changed(add)


def words():
    return Posting.objects.get(flowchart__key=CHART).words


def test_what_a_dossier_posts_is_found_by_its_words():
    carry_out(with_a_second_power(), by=UserFactory())
    lines = words().splitlines()
    assert lines[:2] == ["demo-discipline-case", "对执法人员违纪行为的调查处理流程图"]
    assert {"demo-n-900", "保密线索办理", "予以立案"} <= set(lines)
    assert Posting.objects.get(flowchart__key=CHART).categories == "|internal|"


def test_what_a_later_dossier_withholds_is_not_found_any_more(client):
    by = UserFactory()
    carry_out(with_a_second_power(), by=by)
    assert "DEMO-N-900" in client.get("/charts/demo-discipline-case/").text
    withheld = {"ground": "涉及工作秘密", "approved_by": "王局长"}
    carry_out(with_a_second_power(withheld=withheld), by=by)
    assert ("保密线索" in words(), "demo-n-900" in words(), "予以立案" in words()) == (
        False,
        False,
        True,
    )
    text = client.get("/charts/demo-discipline-case/").text + client.get("/", {"q": "保密"}).text
    assert [leak for leak in ("DEMO-N-900", "保密线索办理") if leak in text] == []
