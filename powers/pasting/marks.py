"""What stands before the text of a line: a number, a bullet, an indent."""

import re
import unicodedata
from dataclasses import dataclass

from powers.drawing.text import LINE_ENDS, one_line

SIGNS = dict(zip("零〇一二两三四五六七八九", (0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
NUMBER = r"(?:\d{1,4}|[一二两三四五六七八九十百〇零]{1,5})"
PLAIN_END = r"(?!\d|\s*(?:个|日|天|小时|工作日|年|月))"
MARKS = {
    "step": rf"(?:第\s*({NUMBER})\s*(?:步骤|步|环节|道工序)|(?:步骤|环节|[Ss]tep)\s*({NUMBER}))"
    r"(?:\s*[:：、.．。，,)）—–-]\s*|\s+|$)",
    "paren": rf"[(（]\s*({NUMBER})\s*[)）]\s*[、.．:：]?\s*",
    "dots": rf"(\d{{1,3}}(?:[.．]\d(?!\d))+|\d{{1,3}}(?:[.．]\d{{1,3}})+(?=[.．、:：\s]))"
    rf"\s*[.．、:：]?{PLAIN_END}\s*",
    "dot": rf"(\d{{1,3}})\s*(?:[.．、)）:：]|(?=\s)){PLAIN_END}\s*",
    "chinese": r"([一二三四五六七八九十百]{1,4})\s*[、.．:：)）]\s*",
    "circle": r"([①-⑳㉑-㉟㊱-㊿⓪❶-❿➀-➓])\s*[、.．:：]?\s*",
    "letter": r"([A-Za-z])\s*(?:[.．、)）]\s*)(?=\S)(?![A-Za-z]\.)",
    "bullet": r"(?:[•·●○■□◆◇►▶➢➤✓√※★☆▪▫◦‣⁃\uf000-\uf0ff]\s*|[*+o]\s+|[-–—](?![->→])\s*(?=\S))",
}
PATTERNS = {style: re.compile(mark) for style, mark in MARKS.items()}
BLANKS = {"\t": 4, "\u3000": 2}


@dataclass(frozen=True)
class Line:
    """One line of the text: as it was typed, how deep it stands, its mark, and what follows that.

    `style` is empty where there is no mark; `label` is the number it bears ("3", "1.2"), if one.
    One that `joins` stood in the same cell as the line before.
    """

    place: int
    typed: str
    depth: int
    style: str
    label: str
    text: str
    joins: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether it stands at the very left, without a mark."""
        return not (self.depth or self.style)

    @property
    def is_numbered(self) -> bool:
        """Whether it bears a number."""
        return bool(self.label)


def lines_of(text: str) -> list[Line]:
    """Divide a text into its lines, the empty ones left out."""
    divided = LINE_ENDS.sub("\n", text).split("\n")
    lines = [line_of(place, line) for place, line in enumerate(divided)]
    return [line for line in lines if line.typed]


def line_of(place: int, typed: str) -> Line:
    """Read how one line begins."""
    text = one_line(plain_circles(typed))
    style, label, rest = mark_of(text)
    return Line(place, one_line(typed), depth_of(typed), style, label, rest)


def depth_of(typed: str) -> int:
    """Count how far a line is indented, in blanks."""
    blanks = typed[: len(typed) - len(typed.lstrip())]
    return sum(BLANKS.get(blank, 1) for blank in blanks)


def plain_circles(text: str) -> str:
    """Write numbers that Word draws as one sign (⑴ ⒈ ㈠) in several."""
    return re.sub(
        r"^(\s*)([⑴-⒇⒈-⒛㈠-㈩])",
        lambda found: found[1] + unicodedata.normalize("NFKC", found[2]),
        text,
    )


def mark_of(text: str) -> tuple[str, str, str]:
    """Tell the style of a line's mark, the number in it, and the text after it."""
    for style, pattern in PATTERNS.items():
        found = pattern.match(text)
        if found and (found.end() < len(text) or style == "step"):
            return style, label_of(style, found), text[found.end() :]
    return "", "", text


def label_of(style: str, found: re.Match[str]) -> str:
    """Write the number of a mark in digits; several levels are joined by dots."""
    if style == "bullet":
        return ""
    sign = next(group for group in found.groups() if group)
    if style == "letter":
        return sign.lower()
    if style == "circle":
        return str(int(unicodedata.numeric(sign)))
    return ".".join(str(number_of(part)) for part in re.split(r"[.．]", sign))


def number_of(text: str) -> int:
    """Read a number in digits of any width, or in Chinese up to 999; 0 where it is none."""
    if text.isdecimal():
        return int(text)
    total = 0
    unit = 0
    for sign in text:
        if sign in "十百":
            total += (unit or 1) * (10 if sign == "十" else 100)
            unit = 0
        else:
            unit = SIGNS.get(sign, 0)
    return total + unit
