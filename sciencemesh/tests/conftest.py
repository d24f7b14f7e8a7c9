"""A real companion with a share that is a folder of this machine, and what moves between."""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import socket
import subprocess
import threading
import urllib.request
from pathlib import Path

import pytest

from jupyterlab_sciencemesh.node import find_node
from sciencemesh import OcmFileSystem
from sciencemesh.companion import SOCKET_VARIABLE, TOKEN_VARIABLE

MAIN = Path(__file__).parents[2] / "companion" / "src" / "main.ts"
SECRET = "a secret of the tests"
TOKEN = "a token of a kernel"


class Companion:
    """The companion's process, asked with its secret."""

    def __init__(self, folder: Path, shared: dict[str, Path]):
        self.socket_path = folder / "companion.sock"
        self._folder = folder
        mounts = [{"share": name, "path": str(path)} for name, path in shared.items()]
        (folder / "config.json").write_text(
            json.dumps({"ocm": {"user": "marie"}, "drive": {"mounts": mounts}})
        )
        self.start()
        for name in shared:
            self._share(name)

    def start(self) -> None:
        self._process = subprocess.Popen(
            [
                *[find_node().path, str(MAIN), "serve", "--socket", str(self.socket_path)],
                *["--data", str(self._folder / "data"), "--root", str(self._folder / "root")],
                *["--config", str(self._folder / "config.json"), "--ocm-listen", "127.0.0.1:0"],
            ],
            env={"PATH": os.environ["PATH"], "SCIENCEMESH_SECRET": SECRET},
            stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        said = []
        for line in self._process.stderr:
            said.append(line)
            found = json.loads(line)
            if found["msg"] == "ready":
                self._ocm = found["ocmListen"]
                break
        else:
            raise AssertionError("".join(said))
        # Whatever else it says must not fill the pipe.
        threading.Thread(target=self._process.stderr.read, daemon=True).start()

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(20)

    def ask(self, method: str, path: str, value: object = None):
        connection = http.client.HTTPConnection("localhost")
        connection.sock = socket.socket(socket.AF_UNIX)
        connection.sock.connect(str(self.socket_path))
        headers = {"Authorization": f"Bearer {SECRET}", "Content-Type": "application/json"}
        connection.request(method, path, json.dumps(value), headers)
        with connection.getresponse() as answer:
            text = answer.read()
            assert answer.status < 300, text
            return json.loads(text) if text else None

    def tell_tokens(self, *tokens: str) -> None:
        digests = [hashlib.sha256(token.encode()).hexdigest() for token in tokens]
        self.ask("PUT", "/api/kernels", {"digests": digests})

    def _share(self, name: str) -> None:
        sender = "ines@cloud.example.org"
        offer = {
            "shareWith": "marie@jupyter.example.org",
            "name": name,
            "description": "",
            "providerId": name,
            "owner": sender,
            "sender": sender,
            "shareType": "user",
            "resourceType": "folder",
            "protocol": {
                "name": "multi",
                "options": {},
                "webdav": {
                    "uri": "https://cloud.example.org/dav/7",
                    "sharedSecret": "s3cret",
                    "permissions": ["read", "write"],
                },
            },
        }
        request = urllib.request.Request(
            f"{self._ocm}/ocm/shares",
            json.dumps(offer).encode(),
            {"Content-Type": "application/json"},
        )
        urllib.request.urlopen(request, timeout=20).close()
        shares = self.ask("GET", "/api/shares?filter=pending")["items"]
        self.ask("PATCH", f"/api/shares/{shares[0]['id']}", {"state": "accepted"})


class Meter:
    """A socket in front of the companion's that counts the bytes which come out."""

    def __init__(self, path: Path, target: Path):
        self.path = path
        self._target = str(target)
        self.received = 0
        self._server = socket.socket(socket.AF_UNIX)
        self._server.bind(str(path))
        self._server.listen(64)
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            client, _ = self._server.accept()
            companion = socket.socket(socket.AF_UNIX)
            try:
                companion.connect(self._target)
            except OSError:
                client.close()
                continue
            for source, sink, counts in ((client, companion, 0), (companion, client, 1)):
                threading.Thread(
                    target=self._pass_on, args=(source, sink, counts), daemon=True
                ).start()

    def _pass_on(self, source: socket.socket, sink: socket.socket, counts: int) -> None:
        try:
            while chunk := source.recv(64 * 1024):
                self.received += counts * len(chunk)
                sink.sendall(chunk)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            pass


@pytest.fixture(scope="session")
def shared(tmp_path_factory) -> Path:
    """The folder that is shared as "Data"."""
    return tmp_path_factory.mktemp("shared")


@pytest.fixture(scope="session")
def companion(tmp_path_factory, shared):
    found = Companion(tmp_path_factory.mktemp("companion"), {"Data": shared})
    yield found
    found.stop()


@pytest.fixture(scope="session")
def meter(tmp_path_factory, companion):
    return Meter(tmp_path_factory.mktemp("meter") / "meter.sock", companion.socket_path)


@pytest.fixture(autouse=True)
def kernel(monkeypatch, companion, meter):
    """The environment of a kernel."""
    companion.tell_tokens(TOKEN)
    monkeypatch.setenv(TOKEN_VARIABLE, TOKEN)
    monkeypatch.setenv(SOCKET_VARIABLE, str(meter.path))


@pytest.fixture
def fs():
    return OcmFileSystem(skip_instance_cache=True)
