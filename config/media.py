"""What the proxy of a real house serves, for the demonstration: pictures, and no document."""

from pathlib import Path

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.static import serve


def picture(request: HttpRequest, path: str) -> HttpResponseBase:
    """One size of a picture, whole: in pieces, each would wait for a thread under ASGI."""
    found = serve(request, path, document_root=str(Path(settings.MEDIA_ROOT, "images")))
    if not isinstance(found, FileResponse) or found.file_to_stream is None:
        return found  # not modified
    # Not the answer itself: to close it would tell the house that the request is over.
    with found.file_to_stream as file:
        return HttpResponse(file.read(), headers=found.headers)
