"""The drive "ScienceMesh" for fsspec: ``ocm://<share>/<path>``."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any, BinaryIO

from fsspec.spec import AbstractFileSystem

from .companion import Companion, copy_to
from .errors import ChangedError
from .files import OcmFile

_AT_ONCE = 8


class OcmFileSystem(AbstractFileSystem):
    """Shares received over Open Cloud Mesh: the root holds one folder for each.

    Nothing is cached between calls, as colleagues work in the same folders. An
    open file keeps the blocks that it has read.
    """

    protocol = "ocm"
    root_marker = ""
    cachable = True

    def __init__(self, socket: str | None = None, token: str | None = None, **kwargs: Any):
        """Connects as the environment says, or as given."""
        super().__init__(**kwargs)
        self._companion = Companion(socket, token)

    @classmethod
    def _strip_protocol(cls, path: Any) -> Any:
        if isinstance(path, list):
            return [cls._strip_protocol(item) for item in path]
        return os.fspath(path).removeprefix("ocm://").strip("/")

    # Looking

    def ls(self, path: str, detail: bool = True, **kwargs: Any) -> list[Any]:
        """The items of a folder; a file lists itself."""
        path = self._strip_protocol(path)
        model = (
            self._companion.ask_json("GET", "contents", path, query={"content": "1"})
            if (not path or self.isdir(path))
            else None
        )
        items = [self.info(path)] if model is None else [_info(item) for item in model["content"]]
        return items if detail else [item["name"] for item in items]

    def info(self, path: str, **kwargs: Any) -> dict[str, Any]:
        """Size, type, time of a file or folder."""
        path = self._strip_protocol(path)
        if not path:
            return {"name": "", "size": 0, "type": "directory"}
        query = {"content": "0", "hash": "1"}
        return _info(self._companion.ask_json("GET", "contents", path, query=query))

    def exists(self, path: str, **kwargs: Any) -> bool:
        """Whether something is there; raises where that cannot be known."""
        try:
            self.info(path)
        except FileNotFoundError:
            return False
        return True

    def isdir(self, path: str) -> bool:
        """Whether it is a folder; raises where that cannot be known."""
        try:
            return bool(self.info(path)["type"] == "directory")
        except FileNotFoundError:
            return False

    def isfile(self, path: str) -> bool:
        """Whether it is a file; raises where that cannot be known."""
        try:
            return bool(self.info(path)["type"] == "file")
        except FileNotFoundError:
            return False

    def created(self, path: str) -> datetime:
        """When it was made, as far as the server says."""
        return datetime.fromisoformat(self.info(path)["created"].replace("Z", "+00:00"))

    def modified(self, path: str) -> datetime:
        """When it was changed last."""
        return datetime.fromisoformat(self.info(path)["modified"].replace("Z", "+00:00"))

    def checksum(self, path: str) -> str:
        """The server's mark of this state of the file; its time and size where it has none."""
        info = self.info(path)
        return str(info["etag"] or (info["modified"], info["size"]))

    ukey = checksum

    # Reading

    def read_range(
        self, path: str, start: int, end: int | None, etag: str | None = None
    ) -> tuple[bytes, str | None]:
        """Bytes from ``start`` up to ``end``, and the mark of the state that they are of.

        Raises :class:`ChangedError` when that is not ``etag``.
        """
        if end is not None and end <= start:
            return b"", etag
        last = "" if end is None else str(end - 1)
        headers = {"Range": f"bytes={start}-{last}"}
        try:
            with self._companion.ask("GET", "raw", path, headers=headers) as answer:
                found = answer.headers.get("ETag")
                if etag is not None and found is not None and found != etag:
                    raise ChangedError(
                        errno.ESTALE, "The file was changed while it was read. Open it again.", path
                    )
                content = answer.read()
                if answer.status == 200:
                    # A server without ranges: the whole came.
                    content = content[start:end]
        except OSError as error:
            # Beyond the end there is nothing, as with any file.
            if error.errno == errno.EINVAL and start >= self.info(path)["size"]:
                return b"", etag
            raise
        return content, found

    def cat_file(
        self, path: str, start: int | None = None, end: int | None = None, **kwargs: Any
    ) -> bytes:
        """The bytes of a file, or a part of them; negative numbers count from its end."""
        path = self._strip_protocol(path)
        if (start or 0) < 0 or (end or 0) < 0:
            size = self.info(path)["size"]
            start = max(0, size + start) if start is not None and start < 0 else start
            end = size + end if end is not None and end < 0 else end
        if not start and end is None:
            with self._companion.ask("GET", "raw", path) as answer:
                return answer.read()
        return self.read_range(path, start or 0, end)[0]

    def cat_ranges(
        self,
        paths: Sequence[str],
        starts: Any,
        ends: Any,
        max_gap: int | None = None,
        on_error: str = "return",
        **kwargs: Any,
    ) -> list[Any]:
        """Many ranges of many files, some at the same time."""
        starts = starts if isinstance(starts, (list, tuple)) else [starts] * len(paths)
        ends = ends if isinstance(ends, (list, tuple)) else [ends] * len(paths)

        def fetch(path: str, start: int | None, end: int | None) -> Any:
            try:
                return self.cat_file(path, start, end)
            except Exception as error:
                if on_error == "return":
                    return error
                raise

        with ThreadPoolExecutor(_AT_ONCE) as threads:
            return list(threads.map(fetch, paths, starts, ends))

    def get_file(self, rpath: str, lpath: str, callback: Any = None, **kwargs: Any) -> None:
        """Copies a file to this machine; it appears there when it is whole."""
        rpath = self._strip_protocol(rpath)
        if hasattr(lpath, "write"):
            with self._companion.ask("GET", "raw", rpath) as answer:
                copy_to(answer, lpath)
            return
        if self.isdir(rpath):
            os.makedirs(lpath, exist_ok=True)
            return
        folder = os.path.dirname(os.path.abspath(lpath))
        os.makedirs(folder, exist_ok=True)
        with self._companion.ask("GET", "raw", rpath) as answer:
            part = tempfile.NamedTemporaryFile(dir=folder, prefix=".ocm-", delete=False)
            try:
                with part:
                    copy_to(answer, part)
                os.replace(part.name, lpath)
            except BaseException:
                os.unlink(part.name)
                raise

    # Writing

    def send(self, path: str, content: bytes | BinaryIO, exclusive: bool = False) -> None:
        """Writes a file as a whole; ``exclusive``: only where nothing is."""
        headers = {"Content-Type": "application/octet-stream", "X-ScienceMesh-Upload": "1"}
        if exclusive:
            headers["If-None-Match"] = "*"
        try:
            with self._companion.ask("PUT", "raw", path, headers=headers, body=content) as answer:
                answer.read()
        except ChangedError as error:
            if exclusive:
                raise FileExistsError(errno.EEXIST, "There is a file already.", path) from error
            raise

    def pipe_file(self, path: str, value: bytes, mode: str = "overwrite", **kwargs: Any) -> None:
        """Writes bytes."""
        self.send(self._strip_protocol(path), bytes(value), exclusive=mode == "create")

    def put_file(
        self, lpath: str, rpath: str, callback: Any = None, mode: str = "overwrite", **kwargs: Any
    ) -> None:
        """Copies a file of this machine to a share."""
        rpath = self._strip_protocol(rpath)
        if os.path.isdir(lpath):
            self.makedirs(rpath, exist_ok=True)
            return
        self.makedirs(self._parent(rpath), exist_ok=True)
        with open(lpath, "rb") as content:
            self.send(rpath, content, exclusive=mode == "create")

    def touch(self, path: str, truncate: bool = True, **kwargs: Any) -> None:
        """Makes an empty file, or empties one."""
        if truncate or not self.exists(path):
            self.pipe_file(path, b"")

    def _open(
        self,
        path: str,
        mode: str = "rb",
        block_size: int | str | None = None,
        autocommit: bool = True,
        cache_options: dict[str, Any] | None = None,
        cache_type: str = "blockcache",
        **kwargs: Any,
    ) -> OcmFile:
        if mode not in ("rb", "wb", "xb"):
            raise ValueError(f'A file of a share is opened for "rb", "wb" or "xb", not "{mode}".')
        return OcmFile(
            self,
            path,
            mode,
            block_size=block_size if isinstance(block_size, int) else 1024 * 1024,
            autocommit=autocommit,
            cache_type=cache_type,
            cache_options=cache_options,
            **kwargs,
        )

    # Arranging

    def mkdir(self, path: str, create_parents: bool = True, **kwargs: Any) -> None:
        """Makes a folder; raises ``FileExistsError`` where something is."""
        path = self._strip_protocol(path)
        if self.exists(path):
            raise FileExistsError(errno.EEXIST, "There is something of this name already.", path)
        parent = self._parent(path)
        if create_parents and parent and not self.isdir(parent):
            self.mkdir(parent)
        self._companion.ask_json("PUT", "contents", path, value={"type": "directory"})

    def makedirs(self, path: str, exist_ok: bool = False) -> None:
        """Makes a folder and those above it."""
        path = self._strip_protocol(path)
        if self.isdir(path):
            if not exist_ok:
                raise FileExistsError(errno.EEXIST, "There is such a folder already.", path)
            return
        self.mkdir(path)

    def rmdir(self, path: str) -> None:
        """Removes an empty folder."""
        path = self._strip_protocol(path)
        if self.ls(path, detail=False):
            raise OSError(errno.ENOTEMPTY, "The folder is not empty.", path)
        self._companion.ask_json("DELETE", "contents", path)

    def rm_file(self, path: str) -> None:
        """Removes a file."""
        self._companion.ask_json("DELETE", "contents", self._strip_protocol(path))

    def rm(self, path: Any, recursive: bool = False, maxdepth: int | None = None) -> None:
        """Removes files; folders with all below them only if ``recursive``."""
        for found in self.expand_path(path, recursive=False):
            if not recursive and self.isdir(found):
                raise IsADirectoryError(
                    errno.EISDIR, "It is a folder. Say recursive=True to remove all of it.", found
                )
            self.rm_file(found)

    def mv(self, path1: str, path2: str, recursive: Any = None, **kwargs: Any) -> None:
        """Renames or moves; never over something that is there."""
        source, target = self._strip_protocol(path1), self._strip_protocol(path2)
        self._companion.ask_json("PATCH", "contents", source, value={"path": target})

    def cp_file(self, path1: str, path2: str, **kwargs: Any) -> None:
        """Copies at the server; never over something that is there."""
        source, target = self._strip_protocol(path1), self._strip_protocol(path2)
        if self.isdir(source):
            self.makedirs(target, exist_ok=True)
            return
        if self.exists(target):
            raise FileExistsError(errno.EEXIST, "There is something of this name already.", target)
        made = self._companion.ask_json(
            "POST", "contents", self._parent(target), value={"copy_from": source}
        )
        if made["path"] != target:
            self.mv(made["path"], target)


def _info(model: dict[str, Any]) -> dict[str, Any]:
    """What fsspec calls what Jupyter tells."""
    is_folder = model["type"] == "directory"
    return {
        "name": model["path"],
        "size": 0 if is_folder else model.get("size"),
        "type": "directory" if is_folder else "file",
        "created": model["created"],
        "modified": model["last_modified"],
        "mimetype": model.get("mimetype"),
        "etag": model.get("hash"),
        "writable": model["writable"],
    }
