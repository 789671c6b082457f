"""What was left out of a comment stands on no page, paper or export of the unit; the committee reads it."""

import pytest
import time_machine

from powers.actions import moderation as act
from powers.actions.comments import Answer, publish_replies, save_answers
from powers.models import Comment
from riskcontrol.accounts.roles import Role
from tests.factories.accounts import person

from .passing_on import NOW, PUBLIC, UNIT_ROLES, Unit, a_world, everything, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.no_cover]
SAID, LEFT, SECRET = "审查由赵某某一人说了算。", "审查由[…]一人说了算。", "赵某某"
WHERE = {
    "powers:posting_detail", "powers:comment_act", "disclosure:chart", "disclosure:handled_report",
    "disclosure:open_data_file",
}  # fmt: skip


def answered(unit):
    """A comment that the public reads with its answer."""
    unit.comments_online(SAID)
    comment = Comment.objects.get()
    answer = Answer(comment, "declined", "规程已写明由两人审查。")
    save_answers(posting=unit.posting, answers=[answer], by=unit.by(Role.CONTRIBUTOR))
    publish_replies(posting=unit.posting, by=unit.by(Role.MODERATOR))
    return comment


def telling(seen, words):
    """Who reads some words, and where."""
    keys = [key for key, told in seen.items() if words in str(told)]
    return (
        {key[0] for key in keys if isinstance(key, tuple)},
        {key[1] if isinstance(key, tuple) else key for key in keys},
    )


def test_what_was_left_out_is_the_committees_alone():
    with time_machine.travel(NOW, tick=False):
        unit = Unit()
        member = person(Role.COMMITTEE_MEMBER, unit.body)
    page = f"/desk/postings/{unit.posting.pk}/?show=all"
    with a_world():
        comment = answered(unit)
        chart = unit.chart.code
        readers, places = telling(everything(unit, WHERE), SAID)
        assert places >= {
            page,
            "dossier",
            f"/charts/{chart}/",
            f"/charts/{chart}/handled/1/",
            "/open-data/comments.csv",
            "/open-data/comments.json",
        }
        assert readers >= {PUBLIC, *UNIT_ROLES}
        act.redact_comment(comment=comment, shown=LEFT, reason="含姓名", by=unit.by(Role.MODERATOR))
        seen = everything(unit)
        assert telling(seen, SECRET) == (set(), set())
        told = telling(seen, LEFT)
        assert (told[0], places - told[1]) == (readers, set())
        assert SAID in signed_in(member).get(page).text
        assert Comment.objects.get().body == SAID
