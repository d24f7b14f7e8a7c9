"""Where the kernel of a notebook on the drive works.

Jupyter asks for a kernel's folder in the middle of its loop, so the answer
comes from a small index that the companion keeps, without a request.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

INDEX_NAME = "mirrors.json"

_DRIVE = "ScienceMesh:"


class WorkingFolders:
    """Takes the place of a kernel manager's ``cwd_for_path``.

    Paths of the drive lead into the working copy of their share, or into its
    mount; so do those of a drive with a person's own files, which the index
    names. All other paths go to the original. A folder that is not there (yet)
    is answered with the nearest one above it, as Jupyter does.
    """

    def __init__(self, index: Path, original: Callable[..., str], log: logging.Logger):
        self._index = index
        self._original = original
        self._log = log

    def __call__(self, path: str, **kwargs: Any) -> str:
        """The folder of a notebook, or of the folder that it is in."""
        drive, colon, rest = path.lstrip("/").partition(":")
        if not colon or "/" in drive:
            return self._original(path, **kwargs)
        is_own = drive + colon != _DRIVE
        try:
            folder = self._find_own(drive, rest) if is_own else self._find(rest)
        except Exception as error:
            # Whatever is wrong with the index or the disk, the kernel starts.
            self._log.warning("The working copy for a kernel cannot be used: %s", error)
            folder = None
        # A folder of Jupyter's own may have a colon in its name, too.
        return folder or self._original(path if is_own else "", **kwargs)

    def _find(self, path: str) -> str | None:
        share, *names = path.strip("/").split("/")
        index = self._read()
        if not share:
            os.makedirs(index["root"], exist_ok=True)
            return str(index["root"])
        return self._folder(index["shares"].get(share), names)

    def _find_own(self, drive: str, path: str) -> str | None:
        space, *names = path.strip("/").split("/")
        return self._folder(self._read()["shares"].get(f"{drive}:/{space}"), names)

    def _read(self) -> dict[str, Any]:
        index: dict[str, Any] = json.loads(self._index.read_text(encoding="utf-8"))
        return index

    @staticmethod
    def _folder(place: dict[str, str] | None, names: list[str]) -> str | None:
        if place is None:
            return None
        folder = str(place["folder"])
        if place["kind"] == "copy":
            os.makedirs(folder, exist_ok=True)
        elif not os.path.isdir(folder):
            return None
        return _below(os.path.realpath(folder), names)


class KernelPaths:
    """Takes the place of a contents manager's ``get_kernel_path``.

    It makes a folder of a notebook's path. A notebook in the root of the drive
    is a share by itself, whose working copy goes by its whole path.
    """

    def __init__(self, original: Callable[..., Any]):
        self._original = original

    def __call__(self, path: str, **kwargs: Any) -> Any:
        """What ``cwd_for_path`` is asked about; of some managers to be awaited."""
        if path.lstrip("/").startswith(_DRIVE) and "/" not in path.strip("/"):
            return path
        return self._original(path=path, **kwargs)


def _below(top: str, names: list[str]) -> str:
    """The deepest folder on a way that never leaves ``top``."""
    folder = top
    for name in names:
        if name in ("", ".", "..") or "\0" in name or len(os.fsencode(name)) > 255:
            break
        below = os.path.realpath(os.path.join(folder, name))
        if not below.startswith(os.path.join(top, "")) or not os.path.isdir(below):
            break
        folder = below
    return folder
