"""The announcement (公告) that a posting calls for comments, and the form on which they come back.

Form and order after GB/T 9704-2012; contents after the rules on public comment (名称、说明、反馈方式和时间).
"""

import datetime
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from powers.paper import title_lines

from .told import Told, as_typed

TEXT, HEADING = "text", "heading"
LONGEST_IN_TITLE = 40
ROOMS = (66, 51)
"""How many millimetres high the place for the comment is: beside a short name, beside a long one."""
LEAST = 15
"""Millimetres that it has at least."""
REFERENCE_LINE = 9
"""Millimetres less for every sixteen characters of a posting's number, which stands there twice."""


@dataclass(frozen=True)
class Paragraph:
    """One paragraph of a paper: TEXT or HEADING."""

    kind: str
    text: str


@dataclass(frozen=True)
class Notice:
    """An official paper: title, paragraphs, its annexes, who signs, of which day."""

    title: str
    paragraphs: list[Paragraph]
    annexes: list[str]
    who: str
    when: datetime.date

    @property
    def title_lines(self) -> list[str]:
        """The title, broken as its sense asks."""
        return title_lines(self.title)


@dataclass(frozen=True)
class Row:
    """One row of a form: label and value, once or twice, and how high it is in millimetres."""

    cells: tuple[str, ...]
    height: int = 11

    @property
    def apart(self) -> list[str]:
        """The cells with blanks that HTML keeps where several stand together."""
        return [words.replace("  ", "\u00a0\u00a0") for words in self.cells]


@dataclass(frozen=True)
class ReturnForm:
    """The form for comments on paper: what the sender fills in, what the office does, what to know."""

    annex: str
    title: str
    rows: list[Row]
    office: list[Row]
    notes: list[str]

    @property
    def title_lines(self) -> list[str]:
        """The title, broken as its sense asks."""
        return title_lines(self.title)


def notice_of(told: Told) -> Notice:
    """Write the announcement of a posting."""
    names = {"name": told.name, "body": told.body}
    return Notice(
        title=_("Announcement calling for comments on “%(name)s”") % names,
        paragraphs=[
            text(
                _(
                    "To keep the exercise of powers in order and open to supervision, %(body)s has "
                    "drawn up “%(name)s” (below: the chart) and now asks the public for comments. "
                    "The particulars are as follows."
                )
                % names
            ),
            *period(told),
            *contents(told),
            *ways(told),
            *handling(told),
            *reports(told),
        ],
        annexes=[_("“%(name)s”") % names, return_form_title(told)],
        who=told.body,
        when=told.opens,
    )


def text(words: str) -> Paragraph:
    """A paragraph."""
    return Paragraph(TEXT, words)


def heading(words: str) -> Paragraph:
    """A heading."""
    return Paragraph(HEADING, words)


def period(told: Told) -> list[Paragraph]:
    """From when to when."""
    words = ngettext(
        "From %(opens)s to %(closes)s, %(days)s working day; the day of opening does not count.",
        "From %(opens)s to %(closes)s, %(days)s working days; the day of opening does not count.",
        told.days,
    )
    days = {"opens": date_format(told.opens), "closes": date_format(told.closes), "days": told.days}
    return [heading(_("1. Period")), text(words % days)]


def contents(told: Told) -> list[Paragraph]:
    """On what comments are asked for."""
    words = ngettext(
        "The chart has %(steps)s step; it stands in annex 1.",
        "The chart has %(steps)s steps; it stands in annex 1.",
        told.steps,
    ) % {"steps": told.steps}
    asked = _(
        "Comments are welcome on every step: whether it is clear, whether its limit is reasonable, "
        "and what makes it inconvenient."
    )
    if told.asked:
        asked = _("Asked above all: %(asked)s") % {"asked": told.asked}
    return [heading(_("2. What is asked")), text(words), text(asked)]


def ways(told: Told) -> list[Paragraph]:
    """How comments are sent."""
    names = {
        "address": as_typed(told.page),
        "body": told.body,
        "section": told.section,
        "reference": told.reference,
        "phones": pgettext("between items of a list", ", ").join(told.enquiry_phones),
    }
    said = [
        _("(1) Online: %(address)s. No account is needed, and no name."),
        _(
            "(2) On paper: fill in the return form (annex 2) and send it to, or hand it in at, "
            "%(body)s, %(section)s. Write “posting %(reference)s” on a letter."
        ),
    ]
    if told.enquiry_phones:
        said.append(_("(3) By telephone: %(phones)s."))
    return [heading(_("3. How to comment")), *(text(words % names) for words in said)]


def handling(told: Told) -> list[Paragraph]:
    """What becomes of a comment, and of the sender's name."""
    policy = told.policy
    answered = ngettext(
        "Every comment is considered and answered within %(days)s working day of its receipt. "
        "What became of the comments, with the reasons, is published at %(address)s.",
        "Every comment is considered and answered within %(days)s working days of its receipt. "
        "What became of the comments, with the reasons, is published at %(address)s.",
        policy.answer_days,
    ) % {"days": policy.answer_days, "address": as_typed(told.report)}
    return [
        heading(_("4. What becomes of comments")),
        text(answered),
        text(kept(policy.contact_months)),
    ]


def kept(months: int) -> str:
    """When the sender's name and contact are erased: months after the settlement, or with it."""
    if not months:
        return _(
            "Name and contact may be left out. They are not published without the sender's consent, "
            "and are erased as soon as the chart is settled."
        )
    return ngettext(
        "Name and contact may be left out. They are not published without the sender's consent, and "
        "are erased %(months)s month after the chart is settled.",
        "Name and contact may be left out. They are not published without the sender's consent, and "
        "are erased %(months)s months after the chart is settled.",
        months,
    ) % {"months": months}


def reports(told: Told) -> list[Paragraph]:
    """Where reports about a person's conduct go instead."""
    colon = pgettext("between a name and its value", ": ")
    listed = pgettext("between parts of a line", "; ").join(
        f"{channel['name']}{colon}{channel['value']}" for channel in told.channels
    )
    words = _(
        "This call takes no reports about a person's conduct. They go to the discipline bodies: "
        "%(channels)s."
    )
    return [heading(_("5. Reports about persons")), text(words % {"channels": listed})]


def return_form_title(told: Told) -> str:
    """The title of the return form, as the notice names it among its annexes.

    A long name stands in the form alone, which is to stay one page.
    """
    if len(told.name) > LONGEST_IN_TITLE:
        return _("Return form for comments")
    return _("Return form for comments on “%(name)s”") % {"name": told.name}


def return_form(told: Told) -> ReturnForm:
    """Lay out the form for comments on paper."""
    return ReturnForm(
        annex=_("Annex 2"),
        title=return_form_title(told),
        rows=sender_rows(told),
        office=office_rows(),
        notes=notes(told),
    )


def sender_rows(told: Told) -> list[Row]:
    """What stands there already, and what the sender fills in."""
    unit = _("%(body)s, %(section)s") % {"body": told.body, "section": told.section}
    lines = len(told.reference) // 16
    room = max(ROOMS[len(told.name) > LONGEST_IN_TITLE] - REFERENCE_LINE * lines, LEAST)
    return [
        Row((_("Posting number"), told.reference, _("Until"), date_format(told.closes))),
        Row((_("Name of the chart"), told.name)),
        Row((_("Unit that asks"), unit)),
        Row((_("Name (optional)"), "", _("Contact (optional)"), "")),
        Row((_("May the name be published"), _("□ yes    □ no"))),
        Row((_("What it is about"), _("□ the whole chart    □ step ______: ____________________"))),
        Row((pgettext("column of a report", "Comment"), ""), room),
        Row((_("Reason"), ""), room // 3),
    ]


def office_rows() -> list[Row]:
    """What the section fills in when the form arrives."""
    return [
        Row((_("Received on"), "", _("Entered by"), "")),
        Row(
            (
                _("Came by"),
                _("□ letter  □ box  □ meeting"),
                _("Receipt code"),
                _("□ handed over"),
            )
        ),
    ]


def notes(told: Told) -> list[str]:
    """What the sender should know."""
    names = {"body": told.body, "section": told.section, "reference": told.reference}
    return [
        _(
            "Send the form to %(body)s, %(section)s, or hand it in there; write “posting "
            "%(reference)s” on the envelope."
        )
        % names,
        _(
            "Name and contact may be left out. Please write no identity or bank numbers into the "
            "comment."
        ),
        _("Reports about a person's conduct go to the discipline bodies, not on this form."),
    ]
