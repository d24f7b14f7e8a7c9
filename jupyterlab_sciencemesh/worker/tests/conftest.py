"""A folder with an order, and the worker started in it as a batch system does."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import tarfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

WORKER = Path(__file__).resolve().parents[1] / "sciencemesh_worker.py"
PREFIX = "SCIENCEMESH "


class Job:
    """One job: its folder, and what the worker leaves there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("SLURM_", "_CONDOR_", "JUPYTER_", "SCIENCEMESH_"))
        }
        # A suite that runs beside another must not find that one's kernels.
        self.environment["PATH"] = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        self.limits: dict[int, int] = {}

    def write(self, name: str, content: str | bytes) -> Path:
        """Put a file into the folder."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def notebook(self, *cells: str | Any, name: str = "in.ipynb") -> dict[str, Any]:
        """Write a notebook and return the part of an order that runs it."""
        made = [new_code_cell(cell) if isinstance(cell, str) else cell for cell in cells]
        self.write(name, nbformat.writes(new_notebook(cells=made)))
        return {"kind": "notebook", "path": name}

    def order(self, run: Any, **more: Any) -> None:
        """Write `job.json`."""
        self.write("job.json", json.dumps({"version": 1, "job": "job-1", "run": run, **more}))

    def start(self, *arguments: str, **options: Any) -> subprocess.Popen[str]:
        """Start the worker."""

        def limited() -> None:
            for kind, value in self.limits.items():
                resource.setrlimit(kind, (value, value))

        return subprocess.Popen(
            [sys.executable, str(WORKER), "job.json", *arguments],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=limited,
            **options,
        )

    def run(self, *arguments: str) -> tuple[int, str]:
        """Run the worker to its end; return its status and what it printed."""
        process = self.start(*arguments)
        printed, complaints = process.communicate(timeout=120)
        assert complaints == ""
        return process.returncode, printed

    def manifest(self, name: str = "manifest.json") -> dict[str, Any]:
        """What the worker says about the run."""
        return json.loads((self.folder / name).read_text())

    def told(self, name: str = "progress.jsonl") -> list[dict[str, Any]]:
        """The lines of progress that are kept in the file."""
        path = self.folder / name
        lines = path.read_text().split("\n") if path.exists() else [""]
        # The last one may be on its way.
        return [json.loads(line) for line in lines[:-1]]

    def outcome(self) -> tuple[str, str]:
        """The code and the sentence of the end."""
        outcome = self.manifest()["outcome"]
        return outcome["code"], outcome["message"]

    def executed(self, name: str = "out.ipynb") -> Any:
        """The executed notebook, which is a valid one."""
        document = nbformat.read(self.folder / name, as_version=4)
        nbformat.validate(document)
        return document

    def text_of(self, cell: int) -> str:
        """The text that a cell put out."""
        outputs = self.executed().cells[cell].outputs
        return "".join(output.get("text", "") for output in outputs)

    def outputs(self, name: str = "outputs.tar") -> dict[str, bytes]:
        """What came back."""
        with tarfile.open(self.folder / name) as archive:
            return {member.name: archive.extractfile(member).read() for member in archive}


def events(printed: str) -> list[dict[str, Any]]:
    """The lines of progress among what was printed."""
    lines = [line for line in printed.split("\n") if line.startswith(PREFIX)]
    return [json.loads(line[len(PREFIX) :]) for line in lines]


def stop_when(
    process: subprocess.Popen[str],
    is_time: Callable[[str], bool],
    number: int = signal.SIGTERM,
) -> str:
    """Send a signal as soon as a line says that it is time; return all that was printed."""
    assert process.stdout is not None
    printed = ""
    for line in process.stdout:
        printed += line
        if is_time(line):
            process.send_signal(number)
            break
    rest, _ = process.communicate(timeout=120)
    return printed + rest


def wait_for(condition: Callable[[], bool], seconds: float = 60) -> None:
    """Wait until something holds that nothing announces."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come to pass"
        time.sleep(0.02)


@pytest.fixture
def job(tmp_path: Path) -> Job:
    """A job whose folder is empty."""
    folder = tmp_path / "job"
    folder.mkdir()
    return Job(folder)
