"""The provider's door is there by settings alone, and nothing of it without them."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client

from tests.repository import ROOT

#: A house as its environment makes it: what it says of the provider, and what it loaded.
LOOK = """
import django, json, sys
django.setup()
import config.urls
from django.conf import settings
loaded = [name for name in sys.modules if name.startswith("community.accounts.openid")]
patterns = [str(each.pattern) for each in config.urls.urlpatterns]
print(json.dumps({
    "openid": settings.OPENID,
    "forms": settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"],
    "loaded": bool(loaded),
    "door": "compte/openid/" in patterns,
}))
"""
GIVEN = {
    "OIDC_SERVER": "https://auth.example.org/api/v2/",
    "OIDC_CLIENT_ID": "nous",
    "OIDC_SECRET": "secret",
}


def start_house(**environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", LOOK],
        cwd=ROOT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings.test"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def house(**environment: str) -> dict[str, Any]:
    done = start_house(**environment)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.django_db
def test_without_settings_there_is_no_such_door(client: Client) -> None:
    """No button, no address, no origin let through, and nothing of it is even loaded."""
    assert django_settings.OPENID == {}
    page = client.get("/compte/login/code/")
    assert "S’identifier avec" not in page.content.decode()
    assert "form-action 'self';" in f"{page['Content-Security-Policy']};"
    for address in ("/compte/openid/", "/compte/openid/retour/", "/compte/openid/sortie/"):
        assert client.get(address).status_code == 404
        assert client.post(address).status_code == 404
    assert house() == {"openid": {}, "forms": ["'self'"], "loaded": False, "door": False}


def test_the_environment_alone_opens_that_door() -> None:
    """Server, name and secret; forms may lead to the provider's origin, and nowhere else."""
    found = house(**GIVEN)
    assert found["openid"] == {
        "SERVER": "https://auth.example.org/api/v2", "CLIENT_ID": "nous", "SECRET": "secret",
        "NAME": "ProConnect", "ABOUT": "", "ACR_VALUES": [], "TRUSTS_ADDRESSES": False,
    }  # fmt: skip
    assert found["forms"] == ["'self'", "https://auth.example.org"]
    assert found["loaded"]
    assert found["door"]
    said = house(
        **GIVEN, OIDC_NAME="Agents", OIDC_ABOUT="https://example.org/",
        OIDC_ACR_VALUES="eidas2,eidas3", OIDC_TRUSTS_ADDRESSES="true",
    )  # fmt: skip
    names = ("NAME", "ABOUT", "ACR_VALUES", "TRUSTS_ADDRESSES")
    assert [said["openid"][name] for name in names] == [
        *("Agents", "https://example.org/", ["eidas2", "eidas3"], True),
    ]


@pytest.mark.parametrize("missing", ["OIDC_CLIENT_ID", "OIDC_SECRET"])
def test_a_door_without_its_name_or_secret_stops_the_house(missing: str) -> None:
    """What is half given is said at once, not to the first who comes."""
    done = start_house(**{name: value for name, value in GIVEN.items() if name != missing})
    assert done.returncode != 0
    assert missing in done.stderr
