"""What all of these notebooks share."""

import contextlib
import datetime
import pathlib


class CannotGoOn(Exception):
    """Ends a cell with a sentence in place of a traceback."""

    def _render_traceback_(self):
        return [f"{self}"]


def now():
    """This moment, as ISO 8601 with the time zone."""
    return datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds")


def size_text(size):
    """A size in bytes as people read it."""
    for unit in ("bytes", "kB", "MB", "GB"):
        if size < 1000:
            return f"{size:.0f} {unit}" if unit == "bytes" else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:.1f} TB"


def shown(text, length=200):
    """A text fit to be printed: on one line, without control characters."""
    clean = "".join(c if c.isprintable() else "·" for c in str(text)[: length + 1])
    return clean if len(clean) <= length else clean[: length - 1] + "…"


def file_sizes(folder):
    """The files below a folder with their sizes."""
    for path in sorted(pathlib.Path(folder).rglob("*")):
        with contextlib.suppress(OSError):
            if path.is_file():
                yield path, path.stat().st_size


def list_results(folder):
    """Names and sizes of what a run has written."""
    found = list(file_sizes(folder))
    print(f"{len(found)} files in {shown(folder)}")
    for path, size in found[:40]:
        print(f"  {shown(path)}  {size_text(size)}")
