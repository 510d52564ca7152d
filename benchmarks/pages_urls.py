"""The house's addresses, and the plainest answer that Django can give."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from config.urls import *  # noqa: F403 – addresses and error pages alike
from config.urls import urlpatterns as addresses


async def plain(_request: HttpRequest, size: int) -> HttpResponse:
    return HttpResponse(b"x" * size, headers={"Content-Length": str(size)})


urlpatterns = [path("plain/<int:size>/", plain), *addresses]
