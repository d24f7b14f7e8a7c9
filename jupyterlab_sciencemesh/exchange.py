"""One HTTP request to the companion and its answer, streamed both ways.

Tornado's HTTP/1.1 connection over a Unix socket, rather than its HTTP client:
the client has no way to cancel a request, limits bodies, and reads the answer
only after the whole request went out, so that an early refusal of an upload is
lost.
"""

from __future__ import annotations

import asyncio
import json
import socket
import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from tornado.http1connection import HTTP1Connection, HTTP1ConnectionParameters
from tornado.httputil import HTTPHeaders, HTTPMessageDelegate, ResponseStartLine
from tornado.iostream import IOStream, StreamClosedError

from .error import BridgeError
from .outgoing import Outgoing

# Also the most that lies in memory for one direction of one request.
CHUNK = 128 * 1024

_LARGEST_JSON = 64 * 1024


@dataclass(frozen=True)
class Endpoint:
    """Where one run of the companion listens, and the secret that it asks for."""

    socket_path: Path
    secret: str

    def headers(self) -> HTTPHeaders:
        """What every request to the companion carries."""
        return HTTPHeaders(
            {
                "Host": "localhost",
                "Authorization": f"Bearer {self.secret}",
                "Connection": "close",
            }
        )


OnHead = Callable[[ResponseStartLine, HTTPHeaders], Awaitable[bool]]
"""Tells whether the body is left to whoever asked; see :attr:`Exchange.body`."""

OnChunk = Callable[[bytes], Awaitable[None]]


class Exchange(HTTPMessageDelegate):
    """One request and its answer on a connection of their own.

    ``on_head`` gets the status line and headers, ``on_chunk`` each piece of the
    body; both are awaited before more is read, so that a slow reader slows the
    companion down and nothing piles up.
    """

    def __init__(self, on_head: OnHead, on_chunk: OnChunk):
        self._on_head = on_head
        self._on_chunk = on_chunk
        self._incoming = IOStream(socket.socket(socket.AF_UNIX), read_chunk_size=CHUNK)
        self._outgoing: Outgoing | None = None
        self._connection: HTTP1Connection | None = None
        self._reading: asyncio.Task[None] | None = None
        self._is_head = False
        self._sent = False
        self.answered = False
        """Whether the whole answer arrived."""
        self.upgraded: IOStream | None = None
        """The raw connection, once the companion has switched protocols."""
        self.body: IOStream | None = None
        """The raw connection, of which nothing but the answer's body is unread."""

    async def start(
        self,
        endpoint: Endpoint,
        method: str,
        target: str,
        headers: HTTPHeaders,
        chunked: bool = False,
    ) -> None:
        """Connects and sends the request line and headers.

        ``chunked`` tells that a body follows whose size is not known. Raises
        :class:`StreamClosedError` when nobody listens.
        """
        await self._incoming.connect(str(endpoint.socket_path))  # type: ignore[arg-type]
        self._outgoing = Outgoing(self._incoming.socket.dup(), chunked)
        self._is_head = method == "HEAD"
        limits = HTTP1ConnectionParameters(chunk_size=CHUNK, max_body_size=sys.maxsize)
        self._connection = HTTP1Connection(self._incoming, True, limits)
        self._reading = asyncio.create_task(self._read(self._connection, self._outgoing))
        try:
            await self._outgoing.send_head(method, target, headers)
        except ValueError:
            self.close()
            raise

    async def write(self, chunk: bytes) -> None:
        """Sends a piece of the request's body, at the companion's pace.

        Quietly drops it once the companion stopped reading: its answer, or the
        lack of one, says why.
        """
        if self._outgoing is not None:
            await self._outgoing.send_chunk(chunk)

    def sink(self) -> socket.socket:
        """A socket for what is left of the request's body.

        Raises :class:`OSError` when the companion hung up.
        """
        if self._outgoing is None:
            raise BrokenPipeError
        return self._outgoing.sink()

    async def wait(self) -> None:
        """Ends the request and waits for the end of the answer, however it ends."""
        if self._outgoing is None or self._connection is None or self._reading is None:
            return
        self._sent = True
        await self._outgoing.send_end()
        if not self._is_detached:
            # To Tornado, an answer has an end only after its request.
            self._connection.finish()
        await asyncio.wait({self._reading})

    def close(self) -> None:
        """Gives up; the companion sees its client leave."""
        if self.upgraded is not None:
            return
        if self._reading is not None:
            # It may wait for a client that has left, which Tornado never tells it.
            self._reading.cancel()
        self._incoming.close()

    async def headers_received(self, start_line: Any, headers: HTTPHeaders) -> None:
        """Hands the head of the answer on; Tornado calls it."""
        if start_line.code == 101 and self._connection is not None:
            self.upgraded = self._connection.detach()
        if start_line.code == 101 or start_line.code >= 200:
            is_left = await self._guard(self._on_head(start_line, headers))
            if is_left and self._connection is not None:
                self.body = self._connection.detach()
            if self._is_head:
                # The headers speak of a body that does not follow.
                self.answered = True
                self._incoming.close()

    async def data_received(self, chunk: bytes) -> None:
        """Hands a piece of the answer's body on; Tornado calls it."""
        await self._guard(self._on_chunk(chunk))

    def finish(self) -> None:
        """Notes the end of the answer; Tornado calls it."""
        self.answered = True
        if not self._sent:
            # An answer before the end of the request: what is still to come of
            # the request interests nobody.
            self._incoming.close()

    def on_connection_close(self) -> None:
        """Leaves ``answered`` false, as the answer has no end; Tornado calls it."""

    async def _read(self, connection: HTTP1Connection, outgoing: Outgoing) -> None:
        try:
            await connection.read_response(self)
        except StreamClosedError:
            pass
        finally:
            outgoing.close(hang_up=not self._is_detached)

    @property
    def _is_detached(self) -> bool:
        """Whether the connection is somebody else's by now."""
        return self.upgraded is not None or self.body is not None

    async def _guard(self, receiving: Awaitable[bool | None]) -> bool:
        try:
            return await receiving or False
        except (StreamClosedError, asyncio.CancelledError):
            # The receiver left. Tornado would log a cancellation as an error;
            # reading ends by itself now.
            self._incoming.close()
            return False


async def get_json(endpoint: Endpoint, target: str, timeout: float) -> dict[str, Any]:
    """A small JSON object from the companion.

    Raises :class:`BridgeError` ``companion-unreachable`` for everything else.
    """
    status, body = await _ask(endpoint, "GET", target, b"", timeout)
    try:
        answer = json.loads(body) if status == 200 else None
    except ValueError as error:
        raise BridgeError("companion-unreachable", "The companion does not answer.") from error
    if not isinstance(answer, dict):
        raise BridgeError("companion-unreachable", f"The companion answers {target} with {status}.")
    return answer


async def put_json(endpoint: Endpoint, target: str, value: Any, timeout: float) -> None:
    """Tells the companion something in JSON.

    Raises :class:`BridgeError` ``companion-unreachable`` when it does not take it.
    """
    status, _ = await _ask(endpoint, "PUT", target, json.dumps(value).encode(), timeout)
    if status != 204:
        raise BridgeError("companion-unreachable", f"The companion answers {target} with {status}.")


async def post_json(
    endpoint: Endpoint, target: str, value: Any, headers: Mapping[str, str], timeout: float
) -> tuple[int, dict[str, Any]]:
    """Asks the companion to do something; its status, and its answer, a refusal included.

    Raises :class:`BridgeError` ``companion-unreachable`` when it does not answer in JSON.
    """
    status, body = await _ask(
        endpoint, "POST", target, json.dumps(value).encode(), timeout, headers
    )
    try:
        answer = json.loads(body)
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        raise BridgeError("companion-unreachable", f"The companion answers {target} with {status}.")
    return status, answer


async def _ask(
    endpoint: Endpoint,
    method: str,
    target: str,
    content: bytes,
    timeout: float,
    more_headers: Mapping[str, str] = MappingProxyType({}),
) -> tuple[int, bytes]:
    """Status and body of a small answer; status 0 where there is no whole one."""
    body = bytearray()
    status = 0

    async def on_head(start_line: ResponseStartLine, headers: HTTPHeaders) -> bool:
        nonlocal status
        status = start_line.code
        return False

    async def on_chunk(chunk: bytes) -> None:
        body.extend(chunk)
        if len(body) > _LARGEST_JSON:
            exchange.close()

    async def ask() -> None:
        headers = endpoint.headers()
        headers.update(more_headers)
        if content:
            headers["Content-Type"] = "application/json"
            headers["Content-Length"] = str(len(content))
        await exchange.start(endpoint, method, target, headers)
        if content:
            await exchange.write(content)
        await exchange.wait()

    exchange = Exchange(on_head, on_chunk)
    # Not `wait_for`, which before Python 3.12 can swallow a cancellation.
    asking = asyncio.ensure_future(ask())
    try:
        await asyncio.wait({asking}, timeout=timeout)
        if asking.done():
            asking.result()
    except StreamClosedError as error:
        raise BridgeError("companion-unreachable", "The companion does not answer.") from error
    finally:
        asking.cancel()
        exchange.close()
    return (status, bytes(body)) if exchange.answered else (0, b"")
