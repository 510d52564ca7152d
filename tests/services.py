"""Say in one sentence which service does not answer, before a suite fails a thousand times."""

import os
import socket
from urllib.parse import urlsplit

SERVICES = (
    ("DATABASE_URL", "PostgreSQL", 5432, "sudo systemctl start postgresql"),
    ("REDIS_URL", "Redis", 6379, "sudo systemctl start redis-server"),
)


def silent_services() -> list[str]:
    """One sentence for each service that accepts no connection."""
    sentences = []
    for variable, name, port, command in SERVICES:
        address = urlsplit(os.environ[variable])
        place = (address.hostname or "127.0.0.1", address.port or port)
        try:
            socket.create_connection(place, timeout=5).close()
        except OSError as error:
            where = f"{place[0]}:{place[1]}"
            sentences.append(
                f"{name} does not answer at {where} ({error.strerror or error}). "
                f"Start it ({command}) or name another one: make test-services {variable}=…"
            )
    return sentences


if __name__ == "__main__":
    if sentences := silent_services():
        raise SystemExit("\n".join(sentences))
