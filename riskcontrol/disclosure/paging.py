"""The way from one page of a list to its neighbours."""

from dataclasses import dataclass

from django.http import HttpRequest

from .canonical import on_this_page, part_number, written


@dataclass(frozen=True)
class Pages:
    """A page's number, of how many, and the addresses beside it, "" where there is none."""

    number: int
    count: int
    before: str
    after: str


def pages(request: HttpRequest, name: str, number: int, count: int, *, at: str = "") -> Pages:
    """Tell the way; `name` is the parameter that holds the number, `at` where on the page the list is."""
    return Pages(
        number,
        count,
        before=address(request, name, number - 1) + at if number > 1 else "",
        after=address(request, name, number + 1) + at if number < count else "",
    )


def address(request: HttpRequest, name: str, number: int) -> str:
    """Give the address of this page with another number."""
    query = on_this_page(request) | {name: part_number(str(number))}
    return request.path + written(query)
