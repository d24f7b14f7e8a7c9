"""A JupyterLab server of an installation, for the time of a test."""

from __future__ import annotations

import json
import secrets
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from conftest import Installation


class Server:
    """Speaks to a running server with its token."""

    def __init__(self, url: str, token: str) -> None:
        self._url = url
        self._token = token

    def get(self, path: str) -> str:
        """The body of a successful answer."""
        request = urllib.request.Request(
            f"{self._url}/{path}", headers={"Authorization": f"token {self._token}"}
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.read().decode()

    def get_json(self, path: str) -> Any:
        """The body of a successful answer, parsed."""
        return json.loads(self.get(path))


@contextmanager
def running_server(installation: Installation) -> Iterator[Server]:
    """JupyterLab with a token, stopped at the end as Ctrl-C does."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    token = secrets.token_hex(16)
    log = installation.folder / "server.log"
    options = (
        "--allow-root",
        "--no-browser",
        "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
        f"--ServerApp.root_dir={installation.folder}",
    )
    with log.open("wb") as output:
        process = subprocess.Popen(
            installation.command("jupyter", "lab", *options),
            cwd=installation.folder,
            env=installation.environment | {"JUPYTER_TOKEN": token},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    server = Server(f"http://127.0.0.1:{port}", token)
    try:
        wait_until(lambda: _answers(server, process, log.read_text))
        yield server
    except BaseException:
        print(log.read_text())
        raise
    finally:
        process.terminate()
        process.wait(30)


def wait_until(condition, seconds: float = 60) -> None:
    """Ask again and again until the condition holds; fails after `seconds`."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not within {seconds} s"
        time.sleep(0.1)


def _answers(server: Server, process: subprocess.Popen[bytes], log) -> bool:
    assert process.poll() is None, f"the server ended:\n{log()}"
    try:
        server.get("api")
    except urllib.error.URLError:
        return False
    return True
