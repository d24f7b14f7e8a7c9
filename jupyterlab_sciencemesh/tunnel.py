"""WebSockets: the bytes of both ends, joined after the handshake.

The bridge checks who asks and then steps aside. Because the two ends speak to
each other directly, text and binary, close codes, pings, sub-protocols,
compression and message limits are what browser and companion make them, and a
slow end slows the other one down.
"""

from __future__ import annotations

import asyncio

from tornado.httputil import HTTPHeaders
from tornado.iostream import IOStream, StreamClosedError

from .exchange import CHUNK

_HANDSHAKE = (
    "Sec-WebSocket-Accept",
    "Sec-WebSocket-Protocol",
    "Sec-WebSocket-Extensions",
)


async def join(client: IOStream, companion: IOStream, handshake: HTTPHeaders) -> None:
    """Completes the client's handshake and relays until either end is gone."""
    upward = asyncio.ensure_future(_pump(client, companion))
    upward.add_done_callback(lambda _: companion.close())
    try:
        await client.write(_switching_protocols(handshake))
        await _pump(companion, client)
    except StreamClosedError:
        pass
    finally:
        client.close()
        companion.close()
        await upward


def _switching_protocols(handshake: HTTPHeaders) -> bytes:
    lines = ["HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade"]
    lines += [f"{name}: {handshake[name]}" for name in _HANDSHAKE if name in handshake]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


async def _pump(source: IOStream, sink: IOStream) -> None:
    try:
        while True:
            await sink.write(await source.read_bytes(CHUNK, partial=True))
    except StreamClosedError:
        pass
