"""The sending half of a request to the companion.

On a socket of its own (a duplicate of the one that is read from), because
Tornado drops what arrived on a stream that cannot be written to any more, such
as the refusal of an upload by a companion that has then hung up.
"""

from __future__ import annotations

import asyncio
import re
import socket

from tornado.httputil import HTTPHeaders

_LINE_BREAK = re.compile(r"[\r\n\0]")


class Outgoing:
    """Writes a request; what cannot be sent any more is dropped.

    ``chunked`` tells that a body follows whose size is not known.
    """

    def __init__(self, connection: socket.socket, chunked: bool):
        self._connection = connection
        self._chunked = chunked
        self._sending = False
        self._over = False

    async def send_head(self, method: str, target: str, headers: HTTPHeaders) -> None:
        """Sends the request line and headers."""
        lines = [f"{method} {target} HTTP/1.1"]
        lines += [f"{name}: {value}" for name, value in headers.get_all()]
        if self._chunked:
            lines.append("Transfer-Encoding: chunked")
        if any(_LINE_BREAK.search(line) for line in lines):
            raise ValueError("line break in a request header")
        await self._send("\r\n".join([*lines, "", ""]).encode("latin-1"))

    async def send_chunk(self, chunk: bytes) -> None:
        """Sends a piece of the body, and waits until it is on its way."""
        await self._send(b"%x\r\n%b\r\n" % (len(chunk), chunk) if self._chunked else chunk)

    async def send_end(self) -> None:
        """Ends the body."""
        if self._chunked:
            await self._send(b"0\r\n\r\n")

    def sink(self) -> socket.socket:
        """A further socket, for a body that is written without this object.

        Raises :class:`OSError` when the connection has ended.
        """
        return self._connection.dup()

    def close(self, hang_up: bool) -> None:
        """Ends sending. ``hang_up`` ends the connection, also for its other sockets."""
        self._over = True
        if hang_up:
            try:
                self._connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
        if not self._sending:
            self._connection.close()

    async def _send(self, data: bytes) -> None:
        if self._over:
            return
        self._sending = True
        try:
            await asyncio.get_running_loop().sock_sendall(self._connection, data)
        except OSError:
            # The companion hung up. Its answer, or the lack of one, says why.
            pass
        finally:
            self._sending = False
            if self._over:
                self._connection.close()
