"""What is pointed out while somebody types into a worksheet's row."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from riskcontrol.accounts.http import AuthenticatedRequest
from riskcontrol.desk.hints import name_of, typing_hints
from riskcontrol.desk.views.worksheet_rows import get_editable
from riskcontrol.desk.views.worksheets import known_row


@require_POST
def row_hints(request: AuthenticatedRequest, pk: int, row: str) -> HttpResponse:
    """Answer with what deserves a second look, field by field; only those where it is something new."""
    sheet = get_editable(request, pk)
    found = typing_hints(sheet, known_row(row), request.POST, reader=request.user)
    named = {field: (name_of(hints), hints) for field, hints in found.items()}
    places = [
        {"field": field, "name": name, "hints": hints}
        for field, (name, hints) in named.items()
        if name != request.POST.get(f"hinted-{field}", "")
    ]
    if not places:
        return HttpResponse(status=204)
    return render(request, "desk/row_hints.html", {"places": places, "worksheet": sheet.worksheet})
