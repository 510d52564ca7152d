"""The site as `make demo` shows it."""

import pytest

from demo.actions import build_demo
from tests.site_server import SiteServer


@pytest.fixture
def demo_site(site_server: SiteServer) -> SiteServer:
    """A running site with the whole demonstration in it."""
    for _sentence, step in build_demo():
        step()
    return site_server
