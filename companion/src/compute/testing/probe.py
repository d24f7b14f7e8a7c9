"""A job that does what its plan says, for tests of batch systems.

    python3 probe.py PLAN [WORD...] [--task N]

The plan is a list of steps in JSON. ``{task}`` in names and texts is the number
of the task, 0 without ``--task``.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import time
from pathlib import Path


def main(words: list[str]) -> None:
    plan = json.loads(Path(words[0]).read_text(encoding="utf-8"))
    rest = words[1:]
    task = "0"
    if rest[-2:-1] == ["--task"]:
        task = rest[-1]
        rest = rest[:-2]

    def fill(text: str) -> str:
        return text.replace("{task}", task)

    for name, *values in plan:
        if name == "write":
            Path(fill(values[0])).write_text(fill(values[1]), encoding="utf-8")
        elif name == "copy":
            shutil.copyfile(values[0], fill(values[1]))
        elif name == "words":
            Path(values[0]).write_text(json.dumps(rest), encoding="utf-8")
        elif name == "print":
            stream = sys.stdout if values[0] == "stdout" else sys.stderr
            stream.buffer.write(fill(values[1]).encode())
            stream.flush()
        elif name == "count":
            for number in range(values[0]):
                line = values[1].replace("{number}", str(number))
                sys.stdout.buffer.write(f"{line}\n".encode())
                sys.stdout.flush()
                time.sleep(values[2])
        elif name == "wait":
            time.sleep(values[0])
        elif name == "on-term":
            told = (fill(values[0]), values[1])

            def end(_signal: int, _frame: object, told: tuple = told) -> None:
                Path(told[0]).write_text("term", encoding="utf-8")
                os._exit(told[1])

            signal.signal(signal.SIGTERM, end)
        elif name == "allocate":
            held = bytearray(values[0] << 20)
            held[::4096] = b"x" * len(held[::4096])
            time.sleep(values[1])
        elif name == "exit":
            sys.exit(values[0])
        elif name == "signal":
            signal.signal(values[0], signal.SIG_DFL)
            os.kill(os.getpid(), values[0])
            time.sleep(60)
        else:
            sys.exit(f"No such step: {name}")


main(sys.argv[1:])
