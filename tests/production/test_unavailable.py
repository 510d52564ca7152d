"""When the database goes away under a page."""

from typing import NoReturn

import pytest
from django.db import OperationalError
from django.http import HttpRequest
from django.test import Client
from django.urls import include, path


def database_away(request: HttpRequest) -> NoReturn:
    raise OperationalError("server closed the connection")


def fault(request: HttpRequest) -> NoReturn:
    raise ValueError("a fault of ours")


urlpatterns = [
    path("database-away/", database_away),
    path("fault/", fault),
    path("", include("config.urls")),
]

pytestmark = pytest.mark.urls(__name__)


def test_page_without_its_database_asks_to_come_back(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    """503 with Retry-After and a sentence, and the operator finds the reason in the log."""
    answer = client.get("/database-away/")
    assert answer.status_code == 503
    assert answer["Retry-After"] == "10"
    assert "réessayez" in answer.content.decode()
    assert "server closed the connection" in caplog.text


def test_fault_of_ours_stays_a_fault(client: Client) -> None:
    """Nothing else is dressed up as a database that is away."""
    client.raise_request_exception = False
    assert client.get("/fault/").status_code == 500
