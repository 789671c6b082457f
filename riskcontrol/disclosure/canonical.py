"""One address for each page: parameters that it does not know go, the others are cleaned and put in order."""

import re
from collections.abc import Callable, Mapping
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.http import escape_leading_slashes

type Clean = Callable[[str], str]
"""Gives a parameter as it stands in the address, "" where it says nothing."""

LONGEST_WORDS = 100


def one_of(*values: str) -> Clean:
    """Take these values and no other."""
    return lambda text: text if text in values else ""


def part_number(text: str) -> str:
    """Take the number of a page; the first one needs none."""
    return str(int(text)) if re.fullmatch(r"0*[1-9][0-9]{0,5}", text) and int(text) > 1 else ""


def unit_code(text: str) -> str:
    """Take the code of a unit, in the form that codes have."""
    return text if re.fullmatch(r"[A-Za-z0-9-]{1,40}", text) else ""


def year(text: str) -> str:
    """Take a year of four digits."""
    return text if re.fullmatch(r"[0-9]{4}", text, re.ASCII) else ""


def typed(text: str) -> str:
    """Take words as they were typed, without what is not seen and without blanks around them."""
    seen = "".join(each for each in text if each.isprintable() or each.isspace())
    return " ".join(seen.split())[:LONGEST_WORDS].rstrip()


def as_it_is(text: str) -> str:
    """Take whatever it says: the page itself tells what it cannot do."""
    return text


EVERYWHERE: dict[str, Clean] = {
    "lang": one_of(*(each for each, _name in settings.LANGUAGES if each != settings.LANGUAGE_CODE)),
    "size": one_of("large"),
}
"""What a reader takes along from page to page: nothing is kept in a cookie or asked of a header."""


def canonical_query(asked: QueryDict, own: Mapping[str, Clean]) -> str:
    """Give the query of a page's one address, "?" first where there is one.

    `own` are its parameters beside those of every page.
    """
    cleaned = {name: clean(asked.get(name, "")) for name, clean in (EVERYWHERE | dict(own)).items()}
    return written(cleaned)


def is_canonical(request: HttpRequest, query: str) -> bool:
    """Whether the page was asked for by its one address.

    Typed words may be written in more than one way, and programs on the way rewrite them: there
    what is meant counts.
    """
    wanted = query.removeprefix("?")
    if request.META.get("QUERY_STRING", "") == wanted:
        return True
    asked = [(name, value) for name, values in request.GET.lists() for value in values]
    return "q" in request.GET and asked == parse_qsl(wanted)


def written(query: Mapping[str, object]) -> str:
    """Write a query as it stands behind an address; "" leaves a parameter out."""
    text = urlencode({name: value for name, value in query.items() if value != ""})
    return f"?{text}" if text else ""


def kept_by(request: HttpRequest) -> dict[str, str]:
    """What the reader chose for every page, as far as he did."""
    return {name: request.GET[name] for name in EVERYWHERE if request.GET.get(name)}


def on_this_page(request: HttpRequest) -> dict[str, str]:
    """All parameters of the page's address, those of every page first, chosen or not."""
    return dict.fromkeys(EVERYWHERE, "") | {name: request.GET[name] for name in request.GET}


def to_address(address: str) -> HttpResponse:
    """Lead to the one address; nobody keeps the way there."""
    return HttpResponseRedirect(
        escape_leading_slashes(address), headers={"Cache-Control": "no-store"}
    )
