"""HTTP with the companion, over its Unix socket and with the kernel's token."""

from __future__ import annotations

import http.client
import json
import os
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, BinaryIO
from urllib.parse import quote, urlencode

from .errors import NotConnectedError, error_for

TOKEN_VARIABLE = "SCIENCEMESH_TOKEN"
SOCKET_VARIABLE = "SCIENCEMESH_SOCKET"

# A companion that is started anew is told of running kernels in a moment.
_PATIENCE = 10.0
_PAUSE = 0.2

_CHUNK = 1024 * 1024

# A server behind the companion may think for a while before it answers.
_TIMEOUT = 300.0


class _Connection(http.client.HTTPConnection):
    def __init__(self, path: str):
        super().__init__("localhost", timeout=_TIMEOUT)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)


class Companion:
    """Asks the companion. Each request has a connection of its own, so threads may share this."""

    def __init__(self, socket_path: str | None = None, token: str | None = None):
        self._socket_path = socket_path
        self._token = token

    @contextmanager
    def ask(
        self,
        method: str,
        route: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        body: bytes | BinaryIO | None = None,
    ) -> Iterator[http.client.HTTPResponse]:
        """Sends a request and gives its answer, if it is a success.

        ``body`` is bytes, or a file that is sent from its beginning. Raises an
        ``OSError`` that says what to do.
        """
        target = f"/api/{route}/{quote(path, safe='/')}" if path else f"/api/{route}"
        if query:
            target += f"?{urlencode(query)}"
        deadline = time.monotonic() + _PATIENCE
        while True:
            answer = self._try(method, target, dict(headers or {}), body, deadline)
            if answer is None:
                continue
            with answer:
                if answer.status == 401 and time.monotonic() < deadline:
                    time.sleep(_PAUSE)
                    continue
                if answer.status >= 300:
                    raise _error_in(answer, path)
                yield answer
                return

    def ask_json(
        self,
        method: str,
        route: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        value: Any = None,
    ) -> Any:
        """Sends JSON and gives the answer's; None where there is none."""
        headers = {"Content-Type": "application/json"}
        body = None if value is None else json.dumps(value).encode()
        with self.ask(method, route, path, query=query, headers=headers, body=body) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def _try(
        self,
        method: str,
        target: str,
        headers: dict[str, str],
        body: bytes | BinaryIO | None,
        deadline: float,
    ) -> http.client.HTTPResponse | None:
        """One attempt; None says that another one makes sense."""
        socket_path = self._socket_path or os.environ.get(SOCKET_VARIABLE)
        token = self._token or os.environ.get(TOKEN_VARIABLE)
        if not socket_path or not token:
            raise NotConnectedError(
                "This Python was not started by a JupyterLab with ScienceMesh, so that it cannot "
                "reach any shares. Use a notebook or a console there; restart its kernel if it "
                "was started before the extension was installed."
            )
        headers["Authorization"] = f"Bearer {token}"
        headers["Connection"] = "close"
        if body is not None and not isinstance(body, bytes):
            headers["Content-Length"] = str(body.seek(0, os.SEEK_END))
            body.seek(0)
        connection = _Connection(socket_path)
        try:
            connection.connect()
        except OSError as error:
            connection.close()
            if time.monotonic() < deadline:
                time.sleep(_PAUSE)
                return None
            raise NotConnectedError(
                "ScienceMesh does not answer on this machine. Look at its panel in JupyterLab."
            ) from error
        try:
            connection.request(method, target, body=body, headers=headers)
        except (BrokenPipeError, ConnectionResetError):
            # Refused before all was sent: the answer says why.
            pass
        try:
            return connection.getresponse()
        except (http.client.HTTPException, OSError) as error:
            connection.close()
            raise NotConnectedError("ScienceMesh broke off before it answered.") from error


def copy_to(answer: http.client.HTTPResponse, target: BinaryIO) -> int:
    """Writes an answer's body to a file; returns its size."""
    expected = answer.length
    size = 0
    while chunk := answer.read(_CHUNK):
        target.write(chunk)
        size += len(chunk)
    if expected is not None and size != expected:
        raise ConnectionError(f"Only {size} of {expected} bytes arrived.")
    return size


def _error_in(answer: http.client.HTTPResponse, path: str) -> OSError:
    code, message = "", f"ScienceMesh answered with {answer.status}."
    try:
        problem = json.loads(answer.read(_CHUNK))
        code, message = str(problem["code"]), str(problem["message"])
    except (ValueError, LookupError, TypeError):
        pass
    return error_for(answer.status, code, message, path)
