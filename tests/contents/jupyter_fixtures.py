"""Lets jupyter_server's own tests of its Contents API ask the companion.

``scripts/test-contents.sh`` links this file as ``conftest.py`` beside those
tests, which it takes from jupyter_server's source package. They stay as they
are: what they ask of the server's root is asked of one share, and what the
answers say of that share is told as if it were the root.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from tornado.httpclient import AsyncHTTPClient
from tornado.httputil import url_concat

HERE = Path(__file__).resolve().parent

NOT_THE_SAME = {
    "test_copy_dir": "a folder that is missing is made on the way there only by jupyter_server",
    "test_trust": "nothing from elsewhere is ever trusted, so there is no such route",
    "test_regression_is_hidden": "looks into jupyter_server itself",
}
HIDDEN = "hidden files of a share are files like others; the browser hides them"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out, by name and with the reason, what is meant to differ."""
    left_out: list[pytest.Item] = []
    for item in items:
        name = getattr(item, "originalname", item.name)
        reason = NOT_THE_SAME.get(name) or (HIDDEN if "hidden" in name else None)
        if reason is not None:
            left_out.append(item)
            print(f"left out: {item.name}: {reason}")
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


@pytest.fixture(scope="session")
def scene(tmp_path_factory: pytest.TempPathFactory):
    """A companion with one share, and where both are."""
    base = tmp_path_factory.mktemp("scene")
    node = os.environ.get("SCIENCEMESH_NODE", "node")
    with subprocess.Popen(
        [node, str(HERE / "scene.ts"), str(base)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None and process.stdin is not None
        yield json.loads(process.stdout.readline())
        process.stdin.close()
        process.wait(timeout=30)


@pytest.fixture
def contents_dir(scene: dict[str, str]) -> Path:
    """The shared folder, empty."""
    folder = Path(scene["folder"])
    for child in folder.iterdir():
        shutil.rmtree(child) if child.is_dir() else child.unlink()
    return folder


@pytest.fixture
def jp_base_url() -> str:
    """Where the companion's routes begin."""
    return "/"


@pytest.fixture
def jp_fetch(scene: dict[str, str], contents_dir: Path):
    """Asks the companion for what lies in the share."""
    share = scene["name"]
    address = scene["listen"]

    async def fetch(*parts: str, params: dict[str, str] | None = None, **options: Any):
        assert parts[:2] == ("api", "contents")
        path = "/".join(part.strip("/") for part in parts[2:] if part.strip("/"))
        inside = quote(f"{share}/{path}".rstrip("/"))
        url = url_concat(f"{address}/api/contents/{inside}", params or {})
        headers = {"Authorization": f"Bearer {scene['secret']}"}
        if options.get("method", "GET") != "GET":
            headers["Content-Type"] = "application/json"
        if options.get("body"):
            options["body"] = json.dumps(_into(share, json.loads(options["body"])))
        if options.get("method") == "POST" and not options.get("body"):
            options["body"] = ""
        answer = await AsyncHTTPClient().fetch(
            url, headers=headers, raise_error=False, request_timeout=30, **options
        )
        _out_of(share, answer)
        answer.rethrow()
        return answer

    return fetch


def _into(share: str, body: dict[str, Any]) -> dict[str, Any]:
    """Paths of a request, as they are in the drive."""
    for key in ("path", "copy_from"):
        if key in body:
            body[key] = f"{share}/{body[key].strip('/')}"
    return body


def _out_of(share: str, answer: Any) -> None:
    """Paths of an answer, as if the share were the root."""
    location = answer.headers.get("Location")
    if location is not None:
        answer.headers["Location"] = location.replace(f"/{share}/", "/", 1)
    if not answer.body:
        return
    model = json.loads(answer.body)
    # Tornado keeps the bytes that it has read.
    answer._body = json.dumps(_renamed(share, model)).encode()


def _renamed(share: str, value: Any) -> Any:
    if isinstance(value, list):
        return [_renamed(share, item) for item in value]
    if not isinstance(value, dict):
        return value
    changed = dict(value)
    if "path" in value:
        changed["path"] = value["path"].removeprefix(share).removeprefix("/")
    if "code" in value and "message" in value:
        changed["message"] = value["message"].removeprefix(f"{share}/")
    if isinstance(value.get("content"), list):
        changed["content"] = _renamed(share, value["content"])
    return changed
