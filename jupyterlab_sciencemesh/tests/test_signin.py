"""The page that people come back to from signing in at a repository."""

import json
from html import escape
from urllib.parse import urlencode

import pytest

# As a browser opens a page to which another site has sent it.
NAVIGATION = {
    "Accept": "text/html",
    "Referer": "https://repository.example.org/",
    "Sec-Fetch-Dest": "document",
    "Sec-Fetch-Mode": "navigate",
    "Sec-Fetch-Site": "cross-site",
}


@pytest.fixture
def come_back(http_server_client, jp_base_url, running, cookies):
    """Opens the page with what a repository has added to its address."""

    async def visit(cookie=None, waits=True, **brought):
        if waits:
            await running()
        if cookie is None:
            cookie, _ = await cookies()
        return await http_server_client.fetch(
            f"{jp_base_url}sciencemesh/oauth/callback?{urlencode(brought)}",
            headers={**NAVIGATION, "Cookie": cookie},
            follow_redirects=False,
            raise_error=False,
        )

    return visit


def text(answer):
    return answer.body.decode()


async def test_says_where_the_person_is_signed_in(come_back):
    answer = await come_back(state="good", code="a-code", iss="https://x", session_state="y")
    assert answer.code == 200
    assert "You are signed in at Lab" in text(answer)
    assert "You may close this tab" in text(answer)
    # The companion hears of these three, and of nothing else.
    heard = escape('{"state":"good","code":"a-code","iss":"https://x"}')
    assert heard in text(answer)


async def test_page_is_inert(come_back):
    answer = await come_back(state="good", code="<script>alert(1)</script>")
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "<script" not in text(answer)
    policy = answer.headers["Content-Security-Policy"]
    for directive in ("default-src 'none'", "frame-ancestors 'none'", "form-action 'none'"):
        assert directive in policy
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


async def test_tells_the_companion_who_came_as_the_api_does(
    come_back, cookies, http_server_client, jp_base_url
):
    cookie, _ = await cookies()
    answer = await come_back(cookie=cookie, state="good")
    echo = await http_server_client.fetch(
        f"{jp_base_url}sciencemesh/api/echo", headers={"Cookie": cookie}
    )
    user = json.loads(echo.body)["headers"]["x-jupyter-user"]
    assert f"&lt;script&gt;{user}&lt;/script&gt;" in text(answer)


async def test_repeats_what_the_companion_refuses(come_back):
    answer = await come_back(state="unknown", error="access_denied")
    assert answer.code == 409
    assert "Not signed in" in text(answer)
    assert "Not &quot;so&quot; &amp; &lt;so&gt;." in text(answer)


async def test_says_what_else_the_repository_wants(come_back):
    assert "<p>Lab takes no deposits.</p>" in text(await come_back(state="closed"))


async def test_explains_an_address_without_state(come_back):
    answer = await come_back(code="a-code")
    assert answer.code == 400
    assert "Begin again in JupyterLab" in text(answer)


async def test_explains_a_companion_that_breaks_off(come_back):
    answer = await come_back(state="hang-up")
    assert answer.code == 502
    assert "Begin again in JupyterLab" in text(answer)


async def test_explains_a_companion_that_is_down(bridge, come_back):
    await come_back(state="good")
    await bridge.supervisor.stop()
    answer = await come_back(state="good", waits=False)
    assert answer.code == 503
    assert "ScienceMesh has stopped" in text(answer)


async def test_asks_for_the_login_and_leads_back(come_back):
    answer = await come_back(cookie="_xsrf=1", state="good", code="a-code")
    assert answer.code == 302
    assert "/login?next=" in answer.headers["Location"]
    assert "state%3Dgood" in answer.headers["Location"]


async def test_takes_a_navigation_and_nothing_else(
    http_server_client, jp_base_url, running, cookies
):
    await running()
    cookie, xsrf = await cookies()
    for method in ("HEAD", "POST", "PUT", "DELETE"):
        answer = await http_server_client.fetch(
            f"{jp_base_url}sciencemesh/oauth/callback?state=good",
            method=method,
            headers={"Cookie": cookie, "X-XSRFToken": xsrf},
            raise_error=False,
            allow_nonstandard_methods=True,
        )
        assert (method, answer.code) == (method, 405)
