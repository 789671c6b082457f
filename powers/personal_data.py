"""Numbers in a text that point at a person: identity card, telephone, bank card.

What is found is held before the public sees it; a person decides. Wrong finds cost him a look, so
each number is checked as far as it can be: GB 11643-1999 for the identity card (date of birth and
check digit), Luhn (ISO/IEC 7812-1) for the bank card. Full-width digits, Chinese numerals read out
one by one, spaces and hyphens between the groups hide none of them.
"""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class PersonalKind(models.TextChoices):
    """What a number is."""

    IDENTITY = "identity", _("an identity card number")
    MOBILE = "mobile", _("a mobile number")
    LANDLINE = "landline", _("a telephone number")
    BANK_CARD = "bank-card", _("a bank card number")


@dataclass(frozen=True)
class PersonalFind:
    """A number in a text: what it is, and where it stands (`text[start:end]`)."""

    kind: PersonalKind
    start: int
    end: int


# Sign for sign, so that a place found in the plain text is the place in the text as typed.
PLAIN = str.maketrans("０１２３４５６７８９Ｘｘ〇零一二三四五六七八九", "0123456789XX00123456789")
GAP = r"[ \u3000·\-‐‑–—－]?"  # no full stop: it stands in sums of money
_DIGITS = r"(?<![0-9])"
_END = r"(?![0-9])"

IDENTITY = re.compile(rf"{_DIGITS}[1-9](?:{GAP}[0-9]){{16}}{GAP}[0-9Xx](?![0-9A-Za-z])")
BANK_CARD = re.compile(rf"{_DIGITS}[34569](?:{GAP}[0-9]){{15,18}}{_END}")
MOBILE = re.compile(
    rf"{_DIGITS}(?:(?:\+|00)?86{GAP})?1[3-9](?:(?:{GAP}[0-9]){{9}}|[0-9]\.[0-9]{{4}}\.[0-9]{{4}}){_END}"
)
AREA = rf"[(（]?0(?:10|2[0-9]|[3-9][0-9]{{2}})[)）]?{GAP}"
LANDLINE = re.compile(rf"{_DIGITS}{AREA}[2-8](?:{GAP}[0-9]){{6,7}}{_END}")
# Without its area code only where a word before it says that it is a telephone.
SHORT_LANDLINE = re.compile(rf"(?:电话|座机)[:：是为 ]{{0,3}}(?P<number>[2-8][0-9]{{6,7}}){_END}")

WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
CHECK = "10X98765432"


def found_in(text: str) -> list[PersonalFind]:
    """Give the numbers in a text that point at a person, in order; a place is named once."""
    plain, found = text.translate(PLAIN), list[PersonalFind]()
    for kind, pattern, is_one in KINDS:
        for match in pattern.finditer(plain):
            start, end = match.span("number" if "number" in pattern.groupindex else 0)
            if is_one(_bare(match[0])) and not _overlaps(found, start, end):
                found.append(PersonalFind(kind, start, end))
    return sorted(found, key=lambda one: one.start)


def kinds_in(*texts: str) -> list[PersonalKind]:
    """Give what kinds of number stand in the texts, each once."""
    return list(dict.fromkeys(one.kind for text in texts for one in found_in(text)))


def _overlaps(found: list[PersonalFind], start: int, end: int) -> bool:
    return any(one.start < end and start < one.end for one in found)


def _bare(number: str) -> str:
    return "".join(sign for sign in number.upper() if sign in "0123456789X")


def is_identity(number: str) -> bool:
    """Whether 18 signs are an identity card number: a date of birth that was, and its check digit."""
    try:
        born = datetime.date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    if not datetime.date(1900, 1, 1) <= born <= datetime.datetime.now(tz=datetime.UTC).date():
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], WEIGHTS, strict=True))
    return CHECK[total % 11] == number[17]


def is_bank_card(number: str) -> bool:
    """Whether 16 to 19 digits end in the check digit of Luhn."""
    return sum(_luhn(number)) % 10 == 0


def _luhn(number: str) -> Iterator[int]:
    for at, digit in enumerate(reversed(number)):
        doubled = int(digit) * (at % 2 + 1)
        yield doubled - 9 if doubled > 9 else doubled


def _any(_number: str) -> bool:
    return True


KINDS = [
    (PersonalKind.IDENTITY, IDENTITY, is_identity),
    (PersonalKind.BANK_CARD, BANK_CARD, is_bank_card),
    (PersonalKind.MOBILE, MOBILE, _any),
    (PersonalKind.LANDLINE, LANDLINE, _any),
    (PersonalKind.LANDLINE, SHORT_LANDLINE, _any),
]
