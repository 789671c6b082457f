"""One concept has one word: what docs/domain.md decided is so in the catalogue of the pages."""

from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parents[1]
CATALOGUE = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
# The committee's act is 评定; a member's own is 评审, and measures are put in force by 审定.
OTHER_WORDS = ["认定", "核定", "评级", "定级", "审定等级", "审定排查表"]
# Two words that only meet: another person confirms (复核) the final version (定稿).
MEETING = "复核定稿"


def told(entry):
    return [entry.msgstr, *entry.msgstr_plural.values()]


def test_the_committee_s_ruling_has_one_word():
    texts = [text for entry in polib.pofile(str(CATALOGUE)) for text in told(entry)]
    assert any("评定" in text for text in texts)

    plain = [text.replace(MEETING, "") for text in texts]
    assert [text for text in plain if any(word in text for word in OTHER_WORDS)] == []
