"""One page of the list of risk points, read along an index, however many there are.

A page is named by the risk point that it begins after or ends before, not by a number: so the
thousandth page costs what the first one costs. How many there are in all is counted up to a bound.
"""

from typing import Any

from django.db.models import Count, F, Q

from riskcontrol.lib import leaves

from .likeness import grams_of, plain
from .models import CommonGram, Manifestation, Phrase, PhraseGram, RiskPoint, RiskPointStep
from .querysets import RiskPointQuerySet

# Where words are too common for the index, a page looks through so many risk points and no more;
# the next one goes on from there.
WINDOW = 2000
LONGEST_PLACE = 30

Place = tuple[int, int]


def page_of(found: RiskPointQuerySet, *, words: str, at: Any) -> leaves.Page:
    """Read one page; `at` is the address's query, which names the place by `after` or `before`."""
    after, before = place_in(at.get("after", "")), place_in(at.get("before", ""))
    if words := words.strip():
        phrases = phrases_with(words)
        if phrases is None:
            return _looked_through(found, words, after)
        found = found.holding(phrases)
    return leaves.Leaves[Place](
        after=lambda after: _after(found, after),
        before=lambda before: _before(found, before),
        name=_name,
        load=loaded,
    ).page(after, before)


def _before(found: RiskPointQuerySet, before: Place) -> Any:
    order, pk = before
    earlier = found.filter(Q(order__lt=order) | Q(order=order, pk__lt=pk), order__lte=order)
    return earlier.order_by("-order", "-pk").values_list("order", "pk")


def place_in(written: str) -> Place | None:
    """Read a place in the list, as an address writes it; None where it says none."""
    order, dot, pk = written.partition(".")
    if dot and order.isdecimal() and pk.isdecimal() and len(written) <= LONGEST_PLACE:
        return int(order), int(pk)
    return None


def _name(place: Place) -> str:
    return f"{place[0]}.{place[1]}"


def _after(found: RiskPointQuerySet, after: Place | None) -> Any:
    """Give the places after one, or all, in the order of the list."""
    if after:
        order, pk = after
        # The last condition says nothing new, but an index is entered by it.
        found = found.filter(Q(order__gt=order) | Q(order=order, pk__gt=pk), order__gte=order)
    return found.order_by("order", "pk").values_list("order", "pk")


def loaded(places: list[Place]) -> list[RiskPoint]:
    """Load the risk points at these places with all that a row shows, in three queries."""
    ids = [pk for _order, pk in places]
    points = list(RiskPoint.objects.filter(pk__in=ids).for_rows()) if ids else []
    names = names_of_places(ids) if ids else {}
    for point in points:
        point.stands_on = names.get(point.pk, [])
    return points


def names_of_places(points: list[int]) -> dict[int, list[str]]:
    """Name for each risk point, by id, the steps, positions and units it stands on, in one query."""
    steps = RiskPointStep.objects.order_by().annotate(rank=F("step__order"))
    positions = RiskPoint.positions.through.objects.order_by().annotate(rank=F("position__order"))
    units = RiskPoint.units.through.objects.order_by().annotate(rank=F("unit__order"))
    rows = [
        some.filter(riskpoint_or_point).values_list(point, "rank", name)
        for some, point, name, riskpoint_or_point in (
            (steps, "risk_point", "step__name", Q(risk_point__in=points)),
            (positions, "riskpoint", "position__name", Q(riskpoint__in=points)),
            (units, "riskpoint", "unit__name", Q(riskpoint__in=points)),
        )
    ]
    found: dict[int, list[str]] = {}
    for point, _rank, name in sorted(rows[0].union(*rows[1:], all=True).order_by()):
        found.setdefault(point, []).append(name)
    return found


def phrases_with(words: str) -> list[int] | None:
    """Give the ids of the phrases that hold these words; None where the index cannot tell.

    It cannot where every two neighbouring characters are common, or where there is but one.
    """
    sought, grams = plain(words), grams_of(words)
    common = set(CommonGram.objects.filter(gram__in=grams).values_list("gram", flat=True))
    if not (rare := grams - common):
        return None
    under = PhraseGram.objects.filter(gram__in=rare).order_by().values("phrase")
    whole = under.annotate(count=Count("pk")).filter(count=len(rare)).values("phrase")
    some = Phrase.objects.filter(pk__in=whole).order_by().values_list("pk", "text")
    return [pk for pk, text in some if sought in plain(text)]


def _holding(points: list[int], words: str) -> set[int]:
    """Say in which of these risk points the words stand: the titles and what shows, one after the other."""
    titles = RiskPoint.objects.order_by().filter(pk__in=points, title__icontains=words)
    shown = Manifestation.objects.order_by().filter(risk_point__in=points, text__icontains=words)
    found = titles.values_list("pk").union(shown.values_list("risk_point")).order_by()
    return {pk for (pk,) in found}


def _looked_through(found: RiskPointQuerySet, words: str, after: Place | None) -> leaves.Page:
    """Look through the next risk points of the list for words that the index cannot tell."""
    window = list(_after(found, after)[:WINDOW])
    hold = _holding([pk for _order, pk in window], words)
    hits = [place for place in window if place[1] in hold]
    rows = hits[: leaves.PER_PAGE]
    is_over = len(window) < WINDOW
    is_full = len(hits) > leaves.PER_PAGE
    return leaves.Page(
        loaded(rows),
        next="" if is_over and not is_full else _name((rows if is_full else window)[-1]),
        is_first=not after,
        total=len(hits) if is_over and not after else None,
        looked_through=0 if is_over or is_full else WINDOW,
    )
