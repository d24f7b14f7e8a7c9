"""Who may pass: credentials, the authoriser, XSRF and origin, at every door of ours."""

import json
import re

import pytest
from jupyter_server.auth import Authorizer
from tornado.httpclient import HTTPClientError, HTTPRequest
from tornado.websocket import websocket_connect

METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]
JSON = "application/json"


def our_handlers(web_app):
    """Each of our routes in the running server: a path below the base URL, and its handler."""
    for rule in web_app.default_router.rules:
        for route in getattr(rule.target, "rules", []):
            if route.target.__module__.startswith("jupyterlab_sciencemesh"):
                pattern = route.matcher.regex.pattern
                yield (
                    re.search("sciencemesh.*", pattern)[0].replace(".*", "echo").rstrip("$"),
                    (route.target),
                )


@pytest.fixture
def ask(http_server_client, jp_base_url):
    """Sends a request with just the given headers; returns status code and JSON body."""

    async def request(path, method="GET", headers=None, body=None):
        try:
            answer = await http_server_client.fetch(
                f"{jp_base_url}{path}",
                method=method,
                headers=headers or {},
                body=body,
                follow_redirects=False,
                allow_nonstandard_methods=True,
            )
        except HTTPClientError as error:
            answer = error.response
        is_json = answer.headers.get("Content-Type", "").startswith(JSON)
        return answer.code, json.loads(answer.body) if is_json and answer.body else None

    return request


def is_implemented(handler, method):
    return getattr(handler, method.lower()).__qualname__ != "RequestHandler._unimplemented_method"


async def test_every_route_asks_for_credentials(jp_web_app, ask, running):
    await running()
    routes = list(our_handlers(jp_web_app))
    assert {path for path, _ in routes} == {
        "sciencemesh/status",
        "sciencemesh/restart",
        "sciencemesh/oauth/callback",
        "sciencemesh/api/echo",
    }
    asked = 0
    for path, handler in routes:
        assert handler.auth_resource == "sciencemesh"
        for method in METHODS:
            if is_implemented(handler, method):
                body = b"{}" if method in ("POST", "PUT", "PATCH") else None
                code, answer = await ask(path, method, body=body)
                # A page that the browser opens by itself leads to the login.
                is_page = path == "sciencemesh/oauth/callback"
                assert (path, method, code) == (path, method, 302 if is_page else 403)
                assert is_page or method == "HEAD" or answer["message"]
                asked += 1
    assert asked == 9


@pytest.fixture
def strict(jp_server_config):
    jp_server_config["ServerApp"]["allow_unauthenticated_access"] = False


@pytest.mark.filterwarnings("error::jupyter_server.utils.JupyterServerAuthWarning")
async def test_server_that_asks_everyone_finds_nothing_missing(strict, ask, running):
    await running()
    assert (await ask("sciencemesh/api/echo", "PUT", body=b"{}"))[0] == 403


async def test_preflight_is_the_servers_own(ask, running):
    await running()
    for body in (None, b"{}"):
        code, _ = await ask("sciencemesh/api/echo", "OPTIONS", body=body)
        assert code == 200


async def test_websocket_asks_for_credentials(
    jp_serverapp, http_server_client, jp_base_url, running
):
    await running()
    url = http_server_client.get_url(f"{jp_base_url}sciencemesh/api/socket")
    with pytest.raises(HTTPClientError) as refused:
        await websocket_connect(url.replace("http", "ws", 1))
    assert refused.value.code == 403


class ReadOnly(Authorizer):
    """Lets people look and nothing else."""

    def is_authorized(self, handler, user, action, resource):
        return action == "read"


class Nothing(Authorizer):
    """Lets people do nothing here."""

    def is_authorized(self, handler, user, action, resource):
        return resource != "sciencemesh"


@pytest.fixture
def authorise(jp_serverapp):
    """Replaces the server's authoriser."""

    def replace(kind):
        jp_serverapp.web_app.settings["authorizer"] = kind(parent=jp_serverapp)

    return replace


async def test_authoriser_is_asked_at_every_route(
    jp_web_app, ask, authorise, running, jp_auth_header
):
    await running()
    authorise(Nothing)
    for path, handler in our_handlers(jp_web_app):
        for method in METHODS:
            if is_implemented(handler, method):
                for body in (None, b"{}"):
                    code, _ = await ask(path, method, jp_auth_header, body)
                    assert (path, method, code) == (path, method, 403)


async def test_reading_and_writing_are_told_apart(ask, authorise, running, jp_auth_header):
    await running()
    authorise(ReadOnly)
    # Twice, as one decorator for several methods would remember the first.
    for _ in range(2):
        assert (await ask("sciencemesh/api/echo", "GET", jp_auth_header))[0] == 200
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            assert (await ask("sciencemesh/api/echo", method, jp_auth_header))[0] == 403
            assert (await ask("sciencemesh/api/echo", method, jp_auth_header, b"{}"))[0] == 403
    assert (await ask("sciencemesh/status", "GET", jp_auth_header))[0] == 200
    assert (await ask("sciencemesh/restart", "POST", jp_auth_header))[0] == 403
    assert (await ask("sciencemesh/oauth/callback?state=good", "GET", jp_auth_header))[0] == 403


async def test_websocket_is_more_than_reading(jp_ws_fetch, authorise, running):
    await running()
    authorise(ReadOnly)
    with pytest.raises(HTTPClientError) as refused:
        await jp_ws_fetch("sciencemesh", "api", "socket")
    assert refused.value.code == 403


async def test_websocket_with_a_body_is_no_way_around(ask, authorise, running, jp_auth_header):
    await running()
    upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Key": "aaaa"}
    headers = {**jp_auth_header, **upgrade}
    code, _ = await ask("sciencemesh/api/no-such-socket", "GET", headers, b"{}")
    assert code == 404
    authorise(ReadOnly)
    code, _ = await ask("sciencemesh/api/socket", "GET", headers, b"{}")
    assert code == 403


async def test_cookies_alone_change_nothing(ask, cookies, running):
    await running()
    cookie, xsrf = await cookies()
    assert (await ask("sciencemesh/api/echo", headers={"Cookie": cookie}))[0] == 200
    for path in ("sciencemesh/api/echo", "sciencemesh/restart"):
        for body in (None, b"{}", bytes(500_000)):
            code, answer = await ask(path, "POST", {"Cookie": cookie}, body)
            assert (code, answer["message"]) == (403, "'_xsrf' argument missing from POST")
            code, _ = await ask(path, "POST", {"Cookie": cookie, "X-XSRFToken": "wrong"}, body)
            assert code == 403
    code, heard = await ask(
        "sciencemesh/api/echo", "POST", {"Cookie": cookie, "X-XSRFToken": xsrf}, b"{}"
    )
    assert (code, heard["body"]) == (200, "{}")
    assert (await ask("sciencemesh/restart", "POST", {"Cookie": cookie, "X-XSRFToken": xsrf}, b""))[
        0
    ] == 202


async def test_other_origins_stay_out(ask, cookies, http_server_client, jp_base_url, running):
    await running()
    cookie, xsrf = await cookies()
    headers = {"Cookie": cookie, "X-XSRFToken": xsrf, "Origin": "http://elsewhere.example"}
    assert (await ask("sciencemesh/api/echo", "GET", headers))[0] == 404
    assert (await ask("sciencemesh/api/echo", "POST", headers, b"{}"))[0] == 404
    url = http_server_client.get_url(f"{jp_base_url}sciencemesh/api/socket")
    with pytest.raises(HTTPClientError) as refused:
        await websocket_connect(HTTPRequest(url.replace("http", "ws", 1), headers=headers))
    assert refused.value.code == 404
    del headers["Origin"]
    opened = await websocket_connect(HTTPRequest(url.replace("http", "ws", 1), headers=headers))
    opened.close()
