"""A first look at a file of any kind."""

import gzip
import pathlib

from base import shown, size_text

# Where a library has another name on PyPI, or several bring it.
PACKAGES = {"PIL": "Pillow"}


def first_look(show, path, rows):
    """Shows a file, or says in a sentence why it cannot be shown."""
    if not pathlib.Path(path).is_file():
        print(f"{shown(path)} is not here yet. The preview of the package can fetch it.")
        return
    try:
        show(path, rows)
    except ImportError as error:
        package = PACKAGES.get(error.name, error.name)
        print(f"This kind of file is read with {package}: %pip install {package}")
    except Exception as error:
        print(f"It cannot be shown in this way: {shown(error)}")
        show_text(path, rows)


def show_text(path, rows):
    """The beginning of a file: its lines, or its bytes when it is no text."""
    size = pathlib.Path(path).stat().st_size
    opened = gzip.open if str(path).endswith(".gz") else open
    with opened(path, "rb") as file:
        start = file.read(65536)
    if b"\0" in start:
        print(f"{size_text(size)} of binary data, which begin with")
        for offset in range(0, min(len(start), 128), 16):
            part = start[offset : offset + 16]
            letters = "".join(chr(byte) if 32 <= byte < 127 else "." for byte in part)
            print(f"  {offset:04x}  {part.hex(' '):<48} {letters}")
        return
    lines = start.decode("utf-8", "replace").splitlines()
    print(f"{size_text(size)} of text, which begin with\n")
    for line in lines[: max(rows, 20)]:
        print(shown(line.expandtabs(4)))
    if len(lines) > max(rows, 20) or size > len(start):
        print("…")
