"""Workflows in the Common Workflow Language."""

import json
import pathlib
import shutil

from run_program import run_program


def cwl_file(path):
    """A file as CWL wants it described; None where there is none."""
    if path is None:
        return None
    if isinstance(path, (list, tuple)):
        return [cwl_file(item) for item in path]
    return {"class": "File", "path": str(pathlib.Path(path).resolve())}


def run_cwl(workflow, inputs, outputs):
    """Runs a workflow with cwltool; without a container engine it tries so."""
    job = pathlib.Path(outputs) / "job.json"
    job.parent.mkdir(parents=True, exist_ok=True)
    given = {name: value for name, value in inputs.items() if value is not None}
    job.write_text(json.dumps(given, indent=2), encoding="utf-8")
    engine = next(filter(shutil.which, ("docker", "podman", "apptainer", "singularity")), None)
    options = {
        None: ["--no-container"],
        "docker": [],
        "podman": ["--podman"],
        "apptainer": ["--singularity"],
        "singularity": ["--singularity"],
    }[engine]
    run_program(
        ["cwltool", "--outdir", str(outputs), *options, workflow, str(job)],
        log=pathlib.Path(outputs) / "log.txt",
        hint="Install it, then run this cell again: %pip install cwltool",
    )
