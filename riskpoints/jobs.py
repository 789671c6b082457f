"""What the day brings by itself, and what an operator may set going."""

from collections.abc import Iterator

from django.db import transaction

from .actions.phrases import Standing, keep_many, sweep_phrases
from .actions.reopening import reopen_where_changed, ruled_points
from .models import RiskPoint
from .states import Place

BATCH = 500


def run_day() -> int:
    """Forget the texts that stand nowhere any more, and reopen the rulings whose risk points changed.

    Gives how many rulings. Running it twice does nothing more.
    """
    sweep_phrases()
    with transaction.atomic():
        return len(reopen_where_changed(ruled_points(), by=None))


@transaction.atomic
def index_texts() -> int:
    """Keep the texts of every risk point in the index anew; gives how many risk points there are."""
    batch, count = [], 0
    for standing, texts in _texts():
        batch.append((standing, texts))
        count += 1
        if len(batch) == BATCH:
            keep_many(batch)
            batch = []
    keep_many(batch)
    return count


def _texts() -> Iterator[tuple[Standing, dict[Place, list[str]]]]:
    points = RiskPoint.objects.order_by("pk").prefetch_related("manifestations")
    for point in points.iterator(chunk_size=BATCH):
        standing = Standing(point.pk, point.body_id, point.section_id, point.worksheet_id)
        shown = [shown.text for shown in point.manifestations.all()]
        yield standing, {Place.TITLE: [point.title], Place.SHOWN: shown}
