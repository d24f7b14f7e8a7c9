"""WebSockets through the bridge."""

import pytest
from tornado.httpclient import HTTPClientError


@pytest.fixture
def connect(jp_ws_fetch, running):
    async def open_socket(**kwargs):
        await running()
        return await jp_ws_fetch("sciencemesh", "api", "socket", **kwargs)

    return open_socket


async def test_text_and_binary_both_ways(connect):
    socket = await connect()
    await socket.write_message("größer")
    assert await socket.read_message() == "größer"
    await socket.write_message(b"\x00\xff", binary=True)
    assert await socket.read_message() == b"\x00\xff"
    socket.close()


async def test_many_messages_keep_their_order(connect):
    socket = await connect()
    sent = [f"{number} ".ljust(30_000, "x") for number in range(100)]
    for message in sent:
        await socket.write_message(message)
    assert [await socket.read_message() for _ in sent] == sent
    socket.close()


async def test_subprotocol_is_the_companions_choice(connect):
    socket = await connect(subprotocols=["first", "second"])
    assert socket.selected_subprotocol == "first"
    socket.close()


async def test_pings_pass(connect):
    socket = await connect()
    await socket.write_message("ping")
    # The companion's ping reached this client, and its pong the companion.
    assert await socket.read_message() == "pong here"
    socket.close()


async def test_close_code_of_the_companion_reaches_the_client(connect):
    socket = await connect()
    await socket.write_message("close 4321")
    assert await socket.read_message() is None
    assert (socket.close_code, socket.close_reason) == (4321, "because")


async def test_close_code_of_the_client_reaches_the_companion(connect, log_lines):
    socket = await connect()
    socket.close(4123, "bye")
    assert await socket.read_message() is None
    await log_lines.until("closed with 4123")


async def test_refused_upgrade_is_answered(jp_ws_fetch, running):
    await running()
    with pytest.raises(HTTPClientError) as refused:
        await jp_ws_fetch("sciencemesh", "api", "no-such-socket")
    assert refused.value.code == 404


async def test_end_of_the_companion_ends_the_socket(connect, bridge):
    socket = await connect()
    await bridge.supervisor.stop()
    assert await socket.read_message() is None
