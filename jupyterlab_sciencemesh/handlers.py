"""The handlers that answer from Python, also when the companion is down."""

from __future__ import annotations

import json
from typing import Any

from jupyter_server.auth.decorator import authorized
from jupyter_server.base.handlers import APIHandler
from tornado import web

from .supervisor import Supervisor


class CompanionUnavailableError(web.HTTPError):
    """The companion cannot answer; ``status`` says why, as in ``sciencemesh/status``."""

    def __init__(self, status_code: int, status: dict[str, Any]):
        self.status = status
        self.message = (
            "ScienceMesh broke off before it answered. Try again."
            if status["state"] == "running"
            else status["message"]
        )
        super().__init__(status_code, "The companion is not available: %s", self.message)


class ScienceMeshHandler(APIHandler):
    """What all handlers of the bridge share: JSON errors, one resource, the supervisor."""

    auth_resource = "sciencemesh"

    def initialize(self, supervisor: Supervisor) -> None:
        """Takes what the route was mounted with."""
        self.supervisor = supervisor

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Answers as the companion does for its own failures, with the status added."""
        error = (kwargs.get("exc_info") or (None, None))[1]
        if not isinstance(error, CompanionUnavailableError):
            super().write_error(status_code, **kwargs)
            return
        self.set_header("Retry-After", "1")
        self.finish(
            json.dumps(
                {
                    "code": "companion-unavailable",
                    "message": error.message,
                    "status": error.status,
                }
            )
        )


class StatusHandler(ScienceMeshHandler):
    """``sciencemesh/status``: how the companion is."""

    # Pages ask on their own, which is no sign of a person at work.
    _track_activity = False

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Answers with :meth:`Supervisor.status`."""
        self.finish(json.dumps(self.supervisor.status()))


class RestartHandler(ScienceMeshHandler):
    """``sciencemesh/restart``: the person's "try again"."""

    @web.authenticated
    @authorized
    async def post(self) -> None:
        """Starts the companion anew and answers 202 with its status."""
        self.supervisor.restart()
        self.set_status(202)
        self.finish(json.dumps(self.supervisor.status()))
