"""Keep the credentials that HTCondor's credd was given ready for its jobs.

A pool's credmon turns what a person has stored (``SERVICE.top``) into what jobs
get (``SERVICE.use``). This one hands on the access token as it was stored, as a
real one does until the token is about to end; credd wakes it by SIGHUP.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path


def renew(stored: Path) -> None:
    """Put a stored credential in place for jobs, unless it is there already."""
    used = stored.with_suffix(".use")
    if used.exists() and used.stat().st_mtime_ns >= stored.stat().st_mtime_ns:
        return
    written = used.with_suffix(".new")
    written.touch(mode=0o600)
    written.write_bytes(stored.read_bytes())
    written.replace(used)


def main(folder: Path) -> None:
    """Look after the folder for good."""
    signal.signal(signal.SIGHUP, lambda *_: None)
    (folder / "pid").write_text(str(os.getpid()))
    while True:
        for stored in folder.glob("*/*.top"):
            try:
                renew(stored)
            except FileNotFoundError:
                # It was taken back meanwhile.
                continue
        # A signal ends the sleep early in C, but not in Python.
        time.sleep(0.2)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
