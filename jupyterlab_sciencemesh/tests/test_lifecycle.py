"""The companion's life: started, watched, started again, stopped, and how that is said."""

import asyncio
import json
import os
import signal
import stat
from pathlib import Path

import pytest
from tornado.httpclient import HTTPClientError

from jupyterlab_sciencemesh import __version__

from .conftest import is_alive


@pytest.fixture
def pid(jp_fetch):
    """Asks the companion that runs now for its process number."""

    async def ask():
        return json.loads((await jp_fetch("sciencemesh", "api", "echo")).body)["pid"]

    return ask


async def refused(request):
    with pytest.raises(HTTPClientError) as failed:
        await request
    return failed.value.code, json.loads(failed.value.response.body)


async def test_status_of_a_running_companion(running):
    found = await running()
    assert found["companion_version"] == "1.2.3"
    assert found["restarts"] == 0
    assert found["reason"] is None
    assert found["message"] == "ScienceMesh is running."
    assert found["since"].endswith("+00:00")


async def test_companion_is_told_where_it_works(jp_fetch, running, bridge, jp_root_dir):
    await running()
    argv = json.loads((await jp_fetch("sciencemesh", "api", "echo")).body)["argv"]
    socket = bridge.supervisor.endpoint.socket_path
    assert argv == [
        *["serve", "--mode", "user", "--data", bridge.data_dir, "--root", str(jp_root_dir)],
        *["--socket", str(socket), "--exit-with-parent"],
    ]
    assert stat.S_IMODE(os.stat(socket.parent).st_mode) == 0o700


async def test_killed_companion_comes_back(jp_fetch, running, until, pid):
    await running()
    killed = await pid()
    os.kill(killed, signal.SIGKILL)
    found = await until(lambda found: found["state"] == "running" and found["restarts"] == 1)
    assert found["reason"] is None
    assert await pid() != killed
    assert (await jp_fetch("sciencemesh", "api", "echo")).code == 200


@pytest.fixture
def slow_to_return(bridge_config):
    bridge_config["restart_delay"] = bridge_config["restart_delay_maximum"] = 3600


async def test_status_and_answers_while_it_is_down(slow_to_return, jp_fetch, running, until, pid):
    await running()
    os.kill(await pid(), signal.SIGKILL)
    found = await until(lambda found: found["state"] != "running")
    assert (found["state"], found["reason"]) == ("starting", "companion-ended")
    assert "signal SIGKILL" in found["message"]
    for method, body in (("GET", None), ("PUT", b"small"), ("PUT", bytes(500_000))):
        code, answer = await refused(
            jp_fetch("sciencemesh", "api", "echo", method=method, body=body)
        )
        assert code == 503
        assert answer == {
            "code": "companion-unavailable",
            "message": found["message"],
            "status": found,
        }
    answer = await jp_fetch("sciencemesh", "restart", method="POST", body="")
    assert (answer.code, json.loads(answer.body)["state"]) == (202, "starting")
    await running()


async def test_restart_of_a_running_companion(jp_fetch, running, pid):
    await running()
    first = await pid()
    await jp_fetch("sciencemesh", "restart", method="POST", body="")
    await running()
    assert await pid() != first
    assert not is_alive(first)


async def test_companion_stops_with_the_server(bridge, running, pid):
    await running()
    stopped, folder = await pid(), bridge.supervisor.endpoint.socket_path.parent
    await bridge.stop_extension()
    assert bridge.supervisor.status()["state"] == "stopped"
    assert not is_alive(stopped)
    assert not folder.exists()


@pytest.fixture
def stubborn(bridge_config, monkeypatch):
    monkeypatch.setenv("DOUBLE_STUBBORN", "1")
    bridge_config["stop_timeout"] = 0.2


async def test_companion_that_does_not_stop_is_killed(stubborn, bridge, running, pid):
    await running()
    stopped = await pid()
    await bridge.stop_extension()
    assert not is_alive(stopped)


@pytest.fixture
def cannot_start(bridge_config, monkeypatch):
    monkeypatch.setenv("DOUBLE_EXIT", "the data folder is in use on host elsewhere")
    bridge_config["start_attempts"] = 2


async def test_companion_that_cannot_start_is_given_up_with_its_words(
    cannot_start, jp_fetch, until, running, monkeypatch
):
    found = await until(lambda found: found["state"] == "failed")
    assert found["reason"] == "companion-does-not-start"
    assert "exit code 3" in found["message"]
    assert "the data folder is in use on host elsewhere" in found["message"]
    assert '"secret":"[secret]"' in found["message"]
    monkeypatch.delenv("DOUBLE_EXIT")
    await jp_fetch("sciencemesh", "restart", method="POST", body="")
    await running()


@pytest.fixture
def deaf(bridge_config, monkeypatch):
    monkeypatch.setenv("DOUBLE_DEAF", "1")
    bridge_config |= {"start_timeout": 0.2, "start_attempts": 1}


async def test_companion_that_never_answers_is_given_up(deaf, until):
    found = await until(lambda found: found["state"] == "failed")
    assert found["reason"] == "companion-does-not-start"
    assert "no answer in time" in found["message"]


@pytest.fixture
def default_command(bridge_config):
    del bridge_config["companion_command"]


@pytest.fixture
def old_node(default_command, bridge_config, tmp_path):
    node = tmp_path / "node"
    node.write_text("#!/bin/sh\necho v18.20.4\n")
    node.chmod(0o755)
    bridge_config["node_path"] = str(node)
    return node


async def test_node_that_is_too_old_is_said(old_node, until, jp_fetch):
    found = await until(lambda found: found["state"] == "failed")
    assert found["reason"] == "node-too-old"
    assert f"Node v18.20.4 at {old_node} is too old" in found["message"]
    assert "22.19 or newer" in found["message"]
    code, answer = await refused(jp_fetch("sciencemesh", "api", "shares"))
    assert (code, answer["message"]) == (503, found["message"])


@pytest.fixture
def no_node(default_command, bridge_config, tmp_path):
    bridge_config["node_path"] = str(tmp_path / "nowhere" / "node")


async def test_missing_node_is_said(no_node, until):
    found = await until(lambda found: found["state"] == "failed")
    assert found["reason"] == "node-missing"
    assert found["node"] is None


@pytest.fixture
def no_command(bridge_config):
    bridge_config["companion_command"] = ["/nowhere/companion"]


async def test_command_that_does_not_exist_is_said(no_command, until):
    found = await until(lambda found: found["state"] == "failed")
    assert found["reason"] == "companion-not-executable"


@pytest.fixture
def configuration(bridge_config):
    bridge_config["companion_config"] = {"ocm": {"user": "marie", "allow": ["*"]}}
    bridge_config["ocm_listen"] = "127.0.0.1:0"


async def test_traits_configure_the_companion(configuration, jp_fetch, running):
    await running()
    argv = json.loads((await jp_fetch("sciencemesh", "api", "echo")).body)["argv"]
    config = Path(argv[argv.index("--config") + 1])
    assert json.loads(config.read_text()) == {"ocm": {"user": "marie", "allow": ["*"]}}
    assert stat.S_IMODE(config.stat().st_mode) == 0o600
    assert argv[argv.index("--ocm-listen") + 1] == "127.0.0.1:0"


@pytest.fixture
def two_configurations(configuration, bridge_config):
    bridge_config["config_file"] = "/etc/sciencemesh.json"


async def test_two_configurations_are_refused(two_configurations, until):
    found = await until(lambda found: found["state"] == "failed")
    assert found["reason"] == "configuration-twice"


async def test_log_lines_reach_the_servers_log(jp_fetch, running, log_lines, bridge):
    await running()
    secret = bridge.supervisor.endpoint.secret
    await jp_fetch("sciencemesh", "api", "log", method="POST", body="")
    await log_lines.until("an error line")
    lines = log_lines.all()
    assert ("DEBUG", "a debug line") in lines
    assert ("WARNING", 'a warning with [secret] {"share":"abc"}') in lines
    assert ("WARNING", "not a pino line") in lines
    assert ("ERROR", "an error line") in lines
    assert secret not in json.dumps(lines)


@pytest.fixture
def busy(bridge_config, monkeypatch):
    monkeypatch.setenv("DOUBLE_BUSY", "1")
    bridge_config["activity_interval"] = 0.02


async def test_work_counts_as_activity_of_the_server(busy, running, jp_web_app):
    await running()
    before = jp_web_app.last_activity()
    while jp_web_app.last_activity() == before:
        await asyncio.sleep(0.02)


@pytest.fixture
def busy_for_ever(busy, bridge_config):
    bridge_config["activity_maximum"] = 0.1


async def test_endless_work_does_not_count_for_ever(busy_for_ever, running, jp_web_app, jp_fetch):
    await running()
    while "sciencemesh_last_activity" not in jp_web_app.settings:
        await asyncio.sleep(0.02)
    counted = None
    while counted != jp_web_app.settings["sciencemesh_last_activity"]:
        counted = jp_web_app.settings["sciencemesh_last_activity"]
        await asyncio.sleep(0.2)


@pytest.fixture
def idle(bridge_config):
    bridge_config["activity_interval"] = 0.02


async def test_idle_companion_and_status_are_no_activity(idle, running, jp_web_app):
    await running()
    await asyncio.sleep(0.1)
    assert "sciencemesh_last_activity" not in jp_web_app.settings
    assert "api_last_activity" not in jp_web_app.settings


def test_extension_points(bridge):
    import jupyterlab_sciencemesh

    (lab,) = jupyterlab_sciencemesh._jupyter_labextension_paths()
    assert lab == {"src": "labextension", "dest": "jupyterlab-sciencemesh"}
    assert bridge.version == __version__
