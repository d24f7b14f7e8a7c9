"""Workflows of Nextflow."""

import json
import pathlib

from run_program import run_program


def run_nextflow(workflow, inputs, outputs):
    """Runs a workflow; the inputs become its parameters."""
    parameters = pathlib.Path(outputs) / "params.json"
    parameters.parent.mkdir(parents=True, exist_ok=True)
    given = {name: value for name, value in inputs.items() if value is not None}
    given.setdefault("outdir", str(pathlib.Path(outputs).resolve()))
    parameters.write_text(json.dumps(given, indent=2), encoding="utf-8")
    run_program(
        ["nextflow", "run", workflow, "-params-file", str(parameters)],
        log=pathlib.Path(outputs) / "log.txt",
        hint="It needs Java, and is installed as nextflow.io describes.",
    )
