"""What a mail has to say and no table may hold: written into it as it leaves.

A room registers, under the name of the mail's guard, what makes the secret at that moment.
"""

from collections.abc import Callable
from typing import Any

#: Where the secret goes in the body of the mail; an address may hold it.
MARK = "{secret}"

#: Takes what the mail is about (JSON), answers the secret.
Maker = Callable[[Any], str]

_makers: dict[str, Maker] = {}


def register(name: str, maker: Maker) -> None:
    """Let mails of this guard hold a secret; a second maker of the same name is a fault."""
    if _makers.setdefault(name, maker) is not maker:
        raise ValueError(f"two secrets are called {name!r}")


def filled(body: str, name: str, argument: Any) -> str:
    """The body as it leaves; each try to send makes another secret."""
    maker = _makers.get(name)
    return body.replace(MARK, maker(argument)) if maker else body
