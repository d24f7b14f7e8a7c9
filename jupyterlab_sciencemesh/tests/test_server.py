"""The bridge in a Jupyter server of its own: what it costs, and what its death leaves behind."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from .conftest import is_alive

GIBIBYTE = 1024**3
MEBIBYTE = 1024**2
TOKEN = "token-of-these-tests"


class Server:
    """A running ``jupyter server`` with the bridge."""

    def __init__(self, process: subprocess.Popen, port: int):
        self.process = process
        self._port = port

    def request(self, method, path, body=None, headers=None):
        """Sends a request; the answer's body is for the caller to read."""
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        connection.request(
            method,
            f"/sciencemesh/{path}",
            body,
            {"Authorization": f"token {TOKEN}", **(headers or {})},
        )
        return connection.getresponse()

    def json(self, method, path, **kwargs):
        """A request's answer as JSON."""
        return json.loads(self.request(method, path, **kwargs).read())

    def resident(self):
        """The memory of the server process, and the most that it ever had. Bytes."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        lines = dict(line.split(":", 1) for line in status.splitlines())
        return tuple(int(lines[name].split()[0]) * 1024 for name in ("VmRSS", "VmHWM"))

    def forget_peak(self):
        """Makes the kernel measure the peak from now on."""
        Path(f"/proc/{self.process.pid}/clear_refs").write_text("5")


@pytest.fixture
def server(tmp_path, companion_double):
    """Starts a server on a free port and waits until its companion runs."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("JUPYTER")},
        "HOME": str(tmp_path / "home"),
        "JUPYTER_CONFIG_DIR": str(tmp_path / "config"),
        "JUPYTER_DATA_DIR": str(tmp_path / "data"),
        "JUPYTER_RUNTIME_DIR": str(tmp_path / "runtime"),
    }
    settings = {
        "ServerApp": {
            "jpserver_extensions": {"jupyterlab_sciencemesh": True},
            "port": 0,
            "open_browser": False,
            "allow_root": True,
            "root_dir": str(tmp_path),
        },
        "IdentityProvider": {"token": TOKEN},
        "ScienceMeshApp": {"companion_command": companion_double},
    }
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "jupyter_server_config.json").write_text(json.dumps(settings))
    process = subprocess.Popen(
        [sys.executable, "-m", "jupyter_server"],
        env=environment,
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        started = Server(process, wait_for(lambda: port_of(process, tmp_path / "runtime")))
        wait_for(lambda: started.json("GET", "status")["state"] == "running")
        yield started
    finally:
        process.terminate()
        process.wait(timeout=30)


def port_of(process, runtime):
    assert process.poll() is None, "the server ended"
    try:
        return json.loads((runtime / f"jpserver-{process.pid}.json").read_text())["port"]
    except (OSError, ValueError):
        return None


def wait_for(condition):
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            if found := condition():
                return found
        except OSError:
            pass
        time.sleep(0.05)
    raise AssertionError("waited in vain")


@pytest.mark.timeout(120)
def test_two_gibibytes_up_and_down_with_flat_memory(server):
    size = 2 * GIBIBYTE
    server.json("PUT", "api/count", body=bytes(MEBIBYTE))
    server.request("GET", f"api/zeros?size={MEBIBYTE}").read()
    server.forget_peak()
    before, _ = server.resident()

    piece = bytes(MEBIBYTE)
    counted = server.json(
        "PUT",
        "api/count",
        body=(piece for _ in range(size // len(piece))),
        headers={"Content-Length": str(size)},
    )
    assert counted == {"size": size}
    _, after_up = server.resident()

    answer = server.request("GET", f"api/zeros?size={size}")
    buffer, received = bytearray(MEBIBYTE), 0
    while count := answer.readinto(buffer):
        received += count
    assert received == size
    _, after_down = server.resident()

    assert after_up - before < 64 * MEBIBYTE
    assert after_down - before < 64 * MEBIBYTE


def test_slow_reader_does_not_fill_the_servers_memory(server):
    server.request("GET", f"api/zeros?size={MEBIBYTE}").read()
    server.forget_peak()
    before, _ = server.resident()
    answer = server.request("GET", f"api/zeros?size={GIBIBYTE}")
    assert len(answer.read(MEBIBYTE)) == MEBIBYTE
    # Other requests are served meanwhile, many times what the rest would need to arrive.
    for _ in range(200):
        server.json("GET", "status")
    _, peak = server.resident()
    assert peak - before < 64 * MEBIBYTE
    answer.close()


def companion_of(server):
    return server.json("GET", "api/echo")["pid"]


def test_companion_ends_when_the_server_is_killed(server):
    companion = companion_of(server)
    server.process.kill()
    server.process.wait()
    wait_for(lambda: not is_alive(companion))


def test_companion_ends_with_the_server(server):
    companion = companion_of(server)
    server.process.send_signal(signal.SIGTERM)
    server.process.wait(timeout=30)
    assert not is_alive(companion)


def test_refusal_of_an_upload_without_credentials_is_readable(server):
    connection = http.client.HTTPConnection("127.0.0.1", server._port, timeout=60)
    connection.putrequest("PUT", "/sciencemesh/api/count")
    connection.putheader("Content-Length", str(MEBIBYTE))
    connection.endheaders()
    for _ in range(16):
        connection.send(bytes(MEBIBYTE // 16))
    answer = connection.getresponse()
    assert answer.status == 403
    assert json.loads(answer.read())["message"] == "Forbidden"
