"""A Jupyter server with the bridge, and a small real companion behind it."""

from __future__ import annotations

import asyncio
import json
import time
from pathlib import Path

import pytest

from jupyterlab_sciencemesh.node import find_node

pytest_plugins = ["pytest_jupyter.jupyter_server"]

DOUBLE = Path(__file__).parent / "companion_double.mjs"
PATIENCE = 20


def is_alive(pid: int) -> bool:
    """Whether a process runs, and is not just waiting to be collected."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.fixture(scope="session")
def companion_double() -> list[str]:
    """The command of the companion that these tests run against."""
    return [find_node().path, str(DOUBLE)]


@pytest.fixture
def bridge_config(companion_double, tmp_path):
    """The bridge's settings; tests override this fixture to change them."""
    return {
        "companion_command": companion_double,
        "data_dir": str(tmp_path / "sciencemesh"),
        "env_allowlist": ["DOUBLE_*"],
        "restart_delay": 0.05,
        "stop_timeout": 5,
    }


@pytest.fixture
def jp_server_config(bridge_config):
    """The server's settings: with the bridge, otherwise as they are."""
    return {
        "ServerApp": {"jpserver_extensions": {"jupyterlab_sciencemesh": True}},
        "ScienceMeshApp": bridge_config,
    }


@pytest.fixture
def bridge(jp_serverapp, jp_asyncio_loop):
    """The bridge, started as a running server starts it."""
    jp_asyncio_loop.run_until_complete(jp_serverapp.extension_manager.start_all_extensions())
    (app,) = jp_serverapp.extension_manager.extension_apps["jupyterlab_sciencemesh"]
    return app


@pytest.fixture
def status(bridge, jp_fetch):
    """Asks ``sciencemesh/status``."""

    async def ask():
        return json.loads((await jp_fetch("sciencemesh", "status")).body)

    return ask


@pytest.fixture
def until(status):
    """Waits until the status fits a condition, and returns it."""

    async def wait(fits):
        deadline = time.monotonic() + PATIENCE
        while not fits(found := await status()):
            assert time.monotonic() < deadline, found
            await asyncio.sleep(0.02)
        return found

    return wait


@pytest.fixture
def running(until):
    """Waits until the companion runs."""

    async def wait():
        return await until(lambda found: found["state"] == "running")

    return wait


@pytest.fixture
def cookies(http_server_client, jp_base_url, jp_serverapp):
    """Logs in as a browser does; returns the cookie header and the XSRF token."""

    async def log_in():
        token = jp_serverapp.identity_provider.token
        answer = await http_server_client.fetch(
            f"{jp_base_url}login?token={token}", follow_redirects=False, raise_error=False
        )
        pairs = [cookie.split(";")[0] for cookie in answer.headers.get_list("Set-Cookie")]
        if not any(pair.startswith("_xsrf=") for pair in pairs):
            answer = await http_server_client.fetch(f"{jp_base_url}login", raise_error=False)
            pairs += [cookie.split(";")[0] for cookie in answer.headers.get_list("Set-Cookie")]
        xsrf = next(pair for pair in pairs if pair.startswith("_xsrf=")).partition("=")[2]
        return "; ".join(pairs), xsrf

    return log_in


class LogLines:
    """What the companion said in the server's log."""

    def __init__(self, caplog):
        self._caplog = caplog

    def all(self):
        """Level and text of each line."""
        return [
            (record.levelname, record.getMessage().removeprefix("companion: "))
            for record in self._caplog.records
            if record.getMessage().startswith("companion: ")
        ]

    async def until(self, text):
        """Waits for a line with ``text``."""
        deadline = time.monotonic() + PATIENCE
        while not any(text in line for _, line in self.all()):
            assert time.monotonic() < deadline, self.all()
            await asyncio.sleep(0.02)


@pytest.fixture
def log_lines(bridge, caplog):
    """The companion's lines, as the server's log shows them."""
    caplog.set_level("DEBUG", bridge.log.name)
    return LogLines(caplog)
