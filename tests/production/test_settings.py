import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

REAL_HOUSE = {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "SECRET_KEY": "c1f0" * 20 + "Zq-9_abcDEF",
    "DATABASE_URL": "postgres://127.0.0.1:1/none",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "SITE_URL": "https://fabrique.exemple.test",
}


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `manage.py` as an operator would, with this environment and no other."""
    return subprocess.run(
        [sys.executable, "-W", "ignore", "manage.py", *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "VAR_DIR": os.environ.get("VAR_DIR", "/nowhere")}
        | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_production_settings_leave_nothing_open() -> None:
    """`check --deploy` is silent: cookies, HSTS, hosts, keys – without a database or a Redis."""
    done = manage("check", "--deploy", "--fail-level", "WARNING", **REAL_HOUSE)
    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout
    assert done.stderr == ""


@pytest.mark.parametrize("missing", ["SECRET_KEY", "DATABASE_URL", "REDIS_URL", "SITE_URL"])
def test_production_says_what_it_was_not_given(missing: str) -> None:
    """A house without its key, database, Redis or address does not start on something else."""
    given = {name: value for name, value in REAL_HOUSE.items() if name != missing}
    done = manage("check", **given)
    assert done.returncode != 0
    assert missing in done.stderr


def test_production_serves_its_own_address_over_https_alone() -> None:
    """What the settings say to browsers, read back from them."""
    names = (
        "ALLOWED_HOSTS",
        "WEBSOCKET_ORIGINS",
        "SESSION_COOKIE_SECURE",
        "CSRF_COOKIE_SECURE",
        "SECURE_SSL_REDIRECT",
        "SECURE_HSTS_SECONDS",
        "DEBUG",
        "DEMO",
    )
    script = (
        f"from django.conf import settings; print([getattr(settings, name) for name in {names}])"
    )
    done = manage("shell", "--no-imports", "-c", script, **REAL_HOUSE)
    assert done.stdout.strip() == str(
        [
            ["fabrique.exemple.test"],
            ["https://fabrique.exemple.test"],
            True,
            True,
            True,
            31_536_000,
            False,
            False,
        ]
    ), done.stderr
