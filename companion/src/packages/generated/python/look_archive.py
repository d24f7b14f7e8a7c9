"""Archives, of which only the list is shown."""

import tarfile
import zipfile

from base import shown, size_text


def show_archive(path, rows):
    """The files in an archive; nothing is unpacked."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            found = [(item.filename, item.file_size) for item in archive.infolist()]
    else:
        with tarfile.open(path) as archive:
            found = [
                (item.name, item.size) for _, item in zip(range(10_000), archive, strict=False)
            ]
    print(f"{len(found):,} entries")
    for name, size in found[:40]:
        print(f"  {size_text(size):>12}  {shown(name, 100)}")
    if len(found) > 40:
        print(f"  … {len(found) - 40:,} more")
