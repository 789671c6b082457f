"""What somebody drew and has not saved yet, with the way back."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from powers.querysets import SketchQuerySet

from .charts import Flowchart


class Sketch(models.Model):
    """One person's unsaved work on a chart: the states he can go back to and forth between.

    `first`, `at` and `last` are numbers of states: the oldest one kept, the one shown, the newest.
    """

    flowchart = models.ForeignKey(Flowchart, models.CASCADE, related_name="sketches")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    # The chart's row version that the work rests on: whether somebody saved the chart since.
    based_on = models.PositiveIntegerField()
    first = models.PositiveIntegerField(default=1)
    at = models.PositiveIntegerField(default=1)
    last = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField(auto_now=True)

    objects = SketchQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["flowchart", "user"], name="powers_sketch_once_a_person"
            ),
            models.CheckConstraint(
                condition=Q(at__gte=F("first"), at__lte=F("last")),
                name="powers_sketch_stands_at_one_of_its_states",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.flowchart} · {self.user}"

    @property
    def can_undo(self) -> bool:
        """Whether there is an earlier state."""
        return self.at > self.first

    @property
    def can_redo(self) -> bool:
        """Whether there is a later state."""
        return self.at < self.last

    @property
    def shown(self) -> "SketchState":
        """The state he sees."""
        return self.states.get(number=self.at)


class SketchState(models.Model):
    """The chart's name and rows as they once stood; `mark` names the one field that was changed."""

    sketch = models.ForeignKey(Sketch, models.CASCADE, related_name="states")
    number = models.PositiveIntegerField()
    name = models.TextField(blank=True)
    # As powers.history writes them; they may hold what cannot be saved yet.
    rows = models.JSONField()
    mark = models.TextField(blank=True)

    class Meta:
        ordering = ["sketch", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["sketch", "number"], name="powers_sketchstate_number_once_a_sketch"
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1), name="powers_sketchstate_counts_from_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sketch} {self.number}"
