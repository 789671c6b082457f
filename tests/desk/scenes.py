"""One thing waiting for one person, and the act after which it waits no more."""

import datetime

from django.utils import timezone

from powers.actions.comments import Answer, save_answers
from powers.actions.postings import (
    approve_withholding,
    check_release,
    clear_release,
    hand_in_posting,
    propose_withholding,
    return_release,
    settle_posting,
    sign_release,
    submit_release,
)
from powers.models import Comment, Posting
from riskcontrol.accounts.roles import Role
from riskcontrol.desk.sitting_actions import convene, decide
from riskpoints.actions.sittings import propose_level, second_level
from riskpoints.actions.worksheets import return_worksheet, sign_worksheet, submit_worksheet
from tests.factories import measures, riskpoints
from tests.factories.accounts import SectionFactory, UserFactory, contributor, person, section_head
from tests.factories.powers import PowerFactory, drawn_chart, settled_chart
from tests.powers import flow
