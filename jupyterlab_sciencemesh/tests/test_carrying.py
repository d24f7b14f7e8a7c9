"""Large bodies, which the kernel passes on: whole or visibly not, at the reader's pace."""

import asyncio
import hashlib
import json
import socket
import struct
import sys

import pytest
from tornado.httpclient import HTTPClientError
from tornado.iostream import IOStream, StreamClosedError
from tornado.simple_httpclient import HTTPStreamClosedError

from jupyterlab_sciencemesh import carrying
from jupyterlab_sciencemesh.carrying import LARGE, Carried, carry, take_over

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="splice is Linux's")

SIZE = 3 * LARGE + 12_345


def pattern(size):
    """The bytes of the companion's ``/api/pattern``."""
    whole = size // 4 * 4
    words = (at * 2654435761 & 0xFFFFFFFF for at in range(0, whole, 4))
    return struct.pack(f"<{whole // 4}I", *words) + bytes(size - whole)


@pytest.fixture(scope="session")
def known():
    return pattern(SIZE)


def sha256(data):
    return hashlib.sha256(data).hexdigest()


@pytest.fixture
def raw(http_server_client, jp_base_url, jp_auth_header, running):
    """Opens a connection and sends the head of a request."""
    writers = []

    async def ask(method, path, *headers, early=b""):
        await running()
        host, port = http_server_client.get_url("").removeprefix("http://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port.strip("/")))
        writers.append(writer)
        lines = [
            f"{method} {jp_base_url}sciencemesh/api/{path} HTTP/1.1",
            f"Host: {host}",
            f"Authorization: {jp_auth_header['Authorization']}",
            *headers,
        ]
        writer.write("\r\n".join([*lines, "", ""]).encode() + early)
        await writer.drain()
        return reader, writer

    yield ask
    for writer in writers:
        writer.close()


async def head_of(reader):
    head = await reader.readuntil(b"\r\n\r\n")
    return head.decode("latin-1").lower()


@pytest.fixture
def aborted(jp_fetch):
    """Waits until the companion has seen a client leave."""

    async def wait():
        while json.loads((await jp_fetch("sciencemesh", "api", "aborted")).body)["aborted"] == 0:
            await asyncio.sleep(0.02)

    return wait


async def fetch(jp_fetch, name, *, size=SIZE, **kwargs):
    params = {"size": size, **kwargs.pop("params", {})}
    return await jp_fetch("sciencemesh", "api", name, params=params, **kwargs)


async def test_large_answer_arrives_as_it_is_and_ends_its_connection(raw, known):
    reader, _ = await raw("GET", f"pattern?size={SIZE}")
    assert "\r\nconnection: close\r\n" in await head_of(reader)
    assert await reader.read() == known


async def test_large_part_keeps_its_status_and_headers(jp_fetch, running, known):
    await running()
    answer = await fetch(jp_fetch, "pattern", params={"status": 206})
    assert (answer.code, answer.headers["Content-Range"]) == (206, f"bytes 5-{SIZE + 4}/*")
    assert answer.body == known


async def test_small_answer_keeps_the_connection(raw):
    reader, _ = await raw("GET", f"pattern?size={LARGE - 1}")
    assert "connection: close" not in await head_of(reader)
    assert await reader.readexactly(LARGE - 1) == pattern(LARGE - 1)


@pytest.mark.parametrize(("method", "code"), [("HEAD", 200), ("GET", 304)])
async def test_head_alone_of_a_large_body(raw, method, code):
    reader, writer = await raw(method, f"pattern?size={SIZE}&status={code}")
    assert f"content-length: {SIZE}" in await head_of(reader)
    # The connection is still there for the next request.
    writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert (await head_of(reader)).startswith("http/1.1 ")


async def test_large_answer_that_is_cut_short_is_no_whole_one(jp_fetch, running):
    await running()
    with pytest.raises((HTTPStreamClosedError, StreamClosedError)):
        await fetch(jp_fetch, "pattern", params={"cut": 2 * LARGE})


async def test_companion_notices_that_the_reader_of_a_large_answer_left(raw, aborted):
    reader, writer = await raw("GET", f"pattern?size={8 * LARGE}")
    await reader.readexactly(LARGE)
    writer.close()
    await aborted()


async def test_reader_that_stalls_keeps_nobody_else_waiting(raw, jp_fetch, known):
    readers = [(await raw("GET", f"pattern?size={SIZE}"))[0] for _ in range(3)]
    for reader in readers:
        await head_of(reader)
    assert (await jp_fetch("sciencemesh", "api", "health")).code == 200
    for reader in readers:
        assert await reader.readexactly(SIZE) == known
        assert await reader.read() == b""


async def test_large_upload_arrives_as_it_is(jp_fetch, running, known):
    await running()
    answer = await jp_fetch("sciencemesh", "api", "digest", method="PUT", body=known)
    assert json.loads(answer.body) == {"sha256": sha256(known)}
    assert answer.headers["Connection"] == "close"
    assert answer.headers["Content-Type"] == "application/json"


async def test_upload_that_waits_to_be_asked_for(raw, known):
    reader, writer = await raw("PUT", "digest", f"Content-Length: {SIZE}", "Expect: 100-continue")
    assert (await head_of(reader)).startswith("http/1.1 100 ")
    writer.write(known)
    assert (await head_of(reader)).startswith("http/1.1 200 ")
    assert sha256(known) in (await reader.read()).decode()


async def test_upload_whose_beginning_came_with_its_head(raw, known):
    reader, writer = await raw("PUT", "digest", f"Content-Length: {SIZE}", early=known[:100_000])
    writer.write(known[100_000:])
    await head_of(reader)
    assert sha256(known) in (await reader.read()).decode()


async def test_companion_notices_that_the_sender_of_a_large_upload_left(raw, aborted):
    _, writer = await raw("PUT", "digest", f"Content-Length: {SIZE}", early=bytes(LARGE))
    writer.close()
    await aborted()


async def test_sender_learns_why_a_large_upload_is_not_wanted(raw):
    reader, writer = await raw("PUT", "refused", f"Content-Length: {SIZE}", early=bytes(LARGE))
    assert (await head_of(reader)).startswith("http/1.1 413 ")
    assert b"too-large" in await reader.read()
    writer.close()


async def test_sender_learns_that_the_companion_went_away(raw, known):
    reader, writer = await raw("PUT", "vanish", f"Content-Length: {SIZE}")
    writer.write(known)
    assert (await head_of(reader)).startswith("http/1.1 502 ")
    assert b"companion-unavailable" in await reader.read()


@pytest.fixture
def small_bodies(bridge_config):
    bridge_config["max_body_size"] = SIZE - 1


async def test_upload_beyond_the_limit_is_refused(small_bodies, jp_fetch, running, known):
    await running()
    with pytest.raises(HTTPClientError) as refused:
        await jp_fetch("sciencemesh", "api", "digest", method="PUT", body=known)
    assert refused.value.code == 400


async def test_nobody_is_let_in_by_the_size_of_an_upload(jp_fetch, running, known):
    await running()
    with pytest.raises(HTTPClientError) as refused:
        await jp_fetch(
            "sciencemesh",
            "api",
            "digest",
            method="PUT",
            body=known,
            headers={"Authorization": "token wrong"},
        )
    assert refused.value.code == 403


async def test_too_many_at_once_go_the_usual_way(raw, jp_fetch, known, monkeypatch):
    monkeypatch.setattr(carrying, "_MOST", 0)
    reader, _ = await raw("GET", f"pattern?size={SIZE}")
    assert "connection: close" not in await head_of(reader)
    assert await reader.readexactly(SIZE) == known
    answer = await jp_fetch("sciencemesh", "api", "digest", method="PUT", body=known)
    assert json.loads(answer.body) == {"sha256": sha256(known)}


async def test_what_was_read_ahead_is_handed_over():
    ours, theirs = socket.socketpair()
    stream = IOStream(ours)
    theirs.sendall(b"head\r\n\r\nbody")
    await stream.read_until(b"\r\n\r\n")
    theirs.sendall(b" and more")
    taken, early = take_over(stream)
    assert (early, stream.closed()) == (b"body", True)
    assert taken.recv(100) == b" and more"
    taken.close()
    theirs.close()


async def test_carrying_that_is_cancelled_ends_both_connections():
    source, sender = socket.socketpair()
    sink, receiver = socket.socketpair()
    for one in (source, sink):
        one.setblocking(False)
    carried = asyncio.ensure_future(carry(source, sink, LARGE))
    sender.sendall(b"begun")
    receiver.setblocking(False)
    assert await asyncio.get_running_loop().sock_recv(receiver, 5) == b"begun"
    carried.cancel()
    with pytest.raises(asyncio.CancelledError):
        await carried
    assert (sender.recv(1), receiver.recv(1)) == (b"", b"")
    sender.close()
    receiver.close()


async def test_receiver_that_leaves_while_nothing_comes_is_noticed():
    source, sender = socket.socketpair()
    sink, receiver = socket.socketpair()
    for one in (source, sink):
        one.setblocking(False)
    carried = asyncio.ensure_future(carry(source, sink, LARGE))
    await asyncio.sleep(0)
    receiver.close()
    assert await carried is Carried.NOT_WANTED
    assert sender.recv(1) == b""
    sender.close()
