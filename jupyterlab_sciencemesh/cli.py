"""The command ``sciencemesh``: the companion's own command line, run with the right Node."""

from __future__ import annotations

import os
import sys

from .environment import kernel_environment
from .error import BridgeError
from .node import companion_command, find_node


def main() -> None:
    """Becomes the companion with the same arguments; exits with 2 if it cannot."""
    try:
        command = companion_command(find_node(os.environ.get("SCIENCEMESH_NODE", "")))
    except BridgeError as error:
        print(f"sciencemesh: {error.message}", file=sys.stderr)
        sys.exit(2)
    sys.stdout.flush()
    os.execve(command[0], [*command, *sys.argv[1:]], {**os.environ, **kernel_environment()})
