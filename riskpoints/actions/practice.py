"""Practice on worked cases. It is one's own and decides nothing, so it leaves nothing in the ledger."""

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from riskcontrol.accounts.models import User
from riskcontrol.accounts.roles import Permission
from riskpoints.models import PracticeAnswer
from riskpoints.practice import SCHEME, case_of


@transaction.atomic
def answer_case(*, slug: str, grades: Mapping[str, int], by: User) -> PracticeAnswer:
    """Keep one's grades of a practice case; graded again, the first ones stay."""
    if not by.may_anywhere(Permission.RISK_ASSESS):
        raise PermissionDenied(_("These cases are for members of a committee."))
    if case_of(slug) is None:
        raise ValidationError(_("There is no such case."))
    ranks = {factor.key: range(1, len(factor.grades) + 1) for factor in SCHEME.factors}
    if grades.keys() != ranks.keys() or any(grades[key] not in ranks[key] for key in ranks):
        raise ValidationError(_("Choose a grade for every factor."))
    made, _new = PracticeAnswer.objects.get_or_create(
        user=by, case=slug, defaults={"grades": dict(grades)}
    )
    return made


@transaction.atomic
def start_over(*, by: User) -> int:
    """Forget one's own answers, to practise anew; gives how many."""
    return PracticeAnswer.objects.filter(user=by).delete()[0]
