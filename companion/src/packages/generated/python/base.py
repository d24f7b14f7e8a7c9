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


def written_since(moment):
    """Files in this folder that a run has written, with their sizes.

    Hidden files, notebooks and descriptions of the package are none of its
    results.
    """
    begin = datetime.datetime.fromisoformat(moment).timestamp()
    for path in sorted(pathlib.Path().rglob("*")):
        own = path.suffix == ".ipynb" or path.name in ("run-crate.json", "ro-crate-metadata.json")
        if own or any(part.startswith(".") or part == "__pycache__" for part in path.parts):
            continue
        with contextlib.suppress(OSError):
            found = path.stat()
            # File systems keep whole seconds at worst.
            if path.is_file() and found.st_mtime >= begin - 1:
                yield path, found.st_size


def list_results(started):
    """Names and sizes of what a run has written."""
    found = list(written_since(started))
    print(f"{len(found)} files were written")
    for path, size in found[:40]:
        print(f"  {shown(path)}  {size_text(size)}")
