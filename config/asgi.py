"""One application for pages, sockets and static files."""

import gc
import os

from channels.routing import ProtocolTypeRouter
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
# Before any import that needs the rooms: it loads them.
django_application = get_asgi_application()

from community.discussions.routing import socket_application  # noqa: E402 – see above

from .maintenance import Maintenance  # noqa: E402 – see above
from .page_cache import PageCache  # noqa: E402 – see above
from .static import StaticFiles  # noqa: E402 – see above

# What was loaded stays for good, and a page makes many small things that go at once: looking for
# rings among them less often spares a twentieth of the time.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 50, 50)

application = ProtocolTypeRouter(
    {
        "http": StaticFiles(Maintenance(PageCache(django_application))),
        "websocket": Maintenance(socket_application),
    }
)
