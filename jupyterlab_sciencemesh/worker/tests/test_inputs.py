"""Inputs: in archives, on paths, from servers; verified, or refused in words."""

from __future__ import annotations

import hashlib
import io
import json
import os
import stat
import tarfile
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from .conftest import Job, events

DATA = bytes(range(256)) * 4096
SHA256 = hashlib.sha256(DATA).hexdigest()
TOKEN = "secret-token-of-marie"
LIST = {"kind": "script", "command": ["true"]}


class Server:
    """A web server on loopback that answers as a test says, and remembers what it was asked."""

    def __init__(self) -> None:
        self.requests: list[dict[str, str]] = []
        self.answer: Callable[[BaseHTTPRequestHandler], None] = send
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                server.requests.append({"path": self.path, **dict(self.headers)})
                server.answer(self)

            def log_message(self, *_: Any) -> None:
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self._http.server_port
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self._http.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()


def send(
    request: BaseHTTPRequestHandler, status: int = 200, body: bytes = DATA, **headers: str
) -> None:
    request.send_response(status)
    for name, value in {"Content-Length": str(len(body)), **headers}.items():
        request.send_header(name.replace("_", "-"), value)
    request.end_headers()
    request.wfile.write(body)


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.close()


def download(url: str, **more: Any) -> dict[str, Any]:
    return {"path": "data/a,b.bin", "from": {"kind": "download", "url": url, **more}}


def fetched(job: Job) -> bytes:
    return (job.folder / "data/a,b.bin").read_bytes()


def test_inputs_of_any_name_arrive_in_an_archive(job: Job) -> None:
    names = ["a,b.csv", "line\nbreak", "-rf", "ünï", "deep/er/x", "$(x)", os.fsdecode(b"\xff")]
    with tarfile.open(job.folder / "inputs.tar", "w") as archive:
        for name in names:
            member = tarfile.TarInfo(name)
            member.size = 3
            archive.addfile(member, io.BytesIO(b"abc"))
        link = tarfile.TarInfo("bare")
        link.type, link.linkname = tarfile.SYMTYPE, "deep/er/x"
        archive.addfile(link)
    inputs = [{"path": name, "size": 3, "from": {"kind": "present"}} for name in [*names, "bare"]]
    job.order(LIST, inputs=inputs, unpack=["inputs.tar"])
    assert job.run()[0] == 0, job.outcome()
    assert (job.folder / "bare").read_text() == "abc"
    assert job.outputs() == {}


@pytest.mark.parametrize("kind", ["parent", "absolute", "link out", "through link", "device"])
def test_archive_that_leads_out_is_refused(job: Job, kind: str) -> None:
    with tarfile.open(job.folder / "inputs.tar", "w") as archive:
        first = tarfile.TarInfo({"parent": "../out", "absolute": "/tmp/out"}.get(kind, "out"))
        if kind == "link out":
            first.type, first.linkname = tarfile.SYMTYPE, ".."
        elif kind == "through link":
            first.type, first.linkname = tarfile.SYMTYPE, "elsewhere"
        elif kind == "device":
            first.type = tarfile.FIFOTYPE
        archive.addfile(first)
        second = tarfile.TarInfo("out/x")
        archive.addfile(second)
    job.order(LIST, unpack=["inputs.tar"])
    assert job.run()[0] in (2, 11)
    assert not (job.folder.parent / "out").exists()


def test_path_that_both_sides_see_is_used_where_it_is(job: Job, tmp_path: Path) -> None:
    (tmp_path / "big").write_bytes(DATA)
    source = {"kind": "path", "path": str(tmp_path / "big")}
    job.order(
        LIST, inputs=[{"path": "in/big", "size": len(DATA), "sha256": SHA256, "from": source}]
    )
    assert job.run()[0] == 0
    assert (job.folder / "in/big").resolve() == (tmp_path / "big").resolve()


@pytest.mark.parametrize(
    ("more", "source", "status", "word"),
    [
        ({}, {"kind": "present"}, 10, "not there"),
        ({}, {"kind": "path", "path": "/nonexistent/x"}, 10, "/nonexistent/x"),
        ({"path": "job.json", "size": 1}, {"kind": "present"}, 11, "bytes instead of 1"),
        ({"path": "job.json", "sha256": SHA256}, {"kind": "present"}, 11, "checksum"),
    ],
)
def test_input_that_is_not_the_one_ordered(job: Job, more, source, status, word) -> None:
    job.order(LIST, inputs=[{"path": "a\nb", **more, "from": source}])
    assert job.run()[0] == status
    message = job.outcome()[1]
    assert word in message
    assert "\n" not in message


def test_download_brings_the_token_in_a_header_only(job: Job, server: Server) -> None:
    path = job.write("token", TOKEN + "\n")
    path.chmod(0o644)
    job.order(LIST, inputs=[download(f"{server.url}/x", credential="token")], outputs=["**"])
    status, printed = job.run()
    assert (status, fetched(job)) == (0, DATA)
    assert server.requests[0]["Authorization"] == f"Bearer {TOKEN}"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert TOKEN not in printed
    for file in job.folder.rglob("*"):
        if file.is_file() and file != path:
            assert TOKEN.encode() not in file.read_bytes(), file


def test_download_goes_on_where_it_was_interrupted(job: Job, server: Server) -> None:
    def answer(request: BaseHTTPRequestHandler) -> None:
        begin = int((request.headers.get("Range") or "bytes=0-")[6:-1])
        if begin:
            assert request.headers["If-Range"] == '"v1"'
            part = f"bytes {begin}-{len(DATA) - 1}/{len(DATA)}"
            send(request, 206, DATA[begin:], ETag='"v1"', Content_Range=part)
            return
        request.send_response(200)
        request.send_header("Content-Length", str(len(DATA)))
        request.send_header("ETag", '"v1"')
        request.end_headers()
        request.wfile.write(DATA[:300_000])
        request.close_connection = True

    server.answer = answer
    job.order(LIST, inputs=[{**download(server.url), "size": len(DATA), "sha256": SHA256}])
    assert job.run()[0] == 0
    assert [request.get("Range") for request in server.requests] == [None, "bytes=300000-"]
    assert fetched(job) == DATA


def test_server_that_is_busy_is_asked_again(job: Job, server: Server) -> None:
    server.answer = lambda request: send(request, 503 if len(server.requests) == 1 else 200)
    job.order(LIST, inputs=[download(server.url)])
    assert job.run()[0] == 0
    assert len(server.requests) == 2


def test_token_is_read_anew_when_it_has_expired(job: Job, server: Server) -> None:
    credentials = job.folder / "creds"
    credentials.mkdir()
    (credentials / "ocm.use").write_text(json.dumps({"access_token": "old"}))

    def answer(request: BaseHTTPRequestHandler) -> None:
        if request.headers["Authorization"] == "Bearer new":
            send(request)
            return
        (credentials / "ocm.use").write_text(json.dumps({"access_token": "new"}))
        send(request, 401, b"")

    server.answer = answer
    job.environment["_CONDOR_CREDS"] = str(credentials)
    job.order(LIST, inputs=[download(server.url, credential="ocm.use")])
    assert job.run()[0] == 0
    assert fetched(job) == DATA


def test_token_that_ended_too_early_is_named_as_the_reason(job: Job, server: Server) -> None:
    ended = "2026-01-02T03:04:05.000Z"
    job.write("token", json.dumps({"access_token": TOKEN, "expires_at": ended}))
    server.answer = lambda request: send(request, 401, b"")
    job.order(LIST, inputs=[download(server.url, credential="token")])
    assert job.run()[0] == 13
    code, message = job.outcome()
    assert code == "credential-refused"
    assert ended in message
    assert TOKEN not in message


def test_secret_of_an_old_server_goes_as_it_wants_it(job: Job, server: Server) -> None:
    job.write("token", json.dumps({"access_token": "bWFyaWU6", "token_type": "Basic"}))
    job.order(LIST, inputs=[download(server.url, credential="token")])
    assert job.run()[0] == 0
    assert server.requests[0]["Authorization"] == "Basic bWFyaWU6"


def test_what_the_batch_system_has_fetched_gets_its_own_name(job: Job) -> None:
    source = {"kind": "brought", "name": "share-0.data"}
    item = {"path": "in put, 1/a.csv", "size": len(DATA), "from": source}
    (job.folder / "share-0.data").write_bytes(DATA)
    job.order(LIST, inputs=[item])
    assert job.run()[0] == 0
    assert (job.folder / "in put, 1/a.csv").read_bytes() == DATA
    assert job.manifest()["inputs"] == [{"path": item["path"], "size": len(DATA), "sha256": SHA256}]


def test_what_the_batch_system_did_not_fetch_is_missed(job: Job) -> None:
    job.order(LIST, inputs=[{"path": "a", "from": {"kind": "brought", "name": "share-0.data"}}])
    assert job.run()[0] == 10


def test_redirect_to_another_host_loses_the_token(job: Job, server: Server) -> None:
    other = Server()
    try:
        job.write("token", TOKEN)
        server.answer = lambda request: (
            send(request, 302, b"", Location="/here")
            if request.path == "/x"
            else send(request, 307, b"", Location=f"{other.url}/there")
        )
        job.order(LIST, inputs=[download(f"{server.url}/x", credential="token")])
        assert job.run()[0] == 0
        assert [request["path"] for request in server.requests] == ["/x", "/here"]
        assert all("Authorization" in request for request in server.requests)
        assert "Authorization" not in other.requests[0]
    finally:
        other.close()


@pytest.mark.parametrize(
    ("status", "headers", "code", "word"),
    [
        (404, {}, "input-missing", "withdrawn"),
        (410, {}, "input-missing", "withdrawn"),
        (405, {}, "input-unreachable", "405"),
        (403, {}, "credential-refused", "refused"),
        (302, {"Location": "file:///etc/passwd"}, "input-unreachable", "not safe"),
        (302, {"Location": "/again"}, "input-unreachable", "circles"),
    ],
)
def test_download_that_fails_says_why(job: Job, server, status, headers, code, word) -> None:
    server.answer = lambda request: send(request, status, b"", **headers)
    job.order(LIST, inputs=[download(server.url)])
    assert job.run()[0] != 0
    assert job.outcome()[0] == code
    assert word in job.outcome()[1]
    assert len(server.requests) <= 10


def test_token_goes_nowhere_without_encryption(job: Job) -> None:
    job.write("token", TOKEN)
    job.order(LIST, inputs=[download("http://192.0.2.1/x", credential="token")])
    assert job.run()[0] == 12
    assert "https" in job.outcome()[1]


@pytest.mark.parametrize("content", [None, "", "two words", '{"other": 1}', "{"])
def test_file_that_holds_no_token(job: Job, server: Server, content: str | None) -> None:
    if content is not None:
        job.write("token", content)
    job.order(LIST, inputs=[download(server.url, credential="token")])
    assert job.run()[0] == 13
    assert server.requests == []


def test_download_of_more_than_was_announced_ends_early(job: Job, server: Server) -> None:
    job.order(LIST, inputs=[{**download(server.url), "size": 10}])
    assert job.run()[0] == 11


def test_stop_is_heard_while_a_server_is_silent(job: Job, server: Server) -> None:
    asked, over = threading.Event(), threading.Event()

    def answer(_: BaseHTTPRequestHandler) -> None:
        asked.set()
        over.wait(60)

    server.answer = answer
    job.order(LIST, inputs=[download(server.url)], limits={"graceSeconds": 3})
    process = job.start()
    assert asked.wait(60)
    process.terminate()
    printed, _ = process.communicate(timeout=30)
    over.set()
    assert process.returncode == 32
    assert events(printed)[-1]["code"] == "terminated"
