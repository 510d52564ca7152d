"""How this house's server speaks WebSocket: as light a line as thousands of idle readers need."""

from __future__ import annotations

from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.extensions.permessage_deflate import ServerPerMessageDeflateFactory

#: Each message is compressed with the last kilobyte that was sent as its dictionary: one message
#: looks much like the one before, so more would spare next to nothing, and uvicorn's own setting
#: holds four times as much memory a socket. What clients send is rare: it is read on its own.
DEFLATE = ServerPerMessageDeflateFactory(
    server_max_window_bits=10,
    client_no_context_takeover=True,
    compress_settings={"memLevel": 1},
)


class LightSocket(WebSocketsSansIOProtocol):
    """uvicorn's own protocol with a smaller window."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.config.ws_per_message_deflate:
            self.conn.available_extensions = [DEFLATE]
