"""Where people come back to after they have signed in at a repository.

``sciencemesh/oauth/callback`` is opened by the browser itself, sent there by
the repository: a GET with a code and a state, and no XSRF token. What makes it
safe is the state, which the companion has made for this person, and takes once.

Browsers send cookies of ``SameSite=Lax``, as Jupyter's are, along with such a
navigation. Who has none is sent to the login page and comes back: without the
state of that person nobody can use what stands in the address.
"""

from __future__ import annotations

from html import escape
from http.client import responses
from typing import Any

from jupyter_server.auth.decorator import authorized
from jupyter_server.base.handlers import JupyterHandler
from tornado import web

from .error import BridgeError
from .exchange import post_json
from .headers import user_header
from .supervisor import Supervisor

# The companion exchanges the code and looks what the token opens.
_PATIENCE_SECONDS = 120

_POLICY = "; ".join(
    [
        "default-src 'none'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "sandbox",
    ]
)

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="color-scheme" content="light dark">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
</head>
<body>
<h1>{title}</h1>
{paragraphs}
</body>
</html>
"""


class SignInHandler(JupyterHandler):
    """``sciencemesh/oauth/callback``: hands code and state on, and says how it ended."""

    auth_resource = "sciencemesh"

    def initialize(self, supervisor: Supervisor) -> None:
        """Takes what the route was mounted with."""
        self.supervisor = supervisor

    @property
    def content_security_policy(self) -> str:
        """Nothing is loaded, nothing runs, and no other page frames this one."""
        return _POLICY

    # It changes whose account the person publishes with.
    @web.authenticated
    @authorized("write")
    async def get(self) -> None:
        """Has the companion finish what the person began."""
        endpoint = self.supervisor.endpoint
        if endpoint is None:
            self._say(503, "Not signed in", self.supervisor.status()["message"])
            return
        brought = {
            name: self.get_query_argument(name, "") for name in ("state", "code", "error", "iss")
        }
        try:
            status, answer = await post_json(
                endpoint,
                "/api/oauth/answer",
                {name: value for name, value in brought.items() if value},
                {"X-Jupyter-User": user_header(self.current_user.username)},
                _PATIENCE_SECONDS,
            )
        except BridgeError as error:
            self.log.warning("Nobody was signed in: %s", error.message)
            self._say(502, "Not signed in", "ScienceMesh broke off. Begin again in JupyterLab.")
            return
        if status == 200:
            name, message = answer["name"], answer["message"]
            self._say(
                200,
                f"You are signed in at {name}",
                *([message] if message else []),
                "You may close this tab and go on in JupyterLab.",
            )
        elif status == 400:
            self._say(
                400,
                "Not signed in",
                "This address is not one that a repository sends people back to. "
                "Begin again in JupyterLab.",
            )
        else:
            self._say(status, "Not signed in", answer["message"])

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Says in a page of the same kind what Jupyter refuses."""
        reason = responses.get(status_code, "unknown")
        self._say(
            status_code,
            "Not signed in",
            "You may not use ScienceMesh on this Jupyter server. Ask its administrator."
            if status_code == 403
            else f"The Jupyter server failed ({status_code} {reason}). Begin again in JupyterLab.",
        )

    def _say(self, status: int, title: str, *sentences: str) -> None:
        self.set_status(status)
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.set_header("Content-Security-Policy", self.content_security_policy)
        # The address holds a code, if one that is used up by now.
        self.set_header("Cache-Control", "no-store")
        self.set_header("Referrer-Policy", "no-referrer")
        paragraphs = "\n".join(f"<p>{escape(sentence)}</p>" for sentence in sentences)
        self.finish(_PAGE.format(title=escape(title), paragraphs=paragraphs))
