"""The private folder for the companion's socket."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

from .error import BridgeError

# The shorter of the limits of Linux (108) and macOS (104), with the final NUL.
_SOCKET_PATH_LIMIT = 104

SOCKET_NAME = "companion.sock"


def make_runtime_folder() -> Path:
    """A new folder with mode 0700 on a local file system, short enough for a socket.

    Never in the home folder, which may be a network file system without
    sockets, unless everything lies there.
    """
    folders = [*_user_runtime_folder(), tempfile.gettempdir(), "/tmp"]
    home = Path.home()
    local = [folder for folder in folders if home not in Path(folder).resolve().parents]
    for parent in local or folders:
        try:
            folder = Path(tempfile.mkdtemp(prefix="sciencemesh-", dir=parent))
        except OSError:
            continue
        if len(os.fsencode(folder / SOCKET_NAME)) < _SOCKET_PATH_LIMIT:
            return folder
        folder.rmdir()
    raise BridgeError(
        "no-runtime-folder",
        "There is no folder for the companion's socket: tried "
        f"{', '.join(map(str, local or folders))}. Set XDG_RUNTIME_DIR or TMPDIR to a short "
        "path on a local disk.",
    )


def _user_runtime_folder() -> list[str]:
    """``XDG_RUNTIME_DIR``, if it is as private as its specification wants it."""
    folder = os.environ.get("XDG_RUNTIME_DIR", "")
    try:
        facts = os.stat(folder)
    except OSError:
        return []
    private = stat.S_ISDIR(facts.st_mode) and stat.S_IMODE(facts.st_mode) == 0o700
    return [folder] if private and facts.st_uid == os.getuid() else []
