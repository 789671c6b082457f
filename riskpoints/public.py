"""What may be said of a settled chart without an account, in the unit's own network."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from powers import receipts
from powers.drawing.outline import OutlineItem
from powers.models import Step
from powers.public import comments

from .actions.contributions import hand_in_without_account
from .models.contributions import LONGEST

__all__ = ["LONGEST", "FindingPage", "finding_page", "hand_in"]


@dataclass(frozen=True)
class FindingPage:
    """A settled chart, and its steps to choose from."""

    posted: comments.CommentPage

    @property
    def code(self) -> str:
        """The chart's code."""
        return self.posted.posting.flowchart.code

    @property
    def name(self) -> str:
        """The chart's name as it was posted."""
        return self.posted.name

    @property
    def body(self) -> str:
        """The unit it belongs to."""
        return str(self.posted.body)

    @property
    def steps(self) -> list[OutlineItem]:
        """Its steps, numbered as on the chart's page."""
        return self.posted.steps


def finding_page(code: str) -> FindingPage | None:
    """Give the page for a chart that was posted and settled; None for any other."""
    page = comments.comment_page(code)
    return FindingPage(page) if page and page.posting.settled_at else None


def hand_in(page: FindingPage, *, step_key: str, text: str, token: str) -> None:
    """Hand in what may go wrong on a chart; the same form again makes no second one.

    Raises ValidationError with the words to show.
    """
    nonce = comments.nonce_of(token)
    if problem := comments.token_problem(token):
        raise ValidationError(problem)
    if step_key and step_key not in {item.key for item in page.steps}:
        raise ValidationError(_("Choose a step of this chart, or the whole chart."))
    chart = page.posted.posting.flowchart
    step = Step.objects.filter(flowchart=chart, key=step_key).first() if step_key else None
    form_hash = receipts.hash_of(receipts.code_of(f"finding:{nonce}"))
    hand_in_without_account(flowchart=chart, step=step, text=text, form_hash=form_hash)
