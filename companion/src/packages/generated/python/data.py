"""The files of the package, as they lie on disk."""

import pathlib

from base import shown, size_text


def check_files(files):
    """Compares the files on disk with what the package says about them."""
    here, total, notes = 0, 0, []
    for file in files:
        path = pathlib.Path(file["path"])
        if not path.is_file():
            notes.append(f"  ✗ {shown(path)} is not here")
            continue
        size = path.stat().st_size
        here, total = here + 1, total + size
        if file["size"] not in (None, size):
            notes.append(f"  ! {shown(path)} has {size_text(size)}, not {size_text(file['size'])}")
        elif len(files) <= 20:
            notes.append(f"  ✓ {shown(path)}  {size_text(size)}")
    print(f"{here} of {len(files)} files are here, {size_text(total)}")
    print("\n".join(notes[:50]))
