"""An environment as a user has it: the wheel and JupyterLab from pip, no npm."""

from __future__ import annotations

import os
import subprocess
import venv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Installation:
    """A virtual environment and what processes in it get to see."""

    folder: Path
    environment: dict[str, str]

    def command(self, name: str, *arguments: str) -> list[str]:
        """The command line of a program of this environment."""
        return [str(self.folder / "venv" / "bin" / name), *arguments]

    def run(self, name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a program of this environment to its end."""
        return subprocess.run(
            self.command(name, *arguments),
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )


@pytest.fixture(scope="session")
def installation() -> Iterator[Installation]:
    """The wheel of dist/, installed with JupyterLab of the tested version."""
    (wheel,) = (ROOT / "dist").glob("*.whl")
    with TemporaryDirectory(prefix="sciencemesh-wheel-") as name:
        folder = Path(name)
        venv.create(folder / "venv", with_pip=True)
        pip = [str(folder / "venv" / "bin" / "pip"), "install", "--quiet"]
        pip += ["--disable-pip-version-check", "--constraint", str(ROOT / "constraints-dev.txt")]
        subprocess.run([*pip, "jupyterlab", str(wheel)], check=True, stdin=subprocess.DEVNULL)
        # Nothing of the machine is on the path: no node, no npm, no system tools.
        environment = {
            "HOME": name,
            "LANG": "C.UTF-8",
            "PATH": str(folder / "venv" / "bin"),
            "TMPDIR": os.environ.get("TMPDIR", "/tmp"),
        }
        yield Installation(folder, environment)
