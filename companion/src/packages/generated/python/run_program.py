"""Programs that the notebook starts."""

import os
import pathlib
import shutil
import subprocess

from base import CannotGoOn, shown


def run_program(command, environment=None, log="log.txt", hint=""):
    """Runs a program, shows what it says as it comes, and keeps it in a file."""
    if shutil.which(command[0]) is None:
        raise CannotGoOn(f"{command[0]} is not installed here. {hint}".strip())
    pathlib.Path(log).parent.mkdir(parents=True, exist_ok=True)
    print("$", " ".join(shown(part, 60) for part in command), flush=True)
    with open(log, "w", encoding="utf-8") as kept:
        process = subprocess.Popen(
            command,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        )
        with process:
            for line in process.stdout:
                kept.write(line)
                print(line, end="", flush=True)
    if process.returncode != 0:
        raise CannotGoOn(f"{command[0]} ended with status {process.returncode}. See above why.")


def option_list(parameters):
    """Parameters as options: ``--name value``; what has no value is left out."""
    options = []
    for name, value in parameters.items():
        if value is None or value is False:
            continue
        options.append(f"--{name}")
        if isinstance(value, (list, tuple)):
            options.extend(map(str, value))
        elif value is not True:
            options.append(str(value))
    return options
