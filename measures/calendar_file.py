"""A person's own occasions as a calendar file (iCalendar, RFC 5545), for the calendar he uses anyway."""

import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

# What a calendar takes in at once without complaint.
MOST_EVENTS = 500
DAY = datetime.timedelta(days=1)


def calendar_file(occasions: Any) -> bytes:
    """Write occasions loaded for_list() as all-day events, each under a name of its own.

    Taken in again, an event takes the place of its earlier self.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//riskcontrol//measures//")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _("Measures due"))
    for one in occasions[:MOST_EVENTS]:
        calendar.add_component(event_of(one))
    content: bytes = calendar.to_ical()
    return content


def event_of(occasion: Any) -> Event:
    """Write one occasion as an event."""
    event = Event()
    event.add("uid", f"occasion-{occasion.pk}@riskcontrol")
    event.add("dtstamp", timezone.now())
    event.add("dtstart", occasion.due_on)
    event.add("dtend", occasion.due_on + DAY)
    event.add("summary", occasion.measure.text)
    event.add("location", str(occasion.measure.section))
    if settings.STAFF_ADDRESS:
        event.add(
            "url", settings.STAFF_ADDRESS + reverse("measures:detail", args=[occasion.measure_id])
        )
    return event
