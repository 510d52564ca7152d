"""The calendar feed, and the files of locked parts."""

from pathlib import Path

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_vary_headers

from .calendar import feed
from .permissions import visible_parts
from .reading import agenda_for


def calendar(request: HttpRequest) -> HttpResponse:
    """The agenda as iCalendar (RFC 5545), for whoever subscribes."""
    body = feed(agenda_for(request.user), request.build_absolute_uri("/"))
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="agenda.ics"'
    patch_vary_headers(response, ["Cookie"])
    return response


def part_file(request: HttpRequest, pk: int) -> FileResponse:
    """The file of a part, asked each time who may have it, and kept by nobody on the way."""
    part = get_object_or_404(visible_parts(request.user).exclude(file=""), pk=pk)
    name = f"{part.gathering.slug}-{part.kind}{Path(str(part.file.name)).suffix}"
    try:
        content = part.file.open("rb")
    except FileNotFoundError as lost:
        raise Http404 from lost
    response = FileResponse(content, as_attachment=True, filename=name)
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
