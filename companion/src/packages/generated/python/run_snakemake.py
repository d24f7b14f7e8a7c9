"""Workflows of Snakemake."""

import json
import os
import pathlib
import shutil

from run_program import run_program


def run_snakemake(workflow, inputs, outputs):
    """Runs a workflow; the inputs become its configuration."""
    configuration = pathlib.Path(outputs) / "config.json"
    configuration.parent.mkdir(parents=True, exist_ok=True)
    given = {name: value for name, value in inputs.items() if value is not None}
    configuration.write_text(json.dumps(given, indent=2), encoding="utf-8")
    command = ["snakemake", "--snakefile", workflow, "--cores", str(os.cpu_count() or 1)]
    command += ["--configfile", str(configuration)]
    if shutil.which("conda"):
        command.append("--use-conda")
    run_program(
        command,
        log=pathlib.Path(outputs) / "log.txt",
        hint="Install it, then run this cell again: %pip install snakemake",
    )
