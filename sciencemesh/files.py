"""An open file of a share."""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING, Any

from fsspec.spec import AbstractBufferedFile

if TYPE_CHECKING:
    from .filesystem import OcmFileSystem

# What is written waits in memory up to this size, then on the disk.
_IN_MEMORY = 8 * 1024 * 1024


class OcmFile(AbstractBufferedFile):
    """Reads the blocks that are asked for; writes the whole when it is closed.

    A file of a share is replaced as a whole or not at all, so that nobody sees
    half of it. One that changes while it is read gives :class:`ChangedError`
    rather than a mixture.
    """

    fs: OcmFileSystem

    def __init__(self, fs: OcmFileSystem, path: str, mode: str = "rb", **kwargs: Any):
        self._etag: str | None = None
        self._content: Any = None
        super().__init__(fs, path, mode, **kwargs)

    def _fetch_range(self, start: int, end: int) -> bytes:
        content, etag = self.fs.read_range(self.path, start, end, self._etag)
        self._etag = self._etag or etag
        return content

    def _initiate_upload(self) -> None:
        self._content = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)

    def _upload_chunk(self, final: bool = False) -> bool:
        self._content.write(self.buffer.getbuffer())
        if final and self.autocommit:
            self.commit()
        return True

    def commit(self) -> None:
        """Sends what was written."""
        try:
            self.fs.send(self.path, self._content, exclusive="x" in self.mode)
        finally:
            self._content.close()

    def discard(self) -> None:
        """Forgets what was written."""
        self._content.close()
