"""Large bodies, carried from one socket to another by the kernel.

Two copies of every byte, in pieces that Python looks at one by one, cost the
server more than a second of processor time a GiB. Here the pages that one
socket has received are handed to the other by way of a pipe (``splice(2)``),
in a thread, so that the server's loop has nothing to do with it.

Where that is not to be had (no Linux, TLS that the server itself speaks, too
many at once) a body goes the usual way.
"""

from __future__ import annotations

import asyncio
import os
import select
import socket
import sys
import threading
from enum import Enum

from tornado.iostream import IOStream, SSLIOStream, StreamClosedError

if sys.platform == "linux":
    import fcntl

LARGE = 4 * 1024 * 1024
"""From this size on a body is worth a thread, and a connection that ends with it."""

_MOST = 32
_PIPE_SIZE = 1024 * 1024

# Each has a thread, which is asleep while it waits.
_running: set[socket.socket] = set()


class Carried(Enum):
    """How carrying a body ended."""

    WHOLE = "whole"
    """All of it is on its way to its receiver."""

    CUT_SHORT = "cut short"
    """Its sender broke off."""

    NOT_WANTED = "not wanted"
    """Its receiver went away."""


def can_carry(stream: IOStream | None, length: int) -> bool:
    """Whether a body between this stream and the companion can be carried."""
    return (
        length >= LARGE
        and sys.platform == "linux"
        and isinstance(stream, IOStream)
        and not isinstance(stream, SSLIOStream)
        and len(_running) < _MOST
    )


def take_over(stream: IOStream) -> tuple[socket.socket, bytes]:
    """Takes the socket from a stream, and what the stream has read ahead.

    The stream is closed by that, its connection is not. Raises
    :class:`StreamClosedError` when the connection has ended.
    """
    if stream.closed():
        raise StreamClosedError(real_error=stream.error)
    # From now on it reads nothing: what it still gives was read before.
    stream.read_from_fd = lambda buf: None  # type: ignore[method-assign]
    ahead = stream.read_bytes(stream.max_buffer_size, partial=True)
    connection = stream.socket.dup()
    early = ahead.result() if ahead.done() else b""
    stream.close()
    return connection, early


async def carry(source: socket.socket, sink: socket.socket, length: int) -> Carried:
    """Carries ``length`` bytes at the pace of whoever takes them.

    Both sockets are closed at the end, which ends no connection that has
    further sockets. Cancelled, it ends both connections.
    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future[Carried] = loop.create_future()

    def tell(carried: Carried) -> None:
        if not done.done():
            done.set_result(carried)

    def work() -> None:
        carried = _carry(source, sink, length)
        try:
            loop.call_soon_threadsafe(tell, carried)
        except RuntimeError:
            # The server's loop has ended in between.
            pass

    _running.add(source)
    try:
        # A daemon: nobody who stalls keeps the server from ending.
        threading.Thread(target=work, name="sciencemesh-body", daemon=True).start()
        return await done
    finally:
        _running.discard(source)
        if not done.done() or done.cancelled():
            _hang_up(source)
            _hang_up(sink)
        else:
            source.close()
            sink.close()


def _hang_up(end: socket.socket) -> None:
    """Ends a connection, which the thread that waits for it notices."""
    try:
        end.shutdown(socket.SHUT_RDWR)
    except OSError:
        # The other end was faster.
        pass


def _carry(source: socket.socket, sink: socket.socket, length: int) -> Carried:
    """The thread's work: the pipe is filled, and emptied before it is filled again."""
    outlet, inlet = os.pipe()
    try:
        _widen(inlet)
        comes, goes = select.poll(), select.poll()
        comes.register(source, select.POLLIN)
        # Who leaves while nothing comes is not waited for.
        comes.register(sink, select.POLLRDHUP)
        goes.register(sink, select.POLLOUT | select.POLLRDHUP)
        while length > 0:
            try:
                held = _move(source.fileno(), inlet, length, comes, sink.fileno())
            except ConnectionResetError:
                held = 0
            if held == 0:
                return Carried.CUT_SHORT
            length -= held
            while held > 0:
                held -= _move(outlet, sink.fileno(), held, goes, sink.fileno())
        return Carried.WHOLE
    except OSError:
        return Carried.NOT_WANTED
    finally:
        os.close(outlet)
        os.close(inlet)


def _widen(pipe: int) -> None:
    try:
        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE_SIZE)
    except OSError:
        # All pipes of a user together have a limit; a small one will do.
        pass


def _move(source: int, target: int, count: int, turn: select.poll, receiver: int) -> int:
    """Moves some bytes as soon as some can be moved; 0 at the end of them.

    Raises :class:`BrokenPipeError` when the receiver has left.
    """
    while True:
        try:
            flags = os.SPLICE_F_MOVE | os.SPLICE_F_NONBLOCK
            return os.splice(source, target, count, flags=flags)
        except BlockingIOError:
            pass
        for descriptor, event in turn.poll():
            if descriptor == receiver and event & ~select.POLLOUT:
                raise BrokenPipeError
