"""Scripts, workflows and repositories, by their real programs."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from .conftest import WORKER, Job, events, stop_when, wait_for


def python(program: str, *arguments: Any) -> dict[str, Any]:
    return {"kind": "script", "command": ["python3", "-c", program, *arguments]}


def test_arguments_reach_a_script_as_they_are(job: Job) -> None:
    texts = ["", " ", "a b", "$(touch x)", "`x`", "*", '"', "'", "\n", "é", "-n", "x" * 10_000]
    program = "import json, sys; json.dump(sys.argv[1:], open('back.json', 'w'))"
    values = [
        {"name": "text", "type": "string", "value": "; rm -rf /\n"},
        {"name": "n", "type": "integer", "value": "9" * 40},
        {"name": "list", "type": "list", "value": [1, "é"]},
    ]
    asked = [{"parameter": "text"}, {"parameter": "n", "prefix": "--n="}, {"parameter": "list"}]
    job.order({**python(program, *texts, *asked), "parameters": values})
    assert job.run()[0] == 0
    back = json.loads((job.folder / "back.json").read_text())
    assert back == [*texts, "; rm -rf /\n", "--n=" + "9" * 40, '[1, "\\u00e9"]']
    assert list(job.outputs()) == ["back.json"]
    assert job.manifest()["command"]["status"] == 0
    assert "nbclient" in job.manifest()["software"]["packages"]


def test_parameters_are_in_a_file_as_well(job: Job) -> None:
    program = "import os; print(open(os.environ['SCIENCEMESH_PARAMETERS']).read())"
    job.order({**python(program), "parameters": [{"name": "a b", "type": "number", "value": 2}]})
    status, printed = job.run()
    assert status == 0
    assert '{"a b": 2.0}' in printed.split("\n")


def test_script_that_fails(job: Job) -> None:
    job.order(python("import sys; print('oh no'); open('part', 'w').close(); sys.exit(7)"))
    assert job.run()[0] == 1
    assert job.outcome() == ("failed", "python3 ended with status 7.")
    assert job.manifest()["command"]["tail"] == "oh no\n"
    assert list(job.outputs()) == ["part"]


def test_program_that_is_not_there(job: Job) -> None:
    job.order({"kind": "script", "command": ["no-such-program"]})
    assert job.run()[0] == 22
    assert "no-such-program" in job.outcome()[1]


def test_argument_that_no_system_takes(job: Job) -> None:
    job.order(python("1", "x" * 3_000_000))
    assert job.run()[0] == 1
    assert "SCIENCEMESH_PARAMETERS" in job.manifest()["outcome"]["advice"]


def test_script_and_its_children_end_with_the_job(job: Job) -> None:
    job.order(
        python(
            "import subprocess, time\np = subprocess.Popen(['sleep', '600'])\n"
            "open('child', 'w').write(str(p.pid))\nprint('on', flush=True)\ntime.sleep(600)"
        )
    )
    process = job.start()
    printed = stop_when(process, lambda line: line == "on\n")
    assert process.returncode == 32
    assert events(printed)[-1]["code"] == "terminated"
    child = int((job.folder / "child").read_text())
    wait_for(lambda: not is_running(child))


def is_running(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_endless_line_of_a_script_is_bounded(job: Job) -> None:
    job.order(
        python("import os\nfor _ in range(1024): os.write(1, b'x' * 1048576)"),
        limits={"logBytes": 2_000_000},
    )
    status, printed = job.run()
    assert status == 0
    assert len(printed) < 100_000
    assert "log-bounded" in [line.get("code") for line in events(printed)]
    # Linux begins to count with the process that starts the worker, which is
    # this test's; the line is of twice that size.
    assert job.manifest()["resources"]["peakMemory"] < 500e6


def test_variables_of_the_environment(job: Job) -> None:
    job.order(
        python("import os; print(os.environ['FIT_MODE'])"),
        environment={"kind": "variables", "variables": {"FIT_MODE": "a b\n$(c)"}},
    )
    assert "a b\n$(c)\n" in job.run()[1]


def test_setup_script_is_read_first(job: Job, tmp_path: Path) -> None:
    setup = tmp_path / "set up.sh"
    setup.write_text('[ $# -eq 0 ] || return 1\necho noise\nexport VIEW="a\nb"\n')
    job.order(
        python("import os; print(repr(os.environ['VIEW']))"),
        environment={"kind": "setup-script", "path": str(setup)},
    )
    status, printed = job.run()
    assert status == 0
    assert "'a\\nb'\n" in printed
    assert job.manifest()["attempt"] == 1


@pytest.mark.parametrize("content", [None, "return 3\n", "exit 3\n"])
def test_setup_script_that_fails(job: Job, tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "setup.sh").write_text(content)
    job.order(python("1"), environment={"kind": "setup-script", "path": str(tmp_path / "setup.sh")})
    process = job.start()
    process.communicate(timeout=60)
    assert process.returncode == 24
    assert job.outcome()[0] == "environment-failed"


def test_interpreter_of_an_environment_runs_the_worker(job: Job, tmp_path: Path) -> None:
    interpreter = tmp_path / "python3"
    interpreter.write_text(f'#!/bin/sh\nMARK=there exec {sys.executable} "$@"\n')
    interpreter.chmod(0o755)
    job.order(
        python("import os; print(os.environ['MARK'])"),
        environment={"kind": "python", "path": str(interpreter)},
    )
    assert "there\n" in job.run()[1]


def test_interpreter_that_is_not_there(job: Job) -> None:
    job.order(python("1"), environment={"kind": "python", "path": "/nonexistent/python3"})
    assert job.run()[0] == 24


@pytest.fixture
def repository(tmp_path: Path) -> tuple[str, list[str]]:
    """The address of a repository of git, and its commits."""
    folder = tmp_path / "repo"
    folder.mkdir()

    def git(*arguments: str) -> str:
        who = ["-c", "user.name=Marie", "-c", "user.email=marie@example.org"]
        command = ["git", "-C", str(folder), *who, *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    git("init", "--quiet")
    commits = []
    for text in ("first", "second"):
        (folder / "say.py").write_text(f"open('said', 'w').write('{text}')")
        git("add", ".")
        git("commit", "--quiet", "--message", text)
        commits.append(git("rev-parse", "HEAD"))
    return folder.as_uri(), commits


def test_repository_runs_at_its_commit(job: Job, repository: tuple[str, list[str]]) -> None:
    url, commits = repository
    then = {"kind": "script", "command": ["python3", "say.py"]}
    for commit, said in zip(commits, (b"first", b"second"), strict=True):
        job.order({"kind": "repository", "url": url, "commit": commit, "then": then})
        assert job.run()[0] == 0, job.manifest()["outcome"]
        assert job.outputs() == {"repository/said": said}
        assert job.manifest()["repository"] == {"url": url, "commit": commit}


def test_notebook_of_a_repository(job: Job, tmp_path: Path) -> None:
    other = Job(tmp_path / "repo2")
    run = other.notebook("print('from there')", name="a/fit.ipynb")
    for arguments in (
        ["init", "--quiet"],
        ["add", "."],
        ["-c", "user.name=M", "-c", "user.email=m@example.org", "commit", "-qm", "x"],
    ):
        subprocess.run(["git", "-C", str(other.folder), *arguments], check=True)
    commit = subprocess.run(
        ["git", "-C", str(other.folder), "rev-parse", "HEAD"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    job.order({"kind": "repository", "url": other.folder.as_uri(), "commit": commit, "then": run})
    assert job.run()[0] == 0
    assert job.text_of(0) == "from there\n"


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"commit": "f" * 40}, 23),
        ({"url": "file:///nonexistent/repo"}, 23),
        ({"url": "ext::sh -c touch% /tmp/x"}, 2),
        ({"url": "https://marie:secret@example.org/x"}, 2),
        ({"url": "--upload-pack=x"}, 2),
        ({"commit": "HEAD"}, 2),
        ({"commit": "--help"}, 2),
    ],
)
def test_repository_that_cannot_be_had(job: Job, repository, change, status) -> None:
    url, commits = repository
    then = {"kind": "script", "command": ["true"]}
    run = {"kind": "repository", "url": url, "commit": commits[0], "then": then, **change}
    job.order(run)
    assert job.run()[0] == status


CWL = """
cwlVersion: v1.2
class: CommandLineTool
baseCommand: [python3, -c, "import sys; print(sys.argv[1], open(sys.argv[2]).read())"]
inputs:
  message: {type: string, inputBinding: {position: 1}}
  data: {type: File, inputBinding: {position: 2}}
outputs:
  said: {type: stdout}
stdout: said.txt
"""

SNAKEFILE = """
rule all:
    output: "said.txt"
    run:
        with open(output[0], "w") as file: file.write(config["message"])
"""

ODD = "a b; $(touch x) 'é'"


@pytest.fixture
def engines(job: Job) -> None:
    """Puts cwltool and Snakemake on the PATH of the job."""
    install = WORKER.parents[2] / "peers" / "workflow-engines" / "install.sh"
    told = subprocess.run([str(install), "--check"], capture_output=True, text=True)
    if told.returncode:
        pytest.skip(told.stderr.strip())
    job.environment["PATH"] += os.pathsep + told.stdout.strip()


@pytest.mark.usefixtures("engines")
def test_cwl_runs_with_its_parameters(job: Job) -> None:
    job.write("tool.cwl", CWL)
    job.write("in put.txt", "content")
    data = {"class": "File", "path": "in put.txt"}
    parameters = [
        {"name": "message", "type": "string", "value": ODD},
        {"name": "data", "type": "object", "value": data},
    ]
    job.order({"kind": "workflow", "engine": "cwl", "file": "tool.cwl", "parameters": parameters})
    assert job.run()[0] == 0, job.manifest()["command"]
    assert job.outputs()["said.txt"].decode() == f"{ODD} content\n"


@pytest.mark.usefixtures("engines")
def test_snakemake_runs_with_its_parameters(job: Job) -> None:
    job.write("Snakefile", SNAKEFILE)
    parameters = [{"name": "message", "type": "string", "value": ODD}]
    job.order(
        {"kind": "workflow", "engine": "snakemake", "file": "Snakefile", "parameters": parameters}
    )
    assert job.run()[0] == 0, job.manifest()["command"]
    assert job.outputs() == {"said.txt": ODD.encode()}


@pytest.mark.parametrize("engine", ["cwl", "snakemake", "nextflow"])
def test_engine_that_is_not_there(job: Job, engine: str) -> None:
    job.environment["PATH"] = "/nonexistent"
    job.write("flow", "")
    job.order({"kind": "workflow", "engine": engine, "file": "flow"})
    assert job.run()[0] == 22


def test_nextflow_is_called_with_the_file_of_parameters(job: Job, tmp_path: Path) -> None:
    # Nextflow itself fetches its program from the network when it starts.
    program = tmp_path / "bin" / "nextflow"
    program.parent.mkdir()
    program.write_text(
        f"#!{sys.executable}\nimport sys\nopen('called', 'w').write(repr(sys.argv[1:]))"
    )
    program.chmod(0o755)
    job.environment["PATH"] = f"{program.parent}{os.pathsep}{job.environment['PATH']}"
    job.write("-x.nf", "")
    job.order({"kind": "workflow", "engine": "nextflow", "file": "-x.nf", "arguments": ["-resume"]})
    assert job.run()[0] == 0
    called = (job.folder / "called").read_text()
    assert "'run', './-x.nf'" in called
    assert "'-params-file', '.sciencemesh-parameters.json', '-resume'" in called


def test_signal_during_a_script_is_not_its_failure(job: Job) -> None:
    job.order(python("import time; print('on', flush=True); time.sleep(600)"))
    process = job.start()
    stop_when(process, lambda line: line == "on\n", signal.SIGUSR1)
    assert process.returncode == 32
    assert job.manifest()["command"]["signal"] == signal.SIGTERM
