"""Requests that go through the bridge to the companion, and what comes back."""

import asyncio
import json

import pytest
from jupyter_server.auth import User
from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPRequest
from tornado.iostream import StreamClosedError
from tornado.simple_httpclient import HTTPStreamClosedError


async def echo(jp_fetch, **kwargs):
    return json.loads((await jp_fetch("sciencemesh", "api", "echo", **kwargs)).body)


@pytest.mark.parametrize("method", ["GET", "DELETE", "POST", "PUT", "PATCH"])
async def test_method_path_query_and_body_reach_the_companion(jp_fetch, running, method):
    await running()
    body = "größer" if method in ("POST", "PUT", "PATCH") else None
    heard = await echo(jp_fetch, method=method, body=body, params={"name": "a b&c", "x": "1"})
    assert heard["method"] == method
    assert heard["url"] == "/api/echo?name=a+b%26c&x=1"
    assert heard["body"] == (body or "")


async def test_percent_escapes_are_not_touched(
    http_server_client, jp_base_url, jp_auth_header, running
):
    await running()
    with pytest.raises(HTTPClientError) as refused:
        await http_server_client.fetch(
            f"{jp_base_url}sciencemesh/api/contents/a%2Fb%20c", headers=jp_auth_header
        )
    assert refused.value.code == 404
    assert json.loads(refused.value.response.body)["code"] == "not-found"


async def test_empty_post_passes(jp_fetch, running):
    await running()
    heard = await echo(jp_fetch, method="POST", body="")
    assert heard["headers"]["content-length"] == "0"


async def test_credentials_stay_in_the_server(jp_fetch, jp_serverapp, running):
    await running()
    token = jp_serverapp.identity_provider.token
    heard = await echo(
        jp_fetch,
        headers={
            "Cookie": "username=secret-cookie",
            "X-XSRFToken": "secret-xsrf",
            "X-Jupyter-User": "root",
            "X-Forwarded-For": "10.0.0.1",
            "Connection": "X-Hop",
            "X-Hop": "hop",
        },
        params={"token": token, "_xsrf": "secret-xsrf", "kept": "1"},
    )
    assert heard["url"] == "/api/echo?kept=1"
    headers = heard["headers"]
    said = json.dumps(headers)
    assert token not in said
    assert "secret-" not in said
    assert headers["authorization"] == f"Bearer {heard['environment']['SCIENCEMESH_SECRET']}"
    assert not {"cookie", "x-xsrftoken", "x-hop", "x-forwarded-for"} & set(headers)


async def test_companion_learns_user_and_prefix(
    jp_fetch, jp_serverapp, jp_base_url, running, monkeypatch
):
    await running()
    monkeypatch.setattr(jp_serverapp.identity_provider, "get_user", lambda _: User("märie"))
    headers = (await echo(jp_fetch))["headers"]
    assert headers["x-forwarded-prefix"] == f"{jp_base_url}sciencemesh"
    assert headers["x-jupyter-user"].encode("latin-1").decode("utf-8") == "märie"


async def test_companion_does_not_speak_for_the_server(jp_fetch, running):
    await running()
    answer = await jp_fetch("sciencemesh", "api", "echo", headers={"Origin": "http://elsewhere"})
    assert "stolen" not in "".join(answer.headers.get_list("Set-Cookie"))
    assert answer.headers.get_list("Access-Control-Allow-Origin") == ["http://elsewhere"]
    assert answer.headers.get_list("X-Content-Type-Options") == ["nosniff"]
    assert answer.headers.get_list("X-Answer") == ["one", "two"]
    assert len(answer.headers.get_list("Date")) == 1
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


async def test_policy_of_the_companion_joins_that_of_the_server(jp_fetch, running):
    await running()
    answer = await jp_fetch("sciencemesh", "api", "sandboxed")
    server, companion = answer.headers.get_list("Content-Security-Policy")
    assert "frame-ancestors 'self'" in server
    assert "default-src" not in server
    assert companion == "sandbox"


async def test_answers_without_a_body(jp_fetch, running):
    await running()
    nothing = await jp_fetch("sciencemesh", "api", "nothing")
    assert (nothing.code, nothing.body) == (204, b"")
    head = await jp_fetch("sciencemesh", "api", "zeros", method="HEAD", params={"size": 7})
    assert (head.headers["Content-Length"], head.body) == ("7", b"")


async def test_answers_of_unknown_length(jp_fetch, running):
    await running()
    answer = await jp_fetch("sciencemesh", "api", "zeros", params={"size": 300_000, "chunked": 1})
    assert answer.headers["Transfer-Encoding"] == "chunked"
    assert answer.body == bytes(300_000)


async def test_upload_of_unknown_length(jp_fetch, running):
    await running()

    async def produce(write):
        for _ in range(10):
            await write(bytes(50_000))

    answer = await jp_fetch("sciencemesh", "api", "count", method="PUT", body_producer=produce)
    assert json.loads(answer.body) == {"size": 500_000}


async def test_refused_upload_is_answered(jp_fetch, running):
    await running()
    with pytest.raises(HTTPClientError) as refused:
        await jp_fetch("sciencemesh", "api", "refused", method="PUT", body=bytes(20_000_000))
    assert refused.value.code == 413
    assert json.loads(refused.value.response.body)["code"] == "too-large"


async def test_half_an_answer_is_not_taken_for_a_whole(jp_fetch, running):
    await running()
    with pytest.raises((HTTPStreamClosedError, StreamClosedError)):
        await jp_fetch("sciencemesh", "api", "half")


async def test_no_answer_at_all_is_said(jp_fetch, running):
    await running()
    with pytest.raises(HTTPClientError) as failed:
        await jp_fetch("sciencemesh", "api", "mute")
    assert failed.value.code == 502
    assert json.loads(failed.value.response.body)["code"] == "companion-unavailable"


@pytest.mark.parametrize("method", ["GET", "PUT"])
async def test_companion_notices_that_the_client_left(
    jp_fetch, http_server_client, jp_base_url, jp_auth_header, running, method
):
    await running()
    started = asyncio.Event()

    async def produce(write):
        await write(b"a")
        started.set()
        await asyncio.sleep(3600)

    client = AsyncHTTPClient(force_instance=True)
    leaving = client.fetch(
        HTTPRequest(
            http_server_client.get_url(f"{jp_base_url}sciencemesh/api/endless"),
            method=method,
            headers=jp_auth_header,
            request_timeout=1,
            **(
                {"streaming_callback": lambda chunk: started.set()}
                if method == "GET"
                else {"body_producer": produce}
            ),
        )
    )
    await started.wait()
    with pytest.raises(HTTPClientError):
        await leaving
    while json.loads((await jp_fetch("sciencemesh", "api", "aborted")).body)["aborted"] == 0:
        await asyncio.sleep(0.02)


@pytest.fixture
def small_bodies(bridge_config):
    bridge_config["max_body_size"] = 1000


async def test_largest_body_is_configurable(small_bodies, jp_fetch, running):
    await running()
    await jp_fetch("sciencemesh", "api", "count", method="PUT", body=bytes(1000))
    with pytest.raises(HTTPClientError) as refused:
        await jp_fetch("sciencemesh", "api", "count", method="PUT", body=bytes(1001))
    assert refused.value.code == 400
