"""One run of the companion: a child process, its socket and its log."""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import signal
from asyncio.subprocess import PIPE, STDOUT
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from .companionlog import LONGEST_LINE, CompanionLog
from .error import BridgeError
from .exchange import Endpoint, get_json
from .runtime import SOCKET_NAME

_FIRST_LOOK = 0.05
_LONGEST_LOOK = 0.5
_LOOK_TIMEOUT = 5.0
_LAST_LINES = 1.0


class CompanionProcess:
    """A started companion. Make one with :meth:`spawn`, end it with :meth:`stop`."""

    def __init__(self, process: asyncio.subprocess.Process, endpoint: Endpoint, log: CompanionLog):
        self._process = process
        self._log = log
        self.endpoint = endpoint
        assert process.stdout is not None
        self._following = asyncio.ensure_future(log.follow(process.stdout))

    @classmethod
    async def spawn(
        cls,
        command: Sequence[str],
        environment: Mapping[str, str],
        folder: Path,
        log: logging.Logger,
    ) -> CompanionProcess:
        """Starts the companion, which will listen in ``folder``.

        It gets a new secret by its environment, since other users can read a
        command line. Standard input is a pipe that nobody writes to: its end
        tells the companion that this server is gone, however it went.
        """
        endpoint = Endpoint(folder / SOCKET_NAME, secrets.token_urlsafe(32))
        # A companion that was killed leaves its socket behind.
        endpoint.socket_path.unlink(missing_ok=True)
        try:
            process = await asyncio.create_subprocess_exec(
                *command,
                *["--socket", str(endpoint.socket_path), "--exit-with-parent"],
                env={**environment, "SCIENCEMESH_SECRET": endpoint.secret},
                stdin=PIPE,
                stdout=PIPE,
                stderr=STDOUT,
                cwd=folder,
                limit=LONGEST_LINE,
                # Ctrl-C in a terminal is for the server, which then stops the companion.
                start_new_session=True,
            )
        except OSError as error:
            raise BridgeError(
                "companion-not-executable",
                f"The companion could not be started: {error}. "
                "Correct ScienceMeshApp.companion_command.",
            ) from error
        return cls(process, endpoint, CompanionLog(log, endpoint.secret))

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid

    async def exited(self) -> str:
        """Waits for the end of the process, and tells how it ended."""
        code = await self._process.wait()
        if code < 0:
            return f"signal {signal.Signals(-code).name}"
        return f"exit code {code}"

    def last_words(self) -> str:
        """What it complained of last."""
        return " ".join(self._log.last_words)

    async def health(self, timeout: float = _LOOK_TIMEOUT) -> dict[str, Any]:
        """The companion's own account: ``status``, ``version``, ``busy``."""
        return await get_json(self.endpoint, "/api/health", timeout)

    async def ready(self) -> dict[str, Any]:
        """Waits until the companion answers, and returns its first health."""
        pause = _FIRST_LOOK
        while True:
            try:
                return await self.health()
            except BridgeError:
                await asyncio.sleep(pause)
                pause = min(2 * pause, _LONGEST_LOOK)

    async def stop(self, grace: float) -> None:
        """Asks it to end, and ends it and its children after ``grace`` seconds."""
        if self._process.returncode is None:
            self._process.terminate()
            try:
                await asyncio.wait_for(self._process.wait(), grace)
            except asyncio.TimeoutError:
                self._process.kill()
                await self._process.wait()
        # Children that outlived it hold its log open and work for nobody.
        try:
            os.killpg(self._process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass
        # A child that left its group may still hold the log open.
        await asyncio.wait({self._following}, timeout=_LAST_LINES)
        self._following.cancel()
