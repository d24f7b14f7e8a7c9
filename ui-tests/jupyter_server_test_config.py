"""The server of the journeys: as a person has it, with a token and XSRF checks.

Galata's own configuration switches both off, and would let errors in what this
extension does with them pass.
"""

import os
from pathlib import Path
from tempfile import mkdtemp
from urllib.parse import urlsplit

import jupyterlab

c = get_config()  # noqa: F821

c.ServerApp.ip = "127.0.0.1"
c.ServerApp.port = urlsplit(os.environ["JUPYTERLAB_URL"]).port
c.ServerApp.port_retries = 0
c.ServerApp.open_browser = False
c.ServerApp.allow_root = True
c.ServerApp.root_dir = mkdtemp(prefix="sciencemesh-root-")
c.IdentityProvider.token = os.environ["JUPYTERLAB_TOKEN"]
c.LabApp.workspaces_dir = mkdtemp(prefix="sciencemesh-workspaces-")
c.LabApp.expose_app_in_browser = True
c.LabServerApp.extra_labextensions_path = str(Path(jupyterlab.__file__).parent / "galata")
