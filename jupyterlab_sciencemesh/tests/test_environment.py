"""What the companion gets to know of its surroundings."""

import json
import os
import sys
import tempfile
from pathlib import Path

import pytest
from jupyter_core.paths import jupyter_path

from jupyterlab_sciencemesh.environment import allowed_environment
from jupyterlab_sciencemesh.error import BridgeError
from jupyterlab_sciencemesh.runtime import make_runtime_folder

PASSED = [
    *["PATH", "HOME", "USER", "LANG", "LC_ALL", "LC_TIME", "TMPDIR", "XDG_RUNTIME_DIR"],
    *["HTTP_PROXY", "https_proxy", "no_proxy", "ALL_PROXY"],
    *["SSL_CERT_FILE", "SSL_CERT_DIR", "NODE_EXTRA_CA_CERTS", "REQUESTS_CA_BUNDLE"],
    *["CURL_CA_BUNDLE", "KRB5CCNAME", "CONDOR_CONFIG", "SLURM_CONF", "SSH_AUTH_SOCK"],
]
KEPT_BACK = [
    *["NODE_OPTIONS", "LD_PRELOAD", "JUPYTER_TOKEN", "JUPYTERHUB_API_TOKEN"],
    *["AWS_SECRET_ACCESS_KEY", "PYTHONPATH", "SCIENCEMESH_SECRET", "NODE_TLS_REJECT_UNAUTHORIZED"],
]


def test_only_listed_variables_pass():
    source = dict.fromkeys([*PASSED, *KEPT_BACK, "SITE_A", "SITE_B"], "value")
    assert set(allowed_environment(source)) == set(PASSED)
    assert set(allowed_environment(source, ["SITE_*"])) == {*PASSED, "SITE_A", "SITE_B"}


@pytest.fixture
def surroundings(monkeypatch):
    monkeypatch.setenv("NODE_OPTIONS", "--no-such-option-so-that-node-would-not-start")
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", "hub-token")
    monkeypatch.setenv("CONDOR_CONFIG", "/etc/condor/condor_config")


async def test_running_companion_sees_the_list_and_its_secret_only(
    surroundings, jp_fetch, running, bridge
):
    await running()
    environment = json.loads((await jp_fetch("sciencemesh", "api", "echo")).body)["environment"]
    assert environment["CONDOR_CONFIG"] == "/etc/condor/condor_config"
    assert environment["SCIENCEMESH_PYTHON"] == sys.executable
    assert environment["SCIENCEMESH_KERNEL_DIRS"] == os.pathsep.join(jupyter_path("kernels"))
    own = {"SCIENCEMESH_PYTHON", "SCIENCEMESH_KERNEL_DIRS", "SCIENCEMESH_SECRET"}
    assert set(environment) == {*allowed_environment(), *own}
    assert len(environment["SCIENCEMESH_SECRET"]) >= 32


async def test_secret_is_in_no_command_line(jp_fetch, running, bridge):
    await running()
    pid = json.loads((await jp_fetch("sciencemesh", "api", "echo")).body)["pid"]
    secret = bridge.supervisor.endpoint.secret
    command_line = Path(f"/proc/{pid}/cmdline").read_bytes()
    assert b"companion_double.mjs" in command_line
    assert secret.encode() not in command_line


@pytest.fixture
def near():
    """A folder whose path is short enough for one with a socket in it."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def test_runtime_folder_is_the_users_own(near, monkeypatch):
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(near))
    near.chmod(0o755)
    open_to_others = make_runtime_folder()
    assert open_to_others.parent != near
    near.chmod(0o700)
    folder = make_runtime_folder()
    assert folder.parent == near
    assert folder.stat().st_mode & 0o777 == 0o700
    open_to_others.rmdir()


def test_runtime_folder_is_never_in_the_home(near, monkeypatch):
    monkeypatch.setenv("HOME", str(near))
    private = near / "run"
    private.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(private))
    folder = make_runtime_folder()
    assert near not in folder.parents
    folder.rmdir()


def test_runtime_folder_is_short_enough_for_a_socket(tmp_path, monkeypatch):
    deep = tmp_path / ("d" * 100)
    deep.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(deep))
    folder = make_runtime_folder()
    assert folder.parent != deep
    assert list(deep.iterdir()) == []
    folder.rmdir()


def test_no_place_for_a_socket_is_said(monkeypatch):
    monkeypatch.setattr("tempfile.mkdtemp", lambda **_: (_ for _ in ()).throw(PermissionError()))
    with pytest.raises(BridgeError) as refused:
        make_runtime_folder()
    assert refused.value.code == "no-runtime-folder"
