"""Words are the same everywhere: in the catalogue of the pages and in the guides that quote it."""

import re
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).resolve().parents[1]
CATALOGUE = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
# The committee's act is 评定; a member's own is 评审, and measures are put in force by 审定.
OTHER_WORDS = ["认定", "核定", "评级", "定级", "审定等级", "审定排查表"]
# Two words that only meet: another person confirms (复核) the final version (定稿).
MEETING = "复核定稿"
GUIDES = {"zh": "「([^」]+)」", "en": "“([^”]+)”"}


def told(entry, language):
    """Say how an entry stands on the page in a language."""
    if language == "zh":
        return [entry.msgstr, *entry.msgstr_plural.values()]
    return [entry.msgid, entry.msgid_plural]


def on_the_pages(language):
    entries = polib.pofile(str(CATALOGUE))
    return {text for entry in entries if not entry.obsolete for text in told(entry, language)}


def quoted(language):
    text = (ROOT / "docs" / f"guide.{language}.md").read_text()
    found = {" ".join(label.split()) for label in re.findall(GUIDES[language], text)}
    return found - {""}


def test_the_committee_s_ruling_has_one_word():
    texts = on_the_pages("zh")
    assert any("评定" in text for text in texts)

    plain = [text.replace(MEETING, "") for text in texts]
    assert [text for text in plain if any(word in text for word in OTHER_WORDS)] == []


@pytest.mark.parametrize("language", GUIDES)
def test_what_a_guide_quotes_stands_on_the_pages(language):
    labels = quoted(language)
    assert len(labels) > 50

    assert labels - on_the_pages(language) == set()


def test_both_guides_lead_through_the_same_pages():
    in_chinese: dict[str, set[str]] = {}
    for entry in polib.pofile(str(CATALOGUE)):
        in_chinese.setdefault(entry.msgid, set()).update(told(entry, "zh"))
    pairs = {label: in_chinese[label] & quoted("zh") for label in quoted("en")}

    assert [label for label, words in pairs.items() if not words] == []
    assert set.union(*pairs.values()) == quoted("zh")


def test_a_day_has_one_form_on_a_page():
    """2026-11-28, as in every list; a meeting and what it sits on bear the day as minutes write it."""
    rooms = [ROOT / "templates" / name for name in ("desk", "measures", "riskpoints")]
    texts = {path.name: path.read_text() for room in rooms for path in room.rglob("*.html")}
    assert sum(text.count('|date:"Y-m-d"') for text in texts.values()) > 100
    long = {name for name, text in texts.items() if re.search(r"\|date(?!:)\b", text)}
    assert long == {"meetings.html", "meeting.html", "sitting_bench.html"}
