"""Tokens with which programs in kernels read and write shares.

A token is made here and put into the kernel's environment; the companion gets
to know its digest. Starting a kernel waits for nothing: the companion may be
down, and hears of the tokens as soon as it runs.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import os
import secrets
from typing import Any

from .error import BridgeError
from .exchange import put_json
from .supervisor import Supervisor

TOKEN_VARIABLE = "SCIENCEMESH_TOKEN"
SOCKET_VARIABLE = "SCIENCEMESH_SOCKET"

# The companion forgets what is not repeated within half an hour.
_REPEAT = 600.0
_RETRY = 2.0
_TIMEOUT = 10.0


class KernelTokens:
    """Gives each kernel of a manager a token, for as long as it runs."""

    def __init__(self, manager: Any, supervisor: Supervisor, log: logging.Logger):
        self._manager = manager
        self._supervisor = supervisor
        self._log = log
        self._digests: dict[str, str] = {}
        """By kernel."""
        self._starting: set[str] = set()
        self._changed = asyncio.Event()
        self._start_kernel = manager.start_kernel
        self._remove_kernel = manager.remove_kernel

    def install(self) -> None:
        """Takes the place of the manager's methods; on this instance only."""
        self._manager.start_kernel = self.start_kernel
        self._manager.remove_kernel = self.remove_kernel
        self._supervisor.on_running = self._changed.set

    def uninstall(self) -> None:
        """Gives the methods back."""
        self._manager.start_kernel = self._start_kernel
        self._manager.remove_kernel = self._remove_kernel

    async def start_kernel(self, *args: Any, **kwargs: Any) -> str:
        """Starts a kernel that knows where the companion is, and a token for it."""
        socket = self._supervisor.socket_path
        if socket is None or kwargs.get("kernel_id") in self._manager.list_kernel_ids():
            return await self._start_kernel(*args, **kwargs)
        token = secrets.token_urlsafe(32)
        digest = hashlib.sha256(token.encode()).hexdigest()
        given = kwargs.get("env")
        kwargs["env"] = {
            **(os.environ if given is None else given),
            TOKEN_VARIABLE: token,
            SOCKET_VARIABLE: str(socket),
        }
        # Known before it is used: the kernel may ask before its start is over.
        self._starting.add(digest)
        self._changed.set()
        try:
            kernel_id = await self._start_kernel(*args, **kwargs)
            self._digests[kernel_id] = digest
            return kernel_id
        finally:
            self._starting.discard(digest)
            self._changed.set()

    def remove_kernel(self, kernel_id: str) -> Any:
        """Jupyter calls it for a kernel that was shut down, was culled or has died."""
        if self._digests.pop(kernel_id, None) is not None:
            self._changed.set()
        return self._remove_kernel(kernel_id)

    async def keep_telling(self) -> None:
        """Tells the companion which tokens count, whenever that changes."""
        pause = _REPEAT
        while True:
            # Not `wait_for`, which before Python 3.12 can swallow a cancellation.
            waiting = asyncio.ensure_future(self._changed.wait())
            try:
                await asyncio.wait({waiting}, timeout=pause)
            finally:
                waiting.cancel()
            self._changed.clear()
            pause = _REPEAT if await self._tell() else _RETRY

    async def _tell(self) -> bool:
        endpoint = self._supervisor.endpoint
        if endpoint is None:
            # Called again when it runs.
            return True
        digests = sorted({*self._digests.values(), *self._starting})
        try:
            await put_json(endpoint, "/api/kernels", {"digests": digests}, _TIMEOUT)
        except BridgeError as error:
            self._log.debug("The companion was not told of the kernels: %s", error.message)
            return False
        return True
