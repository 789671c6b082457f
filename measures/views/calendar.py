"""The calendar of occasions, the list of what is overdue, and one's own occasions as a file."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from measures.calendar import month_in, month_of, neighbours, weeks_of
from measures.calendar_file import calendar_file
from measures.filters.calendar import CalendarFilter, OccasionFilter
from measures.models import Occasion, Review
from measures.occasion_listing import page_of
from riskcontrol.accounts.http import AuthenticatedRequest
from riskcontrol.lib.downloads import File, answer


@require_GET
def calendar(request: AuthenticatedRequest) -> HttpResponse:
    """Show a month of what falls due, and the reviews of risk points, day by day."""
    today = timezone.localdate()
    month = month_in(request.GET.get("month", ""), today)
    form = CalendarFilter(request.GET, user=request.user)
    found = form.narrowed(Occasion.objects.visible_to(request.user), today)
    reviews = Review.objects.visible_to(request.user).open().narrowed(form.said(), request.user)
    days = month_of(found, reviews, month)
    before, after = neighbours(month)
    context = {
        "form": form,
        "month": month,
        "weeks": weeks_of(days),
        "weekdays": [WEEKDAYS_ABBR[number] for number in range(7)],
        "days": [day for day in days if day.count],
        "before": before,
        "after": after,
        "today": today,
        "trail": [(_("Measures"), reverse("measures:list")), (_("Calendar"), "")],
    }
    return render(request, "measures/calendar.html", context)


@require_GET
def occasion_list(request: AuthenticatedRequest) -> HttpResponse:
    """List occasions by their due day, narrowed as asked; what is overdue unless asked otherwise."""
    today = timezone.localdate()
    form = OccasionFilter(request.GET, user=request.user)
    found = form.narrowed(Occasion.objects.visible_to(request.user), today)
    context = {
        "form": form,
        "page": page_of(found, request.GET),
        "today": today,
        "is_narrowed": bool(request.GET),
        "trail": [(_("Measures"), reverse("measures:list")), (_("Overdue"), "")],
    }
    return render(request, "measures/occasions.html", context)


@require_GET
@never_cache
def calendar_download(request: AuthenticatedRequest) -> HttpResponse:
    """Hand out the reader's own occasions that wait for him, as a calendar file."""
    found = Occasion.objects.visible_to(request.user).own_of(request.user).undone()
    content = calendar_file(found.for_list().order_by("due_on", "pk"))
    file = File(content, "text/calendar; charset=utf-8", "measures.ics")
    return answer(request, file, back=reverse("measures:calendar"))
