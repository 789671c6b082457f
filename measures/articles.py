"""The articles of a rule as people type them: one after another, each begun with its name."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

NAMED = re.compile(
    r"^(第\s*[0-9０-９零〇一二三四五六七八九十百千]{1,12}\s*条(?:之[一二三四五六七八九十]{1,3})?"
    r"|(?:Article|Art\.|Section|§)\s*\d{1,4}[a-z]?)[\s:：,，.、]*(.*)$",
    re.IGNORECASE,
)
MOST = 500
LONGEST = 2000

Article = tuple[str, str]


def articles_in(typed: str) -> list[Article]:
    """Give the articles of a text, each as its name and what it says.

    A line that begins with no name goes on with the article above. Raises ValidationError where
    the first one has no name, one stands twice, or there are too many or too long ones.
    """
    found: list[Article] = []
    for line in filter(None, (line.strip() for line in typed.splitlines())):
        if named := NAMED.match(line):
            found.append((re.sub(r"\s+", " ", named[1]), named[2]))
        elif found:
            label, text = found[-1]
            found[-1] = (label, f"{text}\n{line}" if text else line)
        else:
            words = _("Begin each article with its name, as in “第一条 …”: “%(line)s” has none.")
            raise ValidationError(words % {"line": line[:40]})
    _check(found)
    return found


def _check(found: list[Article]) -> None:
    if len(found) > MOST:
        raise ValidationError(
            _("These are %(count)s articles; a rule holds at most %(most)s.")
            % {"count": len(found), "most": MOST}
        )
    seen: set[str] = set()
    for label, text in found:
        if label in seen:
            raise ValidationError(_("“%(name)s” stands twice. Leave one out.") % {"name": label})
        if len(text) > LONGEST:
            words = _("“%(name)s” has more than %(most)s characters. Shorten it.")
            raise ValidationError(words % {"name": label, "most": LONGEST})
        seen.add(label)


def as_typed(articles: list[Article]) -> str:
    """Write articles as they are typed, one a line."""
    return "\n".join(f"{label} {text}".strip() for label, text in articles)
