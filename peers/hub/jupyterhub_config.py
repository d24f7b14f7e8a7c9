"""A JupyterHub on loopback, as docs/operator-guide.md says, for people whose login a test decides.

What differs from one start to the next comes from ``settings.json`` in the
folder where the Hub works; ``logins.json`` there is the auth state of each person.
"""

import json
import os
import signal
import threading
import time
from pathlib import Path

from jupyterhub.auth import Authenticator

folder = Path.cwd()
settings = json.loads((folder / "settings.json").read_text())


def login_of(name):
    """What a provider of identities would give, or None where the login has ended."""
    return json.loads((folder / "logins.json").read_text()).get(name)


class LoginsOfTheTest(Authenticator):
    """Lets everybody in who has a login, whatever the password, and renews it."""

    async def authenticate(self, handler, data):
        name = data["username"]
        login = login_of(name)
        return None if login is None else {"name": name, "auth_state": login}

    async def refresh_user(self, user, handler=None):
        login = login_of(user.name)
        return False if login is None else {"name": user.name, "auth_state": login}


def end_with(owner):
    """Ends the Hub when who started it has ended, however that was."""
    while Path(f"/proc/{owner}").exists():
        time.sleep(0.5)
    os.kill(os.getpid(), signal.SIGTERM)


threading.Thread(target=end_with, args=[settings["owner"]], daemon=True).start()

c = get_config()  # noqa: F821
c.JupyterHub.bind_url = f"http://127.0.0.1:{settings['ports']['public']}"
c.JupyterHub.hub_bind_url = f"http://127.0.0.1:{settings['ports']['hub']}"
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{settings['ports']['proxy']}"
c.ConfigurableHTTPProxy.command = settings["proxy"]
c.JupyterHub.db_url = "sqlite:///hub.sqlite"
# Servers outlive the Hub, and keep their tokens, as they do where it is renewed.
c.JupyterHub.cleanup_servers = False

c.JupyterHub.authenticator_class = LoginsOfTheTest
c.Authenticator.allow_all = True
c.Authenticator.enable_auth_state = settings["authState"]
c.Authenticator.auth_refresh_age = 1
c.Authenticator.auth_refresh_strict = settings["strict"]

c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = str(folder / "homes" / "{username}")
c.Spawner.cmd = settings["server"]
c.Spawner.args = [str(folder), str(settings["owner"])]

scopes = settings["scopes"]
c.JupyterHub.load_roles = [
    {"name": "user", "scopes": ["self", *scopes["user"]]},
    {
        "name": "server",
        "scopes": ["users:activity!user", "access:servers!server", *scopes["server"]],
    },
    {"name": "test", "scopes": ["admin:servers", "read:users"], "services": ["test"]},
]
c.JupyterHub.services = [{"name": "test", "api_token": settings["adminToken"]}]
