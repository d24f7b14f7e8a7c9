"""What comes back: the right files, whatever they are called and however full the disk is."""

from __future__ import annotations

import hashlib
import json
import os
import resource
import subprocess
import tarfile
from pathlib import Path
from typing import Any

import pytest

from jupyterlab_sciencemesh.node import find_node

from .conftest import WORKER, Job

ROOT = Path(__file__).resolve().parents[3]


def python(program: str) -> dict[str, Any]:
    return {"kind": "script", "command": ["python3", "-c", program]}


def make(*names: str) -> str:
    lines = ["import os"]
    for name in names:
        if os.path.dirname(name):
            lines.append(f"os.makedirs({os.path.dirname(name)!r}, exist_ok=True)")
        lines.append(f"open({name!r}, 'w').write('x')")
    return "\n".join(lines)


def test_new_and_changed_files_come_back_and_no_others(job: Job) -> None:
    job.write("old", "old")
    job.write("changed", "old")
    program = make("new", "changed", "a/b/c", ".hidden/x", "a/.y", "_condor_stdout")
    job.order(python(program + "\nos.makedirs('empty')"))
    assert job.run()[0] == 0
    assert list(job.outputs()) == ["a/b/c", "changed", "new"]


ALL = ("r/1.txt", "r/deep/2.txt", "r/.no", "3.png", "d/4.png", "x[1]", "y-a", "y-b", "z,\n z")


@pytest.mark.parametrize(
    ("patterns", "names"),
    [
        (["r/**"], ["r/1.txt", "r/deep/2.txt"]),
        (["r"], ["r/1.txt", "r/deep/2.txt"]),
        (["./r/"], ["r/1.txt", "r/deep/2.txt"]),
        (["r/*"], ["r/1.txt", "r/deep/2.txt"]),
        (["r/*.txt"], ["r/1.txt"]),
        (["*.png"], ["3.png"]),
        (["**/*.png"], ["3.png", "d/4.png"]),
        (["r/**/2.txt", "?.png"], ["3.png", "r/deep/2.txt"]),
        (["r/.no"], ["r/.no"]),
        (["y-[ac]"], ["y-a"]),
        (["y-[!a]"], ["y-b"]),
        (["x[[]1]"], ["x[1]"]),
        (["z,*"], ["z,\n z"]),
        (["(", "[", "[]", "[z-a]"], []),
    ],
    ids=repr,
)
def test_patterns_choose_as_a_shell_does(job: Job, patterns, names) -> None:
    job.order(python(make(*ALL)), outputs=patterns)
    assert job.run()[0] == 0
    assert list(job.outputs()) == names


def test_pattern_without_a_file_is_told(job: Job) -> None:
    job.order(python("1"), outputs=["results/**"])
    assert job.run()[0] == 0
    (notice,) = job.manifest()["notices"]
    assert notice["code"] == "output-missing"
    assert "results/**" in notice["message"]


def test_archive_is_the_same_each_time(job: Job, tmp_path: Path) -> None:
    names = ["b", "a,b", "é", "new\nline", "-rf", "deep/" * 20 + "x" * 150]
    program = make(*names) + "\nfor f, _, n in os.walk('.'):\n"
    program += "    for x in n: os.utime(os.path.join(f, x), (1, 1))"
    job.order(python(program))
    digests = set()
    for folder in ("one", "two"):
        other = Job(tmp_path / folder)
        other.write("job.json", (job.folder / "job.json").read_bytes())
        assert other.run()[0] == 0
        assert set(names) == set(other.outputs()) - {"job.json"}
        digests.add(hashlib.sha256((other.folder / "outputs.tar").read_bytes()).digest())
    assert len(digests) == 1


def test_links_that_lead_out_stay_behind(job: Job) -> None:
    job.order(
        python(
            "import os\nopen('data', 'w').write('x')\nos.symlink('data', 'inside')\n"
            "os.symlink('/etc/passwd', 'out')\nos.symlink('/etc', 'folder')\n"
            "os.symlink('nowhere', 'dangling')\nos.mkfifo('pipe')"
        )
    )
    assert job.run()[0] == 0
    assert job.outputs() == {"data": b"x", "inside": b"x"}
    with tarfile.open(job.folder / "outputs.tar") as archive:
        assert all(member.isfile() for member in archive)
    left = {item["path"]: item["message"] for item in job.manifest()["leftOut"]}
    assert set(left) == {"out", "folder", "dangling", "pipe"}
    assert "link" in left["out"]


def test_name_that_is_no_text_comes_back(job: Job) -> None:
    job.order(python("open(b'\\xff\\xfe', 'w').write('x')"))
    assert job.run()[0] == 0
    assert list(job.outputs()) == [os.fsdecode(b"\xff\xfe")]


def test_checksums_are_those_of_the_files(job: Job) -> None:
    job.order(job.notebook("open('a', 'w').write('abc')"))
    assert job.run()[0] == 0
    manifest = job.manifest()
    for item in manifest["files"]:
        data = (job.folder / item["path"]).read_bytes()
        assert item["sha256"] == hashlib.sha256(data).hexdigest()
    (output,) = manifest["outputs"]
    assert (output["size"], output["sha256"]) == (3, hashlib.sha256(b"abc").hexdigest())


def test_all_that_a_job_leaves_is_in_the_contract(job: Job) -> None:
    run = job.notebook("print(1)", "1 / 0")
    job.order({**run, "parameters": [{"name": "n", "type": "integer", "value": 1}]})
    job.run()
    program = f"""
import {{ readFileSync }} from 'node:fs';
import {{ Compile }} from 'typebox/compile';
import {{ JobManifest, JobOrder, ProgressLine, workerExitStatus }} from
  '{(ROOT / "contract/src/index.ts").as_uri()}';
const read = name => readFileSync({json.dumps(str(job.folder))} + '/' + name, 'utf8');
const errors = [
  ...Compile(JobOrder).Errors(JSON.parse(read('job.json'))),
  ...Compile(JobManifest).Errors(JSON.parse(read('manifest.json'))),
  ...read('progress.jsonl').trim().split('\\n')
    .flatMap(line => [...Compile(ProgressLine).Errors(JSON.parse(line))])
];
console.log(JSON.stringify({{ errors, workerExitStatus }}));
"""
    told = subprocess.run(
        [find_node().path, "--input-type=module", "--eval", program],
        cwd=ROOT / "contract",
        capture_output=True,
        text=True,
        check=True,
    )
    answer = json.loads(told.stdout)
    assert answer["errors"] == []
    text = WORKER.read_text()
    written = text[text.index("STATUS = {") + 9 : text.index("}\n", text.index("STATUS = {")) + 1]
    assert json.loads(written.replace(",\n}", "\n}")) == answer["workerExitStatus"]


def test_file_for_which_there_is_no_room_ends_in_words(job: Job) -> None:
    # A limit on the size of files refuses as a full disk does, for anybody.
    job.limits[resource.RLIMIT_FSIZE] = 8_000_000
    job.order(python("for n in 'abc': open(n, 'wb').write(bytes(3_500_000))"))
    assert job.run()[0] == 33
    assert job.outcome()[0] == "disk-full"
    assert list(job.outputs()) == ["a", "b"]
    assert [item["path"] for item in job.manifest()["leftOut"]] == ["c"]


def test_notebook_for_which_there_is_no_room(job: Job) -> None:
    job.limits[resource.RLIMIT_FSIZE] = 8_000_000
    job.order(job.notebook("print('kept')", "print('x' * 9_000_000)", "print('never')"))
    assert job.run()[0] == 33
    assert job.text_of(0) == "kept\n"
    assert job.manifest()["outcome"]["code"] == "disk-full"


@pytest.fixture
def small_disk(tmp_path: Path):
    """A file system of 12 MB, where one may be mounted."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounting = ["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mounting, capture_output=True).returncode:
        pytest.skip("a small file system needs root: run as root, where mounting is allowed")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_disk_that_the_job_fills_has_room_for_the_last_words(small_disk: Path) -> None:
    job = Job(small_disk)
    job.order(
        job.notebook(
            "open('a', 'w').write('small')",
            "file = open('big', 'wb', buffering=0)\nwhile True: file.write(bytes(65536))",
        )
    )
    status, _ = job.run()
    assert status == 33
    assert job.outcome()[0] == "disk-full"
    assert job.executed().cells[1].outputs[0].ename == "OSError"
    assert "a" in job.outputs()


def test_order_that_cannot_be_read_leaves_every_file(job: Job) -> None:
    for content in (None, "{", "[]", '{"version": 2}', '{"version": 1, "job": "a", "run": {}}'):
        if content is not None:
            job.write("job.json", content)
        assert job.run()[0] == 2
        assert job.outcome()[0] == "order-invalid"
        for name in ("out.ipynb", "outputs.tar", "progress.jsonl"):
            assert (job.folder / name).stat().st_size > 0


def test_outputs_are_packed_as_long_as_there_is_time(job: Job) -> None:
    limits = {"seconds": 20, "graceSeconds": 0.001}
    job.order(python("open('a', 'w').write('x')"), limits=limits)
    assert job.run()[0] == 0
    assert list(job.outputs()) == ["a"]
    job.order(
        python("import time; open('b', 'w').close(); time.sleep(60)"),
        limits=limits | {"seconds": 3},
    )
    assert job.run()[0] == 31
    assert [item["message"] for item in job.manifest()["leftOut"]] == [
        "There was no time left to pack it."
    ] * 2
