"""A body's pledges in a dossier: those that their holders confirmed, in the words they confirmed.

Written out, checked, and carried in. One that waits is drafted anew where its holder has his post.
"""

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from measures.models import Pledge
from riskcontrol.accounts.models import Unit

from .checks import Problems, once, refers, told
from .ruled import kept

if TYPE_CHECKING:
    from .carrying import Carrier

Row = dict[str, Any]


def pledges_of(body: Unit) -> list[Pledge]:
    """Give a body's confirmed pledges by year, position and holder."""
    confirmed = Pledge.objects.filter(body=body, confirmed_at__isnull=False).for_list()
    return sorted(
        confirmed, key=lambda one: (one.year, one.position.code, one.whose, one.digest, one.pk)
    )


def pledge_row(pledge: Pledge) -> Row:
    """Write a pledge with the digest that the ledger has; accounts stay in the installation."""
    confirmed = {"on": _day(pledge), "digest": pledge.digest}
    return (
        {"position": pledge.position.code, "year": pledge.year, "holder": pledge.whose}
        | {"ground": pledge.ground, "lines": pledge.lines}
        | kept(own_words=pledge.own_words)
        | {"confirmed": confirmed}
    )


def _day(pledge: Pledge) -> datetime.date | None:
    return timezone.localdate(pledge.confirmed_at) if pledge.confirmed_at else None


def _same(row: Row) -> tuple[str, int, str]:
    """What makes two rows one pledge: its position, its year, and the digest of what was confirmed."""
    return row["position"], row["year"], row["confirmed"]["digest"]


def named_pledges(rows: Iterable[Row]) -> Iterable[tuple[str, Row]]:
    """Name the rows of pledges; two holders of one name are told apart by the digest."""
    for row in rows:
        digest = row["confirmed"]["digest"][:8]
        yield f"pledges/{row['position']} {row['year']} {row['holder']} {digest}", row


def broken_pledges(tree: Row, problems: Problems) -> None:
    """Say what is wrong with pledges."""
    positions = {one["code"] for one in tree["positions"]}
    rows = tree.get("pledges", [])
    once(problems, "pledges", map(_same, rows))
    for index, row in enumerate(rows):
        path = f"pledges[{index}]"
        refers(problems, f"{path}.position", row["position"], positions, _("no such position"))
        if row["confirmed"]["on"] > timezone.localdate():
            words = _("This day is still to come.")
            told(problems, f"{path}.confirmed.on", row["confirmed"]["on"], words)
        for at, line in enumerate(row["lines"]):
            if line.splitlines() != [line]:
                told(problems, f"{path}.lines[{at}]", line, _("one line of text"))


def pledges_kept_here(tree: Row, here: dict[str, Row], problems: Problems) -> None:
    """Say where a dossier gives a pledge that is kept here another text."""
    ours = {_same(row): row for name, row in here.items() if name.startswith("pledges/")}
    for index, row in enumerate(tree.get("pledges", [])):
        if ours.get(_same(row), row) != row:
            words = _("a pledge that was confirmed is not changed")
            told(problems, f"pledges[{index}]", row["holder"], words)


def write_pledge(carrier: "Carrier", row: Row, _order: int) -> Pledge:
    """Keep a pledge as it was confirmed elsewhere, its holder in words."""
    on = row["confirmed"]["on"]
    noon = datetime.datetime.combine(on, datetime.time(12))
    return Pledge.objects.create(
        body=carrier.body,
        position=carrier.position(row["position"]),
        holder_name=row["holder"],
        year=row["year"],
        ground=row["ground"],
        text="\n".join(row["lines"]),
        own_words=row.get("own_words", ""),
        drafted_on=on,
        due_on=on,
        confirmed_at=timezone.make_aware(noon),
        digest=row["confirmed"]["digest"],
    )
