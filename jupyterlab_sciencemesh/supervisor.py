"""Keeping the companion running, and knowing how it is."""

from __future__ import annotations

import asyncio
import logging
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Literal

from .error import BridgeError
from .exchange import Endpoint
from .node import Node
from .process import CompanionProcess
from .runtime import SOCKET_NAME, make_runtime_folder

State = Literal["starting", "running", "stopped", "failed"]

# A companion that ran this long is taken to be sound: its end is the first of a
# new row, not one more of the old.
_SOUND_AFTER = 10.0

_UNEXPECTED = (
    "ScienceMesh could not be started, for a reason that only the server's log knows. "
    "Try again, or ask whoever runs this server to look at its log."
)


@dataclass(frozen=True)
class Launch:
    """How to start the companion, found anew before each start."""

    node: Node | None
    command: list[str]
    environment: dict[str, str]


@dataclass(frozen=True)
class Patience:
    """How long to wait, and how often to try. Seconds."""

    start: float
    stop: float
    restart: float
    restart_maximum: float
    attempts: int


class Supervisor:
    """Starts the companion, starts it again when it ends, stops it with the server.

    A companion that ends is started again after a pause that doubles with each
    time in a row. One that never gets ready is given up after some attempts,
    and so is one that cannot start at all, until :meth:`restart`.
    """

    def __init__(
        self,
        prepare: Callable[[Path], Launch],
        patience: Patience,
        log: logging.Logger,
    ):
        self._prepare = prepare
        self._patience = patience
        self._log = log
        self._wake = asyncio.Event()
        self._stopping = False
        self._task: asyncio.Task[None] | None = None
        self._process: CompanionProcess | None = None
        self._node: Node | None = None
        self._restarts = 0
        self._failures = 0
        self._version: str | None = None
        self.on_running: Callable[[], object] | None = None
        """Called each time that the companion begins to answer."""
        self.socket_path: Path | None = None
        """Where every run of the companion listens, once a folder for it was made."""
        self._become("stopped", "ScienceMesh has not been started yet.")

    @property
    def endpoint(self) -> Endpoint | None:
        """Where the companion answers, while it does."""
        return self._process.endpoint if self._process and self._state == "running" else None

    @property
    def pid(self) -> int | None:
        """The companion's process number, while there is a process."""
        return self._process.pid if self._process else None

    def status(self) -> dict[str, Any]:
        """How the companion is, for ``sciencemesh/status``."""
        return {
            "state": self._state,
            "message": self._message,
            "reason": self._reason,
            "node": asdict(self._node) if self._node else None,
            "restarts": self._restarts,
            "companion_version": self._version,
            "since": self._since.isoformat(timespec="milliseconds"),
        }

    async def busy(self) -> bool | None:
        """Whether the companion moves bytes or collects jobs; None if it does not say."""
        if self._process is None or self.endpoint is None:
            return None
        try:
            return (await self._process.health()).get("busy") is True
        except BridgeError:
            return None

    def start(self) -> None:
        """Starts the companion, and goes on doing so."""
        self._task = asyncio.ensure_future(self._supervise())

    def restart(self) -> None:
        """Starts the companion anew at once: after a failure, in a pause, or while it runs."""
        self._failures = 0
        self._become("starting", "ScienceMesh is starting.")
        self._wake.set()

    async def stop(self) -> None:
        """Stops the companion for good."""
        # Not by cancelling, which would also cancel the orderly end of the process.
        self._stopping = True
        self._wake.set()
        if self._task is not None:
            await self._task
        self._become("stopped", "ScienceMesh has stopped, as its server does.")

    async def _supervise(self) -> None:
        folder: Path | None = None
        try:
            while not self._stopping:
                self._wake.clear()
                try:
                    folder = folder or make_runtime_folder()
                    self.socket_path = folder / SOCKET_NAME
                    pause = await self._run(folder)
                except BridgeError as error:
                    self._log.error("%s", error.message, exc_info=error.__cause__)
                    self._become("failed", error.message, error.code)
                    pause = None
                except Exception:
                    self._log.exception("The companion could not be started.")
                    self._become("failed", _UNEXPECTED, "bridge-error")
                    pause = None
                if not self._wake.is_set():
                    try:
                        await asyncio.wait_for(self._wake.wait(), pause)
                    except asyncio.TimeoutError:
                        self._restarts += 1
        finally:
            if folder is not None:
                shutil.rmtree(folder, ignore_errors=True)

    async def _run(self, folder: Path) -> float | None:
        """Runs the companion until it ends or is to be ended.

        Returns the pause before the next run, if it ended of itself.
        """
        self._become("starting", "ScienceMesh is starting.")
        launch = await asyncio.to_thread(self._prepare, folder)
        self._node = launch.node
        process = await CompanionProcess.spawn(
            launch.command, launch.environment, folder, self._log
        )
        self._process = process
        started = asyncio.get_running_loop().time()
        end = asyncio.ensure_future(process.exited())
        wake = asyncio.ensure_future(self._wake.wait())
        ready = asyncio.ensure_future(process.ready())
        try:
            first = asyncio.FIRST_COMPLETED
            await asyncio.wait({ready, end, wake}, timeout=self._patience.start, return_when=first)
            if was_ready := ready.done():
                self._version = str(ready.result().get("version"))
                self._log.info("Companion %s runs (process %d).", self._version, process.pid)
                self._become("running", "ScienceMesh is running.")
                if self.on_running is not None:
                    self.on_running()
                await asyncio.wait({end, wake}, return_when=first)
            if not wake.done():
                self._become("starting", "ScienceMesh is starting again.", "companion-ended")
            how = end.result() if end.done() else "no answer in time"
        finally:
            for task in (end, wake, ready):
                task.cancel()
            await process.stop(self._patience.stop)
            self._process = None
        if self._wake.is_set():
            return None
        if asyncio.get_running_loop().time() - started > _SOUND_AFTER and was_ready:
            self._failures = 0
        return self._after_failure(was_ready, how, process.last_words())

    def _after_failure(self, was_ready: bool, how: str, last_words: str) -> float:
        self._failures += 1
        said = f" It said: {last_words[:500]}" if last_words else ""
        if not was_ready and self._failures >= self._patience.attempts:
            raise BridgeError(
                "companion-does-not-start",
                f"ScienceMesh does not start ({how}).{said} "
                "Try again, or ask whoever runs this server to look at its log.",
            )
        doubled = self._patience.restart * 2.0 ** min(self._failures - 1, 16)
        pause = min(doubled, self._patience.restart_maximum)
        what = "ended unexpectedly" if was_ready else "did not start"
        self._log.warning("The companion %s (%s); again in %.1f s.", what, how, pause)
        self._become(
            "starting", f"ScienceMesh {what} ({how}) and is started again.{said}", "companion-ended"
        )
        return pause

    def _become(self, state: State, message: str, reason: str | None = None) -> None:
        self._state: State = state
        self._message = message
        self._reason = reason
        self._since = datetime.now(timezone.utc)
