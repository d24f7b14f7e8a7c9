"""The bridge with the companion that it is made for, as `make build` bundles it."""

import json
import os
import signal
import subprocess
import sys

import pytest
from tornado.httpclient import HTTPClientError

from jupyterlab_sciencemesh.node import COMPANION_MAIN


@pytest.fixture
def bridge_config(tmp_path):
    assert COMPANION_MAIN.is_file(), "run `make build` first"
    return {"data_dir": str(tmp_path / "sciencemesh"), "restart_delay": 0.05}


async def get(jp_fetch, *path):
    return json.loads((await jp_fetch("sciencemesh", "api", *path)).body)


async def test_bundled_companion_answers_through_the_bridge(jp_fetch, running):
    found = await running()
    assert found["node"]["version"].startswith("v24.")
    assert found["companion_version"] == (await get(jp_fetch, "health"))["version"]
    assert await get(jp_fetch, "shares") == {"items": []}
    with pytest.raises(HTTPClientError) as failed:
        await jp_fetch("sciencemesh", "api", "shares", "no-such-share")
    assert failed.value.code == 404
    assert json.loads(failed.value.response.body)["code"]


async def test_bundled_companion_greets_over_a_websocket(jp_ws_fetch, running):
    found = await running()
    socket = await jp_ws_fetch("sciencemesh", "api", "events")
    hello = json.loads(await socket.read_message())
    assert (hello["type"], hello["version"]) == ("hello", found["companion_version"])
    socket.close()


async def test_bundled_companion_comes_back_to_its_data_folder(jp_fetch, running, until, bridge):
    await running()
    os.kill(bridge.supervisor.pid, signal.SIGKILL)
    await until(lambda found: found["state"] == "running" and found["restarts"] == 1)
    assert await get(jp_fetch, "shares") == {"items": []}


@pytest.mark.parametrize(
    ("query", "code", "sentence"),
    [
        ({"state": "guessed", "code": "x"}, 409, "This sign-in was not begun here by you"),
        ({"code": "x"}, 400, "This address is not one that a repository sends people back to."),
    ],
)
async def test_bundled_companion_signs_in_nobody_who_did_not_begin(
    jp_fetch, running, query, code, sentence
):
    await running()
    with pytest.raises(HTTPClientError) as failed:
        await jp_fetch("sciencemesh", "oauth", "callback", params=query)
    assert failed.value.code == code
    assert sentence in failed.value.response.body.decode()


@pytest.fixture
def wrong_configuration(bridge_config):
    bridge_config |= {"companion_config": {"no-such-setting": 1}, "start_attempts": 1}


async def test_wrong_configuration_is_explained(wrong_configuration, until):
    found = await until(lambda found: found["state"] == "failed")
    assert found["reason"] == "companion-does-not-start"
    assert "no-such-setting" in found["message"]


def test_command_line_of_the_companion_is_the_command():
    answer = subprocess.run(
        [sys.executable, "-c", "from jupyterlab_sciencemesh.cli import main; main()", "--help"],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (answer.returncode, answer.stderr) == (0, "")
    assert "sciencemesh serve" in answer.stdout
