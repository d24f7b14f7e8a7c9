"""The answer on a connection whose request is read by somebody else.

When the body of a request is carried to the companion, Tornado has given the
client's connection away. The handler answers as always; this is what then
writes its answer, and ends the connection.
"""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import Callable
from typing import Any

from tornado.httputil import HTTPConnection, HTTPHeaders, RequestStartLine, ResponseStartLine
from tornado.iostream import IOStream, StreamClosedError

_LINE_BREAK = re.compile(r"[\r\n\0]")

# So long a client may go on sending what nobody wants, in seconds: closed at
# once, the connection would break before the client has read why.
_LINGERING = 5.0
_LINGERING_CHUNK = 256 * 1024

# The loop itself holds on to no task.
_ending: set[asyncio.Task[None]] = set()


class LastAnswer(HTTPConnection):
    """Writes one answer to a client."""

    def __init__(self, stream: IOStream, version: str):
        self._stream = stream
        self._version = version
        self._chunked = False

    def write_headers(
        self,
        start_line: RequestStartLine | ResponseStartLine,
        headers: HTTPHeaders,
        chunk: bytes | None = None,
    ) -> asyncio.Future[None]:
        """Writes the status line and headers."""
        assert isinstance(start_line, ResponseStartLine)
        has_body = start_line.code not in (204, 304)
        # What ends with the connection could be cut short unnoticed.
        self._chunked = has_body and "Content-Length" not in headers and self._version == "HTTP/1.1"
        lines = [f"HTTP/1.1 {start_line.code} {start_line.reason}"]
        lines += [f"{name}: {value}" for name, value in headers.get_all()]
        lines.append("Connection: close")
        if self._chunked:
            lines.append("Transfer-Encoding: chunked")
        if any(_LINE_BREAK.search(line) for line in lines):
            raise ValueError("line break in a response header")
        head = "\r\n".join([*lines, "", ""]).encode("latin-1")
        return self._stream.write(head + (self._framed(chunk) if chunk else b""))

    def write(self, chunk: bytes) -> asyncio.Future[None]:
        """Writes a piece of the body."""
        return self._stream.write(self._framed(chunk))

    def finish(self) -> None:
        """Ends the answer, and the connection as soon as the client has it."""
        task = asyncio.ensure_future(self._end())
        _ending.add(task)
        task.add_done_callback(_ending.discard)

    def set_close_callback(self, callback: Callable[[], Any] | None) -> None:
        """Has ``callback`` called when the client leaves."""
        self._stream.set_close_callback(callback)

    def detach(self) -> IOStream:
        """Gives the connection away."""
        return self._stream

    def _framed(self, chunk: bytes) -> bytes:
        if not self._chunked or not chunk:
            return chunk
        return b"%x\r\n%b\r\n" % (len(chunk), chunk)

    async def _end(self) -> None:
        try:
            await self._stream.write(b"0\r\n\r\n" if self._chunked else b"")
            self._stream.socket.shutdown(socket.SHUT_WR)
            await asyncio.wait_for(self._drop_rest(), _LINGERING)
        except (StreamClosedError, OSError, asyncio.TimeoutError):
            pass
        finally:
            self._stream.close()

    async def _drop_rest(self) -> None:
        while True:
            await self._stream.read_bytes(_LINGERING_CHUNK, partial=True)
