"""What a posted chart is found by: its words as they were frozen, and the categories of its powers."""

import unicodedata
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from typing import Any, TypedDict

# As many words as anybody types; each costs the database a look at every row.
MOST_WORDS = 8


class Findable(TypedDict):
    """The two columns of a posting that the public's list is searched in."""

    words: str
    categories: str


def findable(
    code: str, drawing: dict[str, Any], facts: dict[str, Any], hidden: AbstractSet[str]
) -> Findable:
    """Give what a chart with this code, drawing and public facts is found by.

    Of the powers whose codes are hidden nothing is told. Each fact is a line of its own, so that no
    word is found that begins in one and ends in the next.
    """
    powers = [power for power in facts["powers"] if power["code"] not in hidden]
    lines = [code, drawing["name"], facts["body"], facts["section"]]
    for power in powers:
        lines += [power["code"], power["name"], power["affected_party"], *bases(power)]
    for step in drawing["steps"]:
        lines += [step["name"], step["position_name"], *bases(step)]
    lines += [link["when"] for link in drawing["links"]]
    told = dict.fromkeys(plain(line) for line in lines)
    return {
        "words": "\n".join(line for line in told if line),
        "categories": mark(*sorted({power["category"] for power in powers})),
    }


def bases(row: dict[str, Any]) -> Iterator[str]:
    """The legal bases of a power or a step, as they are written on the page."""
    for basis in row["basis"]:
        yield f"《{basis['law']}》{basis['article']}"


def mark(*values: str) -> str:
    """Write values in a column so that each can be looked for whole: "|licensing|penalty|"."""
    return f"|{'|'.join(values)}|" if values else ""


def plain(text: str) -> str:
    """Fold what searching does not tell apart: full and half width, capitals, breaks, control characters."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join("".join(filter(is_readable, folded)).split())


def is_readable(character: str) -> bool:
    """Whether it is seen, or parts words; PostgreSQL takes no others."""
    return character.isprintable() or character.isspace()


def wanted(words: str) -> list[str]:
    """Give the words that somebody typed, as they stand in the column; all of them must be found."""
    return plain(words).split()[:MOST_WORDS]
