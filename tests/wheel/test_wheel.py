"""What a user has after `pip install` of the wheel, without npm."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest
from server import Server, running_server, wait_until

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def names() -> list[str]:
    (wheel,) = (ROOT / "dist").glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return archive.namelist()


def test_wheel_holds_extension_companion_and_licences(names):
    assert "jupyterlab_sciencemesh/companion/main.mjs" in names
    assert "jupyterlab_sciencemesh/companion/third-party-licenses.txt" in names
    data = next(name.split("/")[0] for name in names if ".data/" in name)
    lab = f"{data}/data/share/jupyter/labextensions/jupyterlab-sciencemesh"
    assert f"{lab}/package.json" in names
    assert f"{lab}/install.json" in names
    assert any(name.startswith(f"{lab}/static/remoteEntry.") for name in names)
    assert f"{data}/data/etc/jupyter/jupyter_server_config.d/jupyterlab_sciencemesh.json" in names


def test_wheel_holds_every_module_of_the_companion(names):
    built = ROOT / "jupyterlab_sciencemesh" / "companion"
    modules = [path.relative_to(ROOT).as_posix() for path in built.glob("*.mjs")]
    assert len(modules) > 1
    assert not set(modules) - set(names)


def test_wheel_holds_what_the_companion_reads(names):
    assets = ROOT / "jupyterlab_sciencemesh" / "companion" / "assets"
    files = [path.relative_to(ROOT).as_posix() for path in assets.rglob("*") if path.is_file()]
    assert "jupyterlab_sciencemesh/companion/assets/cs3/definitions.binpb" in files
    assert not set(files) - set(names)


def test_wheel_holds_no_tests_and_no_sources_of_the_companion(names):
    assert not [name for name in names if "/tests/" in name or name.endswith((".ts", ".map"))]


def test_environment_has_no_npm(installation):
    path = installation.environment["PATH"]
    assert shutil.which("npm", path=path) is None
    assert shutil.which("node", path=path) is None


def test_lab_extension_is_enabled(installation):
    listing = installation.run("jupyter", "labextension", "list")
    lines = (listing.stdout + listing.stderr).splitlines()
    (line,) = [line for line in lines if "jupyterlab-sciencemesh" in line]
    assert "enabled" in line
    assert "OK" in line


def test_server_extension_is_enabled(installation):
    listing = installation.run("jupyter", "server", "extension", "list")
    lines = (listing.stdout + listing.stderr).splitlines()
    found = [line for line in lines if "jupyterlab_sciencemesh" in line]
    assert any("enabled" in line for line in found)
    assert any("OK" in line for line in found)


def test_command_line_explains_itself(installation):
    answer = installation.run("sciencemesh", "--help")
    assert answer.returncode == 0, answer.stderr
    assert "sciencemesh serve" in answer.stdout


def test_kernels_have_the_file_system_for_shares(installation):
    look = "import fsspec; print(type(fsspec.filesystem('ocm')).__module__)"
    answer = installation.run("python", "-c", look)
    assert (answer.stdout, answer.stderr) == ("sciencemesh.filesystem\n", "")


def companion_runs(server: Server) -> bool:
    status = server.get_json("sciencemesh/status")
    assert status["state"] != "failed", status["message"]
    return status["state"] == "running"


def test_server_offers_the_extension_and_the_companion(installation):
    with running_server(installation) as server:
        page = server.get("lab")
        assert "jupyterlab-sciencemesh" in page
        wait_until(lambda: companion_runs(server))
        assert server.get_json("sciencemesh/api/shares") == {"items": []}
