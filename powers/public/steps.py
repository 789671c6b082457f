"""The flow of a posted chart as a text list: a step, its ways out, its law, what was said about it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from powers.drawing.outline import OutlineItem, outline
from powers.findable import bases

from .rounds import PublicComment


@dataclass(frozen=True)
class PublicStep:
    """One step of the text list, with the comments on it that this page shows.

    `more` are shown on other pages of the comments.
    """

    item: OutlineItem
    bases: list[str]
    comments: list[PublicComment]
    more: int

    @property
    def facts(self) -> str:
        """Whose it is and how long it takes."""
        return " · ".join(told for told in self._told() if told)

    def _told(self) -> tuple[str, ...]:
        return self.item.position_name, self.item.limit, self.item.of_project

    @property
    def ways(self) -> list[str]:
        """Its ways out, in words."""
        return [way.words for way in self.item.ways]


def public_steps(
    drawing: dict[str, Any], every: Iterable[PublicComment], shown: Iterable[PublicComment]
) -> list[PublicStep]:
    """Tell the flow step by step; of every comment those that are shown stand at their step."""
    here: dict[str, list[PublicComment]] = {}
    for comment in shown:
        here.setdefault(comment.step_key, []).append(comment)
    count = Counter(comment.step_key for comment in every)
    rests_on = {step["key"]: list(bases(step)) for step in drawing["steps"]}
    return [
        PublicStep(
            item=item,
            bases=rests_on.get(item.key, []),
            comments=here.get(item.key, []),
            more=count[item.key] - len(here.get(item.key, [])),
        )
        for item in outline(drawing)
    ]
