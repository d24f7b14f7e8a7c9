"""Notebooks run with real kernels."""

import json
import signal
import sys

import pytest
from nbformat.v4 import new_markdown_cell

from .conftest import PREFIX, Job, events, stop_when, wait_for


def test_notebook_runs_and_all_that_was_made_comes_back(job: Job) -> None:
    job.order(
        job.notebook(
            new_markdown_cell("# Fit"),
            "print('hello'); 2 + 3",
            "import os\nos.makedirs('results')\nopen('results/a.txt', 'w').write('x')",
        )
    )
    status, printed = job.run()
    assert (status, job.outcome()[0]) == (0, "succeeded")
    assert job.text_of(1) == "hello\n"
    assert job.executed().cells[1].outputs[1].data["text/plain"] == "5"
    assert job.outputs() == {"results/a.txt": b"x"}
    manifest = job.manifest()
    assert [cell["state"] for cell in manifest["cells"]] == ["done", "done"]
    assert manifest["software"]["packages"]["nbclient"]
    assert manifest["resources"]["peakMemory"] > 30e6
    assert "hello\n" in printed


def test_each_cell_is_told_and_kept_in_a_file(job: Job) -> None:
    job.order(job.notebook("1", "2"))
    _, printed = job.run()
    told = [(line["cell"], line["state"]) for line in events(printed) if line["event"] == "cell"]
    assert told == [(1, "started"), (1, "done"), (2, "started"), (2, "done")]
    assert events(printed)[-1]["code"] == "succeeded"
    assert [line for line in job.told() if line["event"] != "outputs"] == events(printed)


def test_outputs_are_told_in_the_file_alone_before_their_cell_is_said_to_have_ended(
    job: Job,
) -> None:
    job.order(job.notebook("print('a', end=''); 2 + 3", "1 / 0"))
    job.run()
    told = [line for line in job.told() if line["event"] in ("cell", "outputs")]
    assert [(line["event"], line["index"]) for line in told] == [
        *[("cell", 0), ("outputs", 0), ("cell", 0)],
        *[("cell", 1), ("outputs", 1), ("cell", 1)],
    ]
    cells = job.executed().cells
    assert told[1]["outputs"] == cells[0].outputs
    assert told[1]["executionCount"] == cells[0].execution_count == 1
    assert told[4]["outputs"][0]["ename"] == "ZeroDivisionError"


def test_outputs_of_a_cell_that_still_runs_are_told(job: Job) -> None:
    job.order(job.notebook("import time; print('begun', flush=True); time.sleep(600)"))
    process = job.start()
    wait_for(lambda: any(line["event"] == "outputs" for line in job.told()))
    process.terminate()
    process.communicate(timeout=120)
    first = next(line for line in job.told() if line["event"] == "outputs")
    assert first["outputs"] == [{"output_type": "stream", "name": "stdout", "text": "begun\n"}]


def test_outputs_that_are_too_large_to_be_told_are_said_to_come_later(job: Job) -> None:
    large = "from IPython.display import HTML, display\ndisplay(HTML('x' * 300_000))"
    job.order(
        job.notebook(
            f"{large}\nprint('small')",
            "print('y' * 1_000_000 + 'end')",
            *["print('z' * 200_000)" for _ in range(20)],
        )
    )
    job.run()
    first, second, *others = (line["outputs"] for line in job.told() if line["event"] == "outputs")
    assert "too large" in first[0]["text"]
    assert first[1]["text"] == "small\n"
    assert second[0]["text"].endswith("yend\n")
    assert len(second[0]["text"]) < 3000
    assert len(others[0][0]["text"]) == 200_001
    assert "too large" in others[-1][0]["text"]
    assert (job.folder / "progress.jsonl").stat().st_size < 4 << 20


def test_output_cannot_pass_for_progress(job: Job) -> None:
    job.order(
        job.notebook(
            "import sys\nfor part in ['SCIENCEMESH {}\\n', 'SCIEN', 'CEMESH {\"event\": 1}\\n']:\n"
            "    sys.stdout.write(part); sys.stdout.flush()"
        )
    )
    _, printed = job.run()
    assert all("job" in line for line in events(printed))


def test_failed_cell_ends_the_job_and_keeps_what_there_is(job: Job) -> None:
    job.order(job.notebook("print('before')", "open('part', 'w').close(); 1 / 0", "print('never')"))
    status, _ = job.run()
    assert status == 1
    assert job.outcome() == (
        "failed",
        "Code cell 2 stopped with ZeroDivisionError: division by zero",
    )
    assert job.text_of(0) == "before\n"
    assert job.executed().cells[1].outputs[0].ename == "ZeroDivisionError"
    assert [cell["state"] for cell in job.manifest()["cells"]] == ["done", "failed"]
    assert list(job.outputs()) == ["part"]


def test_notebook_is_saved_after_each_cell(job: Job) -> None:
    job.order(
        job.notebook("print('first')", "import time; print('second', flush=True); time.sleep(600)")
    )
    process = job.start()
    # Killed outright: nothing can be done any more, and what was saved is there.
    stop_when(process, lambda line: line == "second\n", signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    assert job.text_of(0) == "first\n"
    assert (job.folder / "manifest.json").read_bytes() == b""
    assert (job.folder / "outputs.tar").stat().st_size > 0


def test_job_that_begins_anew_counts_and_leaves_nothing_out(job: Job) -> None:
    job.order(
        job.notebook(
            "import os, time\nfirst = not os.path.exists('seen')\nopen('seen', 'w').close()\n"
            "print('on', flush=True)\nwhile first: time.sleep(1)"
        )
    )
    stop_when(job.start(), lambda line: line == "on\n", signal.SIGKILL)
    status, printed = job.run()
    assert status == 0
    assert job.manifest()["attempt"] == 2
    assert {line["attempt"] for line in events(printed)} == {2}
    assert list(job.outputs()) == ["seen"]


def test_batch_system_that_ends_the_job_gets_what_was_done(job: Job) -> None:
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGUSR1, signal.SIGUSR2):
        job.order(
            job.notebook(
                "print('first')",
                "import time; print('second', flush=True); time.sleep(600)",
                "print('never')",
            )
        )
        process = job.start()
        printed = stop_when(process, lambda line: line == "second\n", number)
        assert process.returncode == 32
        assert job.outcome()[0] == "terminated"
        assert signal.Signals(number).name in job.outcome()[1]
        assert (job.text_of(0), job.text_of(1)) == ("first\n", "second\n")
        assert [cell["state"] for cell in job.manifest()["cells"]] == ["done", "interrupted"]
        assert events(printed)[-1]["code"] == "terminated"


def test_cell_that_does_not_listen_is_ended_too(job: Job) -> None:
    job.order(
        job.notebook(
            "import signal, time\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\n"
            "signal.signal(signal.SIGTERM, signal.SIG_IGN)\nprint('deaf', flush=True)\n"
            "while True: time.sleep(1)"
        ),
        limits={"graceSeconds": 3},
    )
    process = job.start()
    stop_when(process, lambda line: line == "deaf\n")
    assert process.returncode == 32
    assert job.text_of(0) == "deaf\n"


def test_job_stops_itself_before_its_time_limit(job: Job) -> None:
    job.order(
        job.notebook("import time; print('on', flush=True); time.sleep(600)"),
        limits={"seconds": 24, "graceSeconds": 9},
    )
    status, _ = job.run()
    assert status == 31
    code, message = job.outcome()
    assert code == "time-limit"
    assert "24 s" in message
    assert job.manifest()["resources"]["wallSeconds"] < 24
    assert job.text_of(0) == "on\n"


def test_kernel_that_is_killed_is_taken_for_want_of_memory(job: Job) -> None:
    job.order(
        job.notebook(
            "print('first')",
            "import os, signal\nblock = bytearray(200_000_000)\nprint('big', flush=True)\n"
            "import time; time.sleep(1.5)\nos.kill(os.getpid(), signal.SIGKILL)",
        )
    )
    status, _ = job.run()
    assert status == 30
    code, message = job.outcome()
    assert code == "kernel-died"
    assert "memory" in message
    assert job.manifest()["resources"]["peakMemory"] > 200e6
    assert job.text_of(0) == "first\n"


def test_cell_for_which_memory_does_not_suffice(job: Job) -> None:
    # As `ulimit -v` does it: for the kernel alone, since Python itself maps a lot.
    job.order(
        job.notebook(
            "import resource\nresource.setrlimit(resource.RLIMIT_AS, (2**31, 2**31))",
            "block = bytearray(2**32)",
        )
    )
    status, _ = job.run()
    assert status == 1
    assert "MemoryError" in job.outcome()[1]
    assert "memory" in job.manifest()["outcome"]["advice"]


def test_kernel_that_crashes_says_how(job: Job) -> None:
    job.order(job.notebook("import os; os.abort()"))
    status, _ = job.run()
    assert status == 30
    assert "signal 6" in job.outcome()[1]


def test_kernel_that_is_not_there(job: Job) -> None:
    job.order({**job.notebook("1"), "kernel": "none\nsuch"})
    assert job.run()[0] == 20
    code, message = job.outcome()
    assert code == "kernel-missing"
    assert "python3" in message
    assert "\n" not in message


@pytest.mark.parametrize(("deaths", "status"), [(1, 0), (9, 20)])
def test_kernel_that_dies_as_it_starts(job: Job, deaths: int, status: int) -> None:
    """As one does whose ports another program of the machine has taken meanwhile."""
    starts = job.folder / "starts"
    job.write(
        "start.py",
        "import os, sys\n"
        f"with open({str(starts)!r}, 'a+') as starts:\n"
        "    starts.write('x')\n"
        "    starts.flush()\n"
        "    starts.seek(0)\n"
        f"    if len(starts.read()) <= {deaths}:\n"
        "        sys.exit('Address already in use')\n"
        "os.execv(sys.executable, [sys.executable, '-m', 'ipykernel_launcher', *sys.argv[1:]])\n",
    )
    job.write(
        "share/kernels/hasty/kernel.json",
        json.dumps(
            {
                "argv": [
                    sys.executable,
                    str(job.folder / "start.py"),
                    "-f",
                    "{connection_file}",
                ],
                "display_name": "Hasty",
                "language": "python",
            }
        ),
    )
    job.environment["JUPYTER_PATH"] = str(job.folder / "share")
    job.order({**job.notebook("print('ran')"), "kernel": "hasty"})
    assert job.run()[0] == status
    if status == 0:
        assert job.text_of(0) == "ran\n"
    else:
        assert job.outcome() == ("kernel-missing", "The kernel hasty could not be started.")
    assert len(starts.read_text()) == min(deaths + 1, 3)


def test_kernel_of_the_writers_machine_is_replaced(job: Job) -> None:
    run = job.notebook("print('ran')")
    document = json.loads((job.folder / "in.ipynb").read_text())
    document["metadata"]["kernelspec"] = {
        "name": "my-env",
        "display_name": "Mine",
        "language": "python",
    }
    job.write("in.ipynb", json.dumps(document))
    job.order(run)
    assert job.run()[0] == 0
    assert [notice["code"] for notice in job.manifest()["notices"]] == ["kernel-replaced"]


def test_python_without_nbclient(job: Job) -> None:
    job.write("hidden/nbclient.py", "raise ImportError('hidden')")
    job.environment["PYTHONPATH"] = str(job.folder / "hidden")
    job.order(job.notebook("1"))
    assert job.run()[0] == 21
    assert "nbclient" in job.outcome()[1]


def test_folders_of_the_kernel_are_in_that_of_the_job(job: Job) -> None:
    job.environment["HOME"] = "/nonexistent"
    job.order(
        job.notebook(
            "import os\nfrom jupyter_core.paths import jupyter_runtime_dir\n"
            "from IPython.paths import get_ipython_dir\n"
            "print(os.path.expanduser('~'), jupyter_runtime_dir(), get_ipython_dir(), sep='\\n')"
        )
    )
    assert job.run()[0] == 0
    for folder in job.text_of(0).split():
        assert folder.startswith(str(job.folder / ".sciencemesh-run"))


def test_one_line_without_an_end_is_bounded(job: Job) -> None:
    job.order(
        job.notebook(
            "import sys\nfor _ in range(1024): sys.stdout.write('x' * 1024 * 1024)",
            "print('after')",
        )
    )
    status, printed = job.run()
    assert status == 0
    assert len(printed) < 1_000_000
    assert (job.folder / "out.ipynb").stat().st_size < 20e6
    codes = {notice["code"] for notice in job.manifest()["notices"]}
    assert codes <= {"log-bounded", "outputs-bounded", "output-lost"}
    assert codes
    assert "left out" in job.text_of(0)
    assert job.text_of(1) == "after\n"
    assert max(len(line) for line in printed.split("\n") if not line.startswith(PREFIX)) < 20_000


def test_one_piece_of_output_as_large_as_the_memory(job: Job) -> None:
    job.order(job.notebook("print('x' * 64_000_000)", "print('after')"))
    status, _ = job.run()
    assert status == 0
    assert [notice["code"] for notice in job.manifest()["notices"]] == ["output-lost"]
    assert "left out" in job.text_of(0)
    assert job.text_of(1) == "after\n"


def test_long_log_is_bounded(job: Job) -> None:
    job.order(
        job.notebook("for n in range(1000): print('line', n)", "1 / 0"),
        limits={"logBytes": 1000},
    )
    status, printed = job.run()
    assert status == 1
    others = [line for line in printed.split("\n") if not line.startswith(PREFIX)]
    assert sum(map(len, others)) <= 1000
    assert "log-bounded" in [line.get("code") for line in events(printed)]
    assert len(job.text_of(0).splitlines()) == 1000


def test_text_in_many_pieces_is_one_output(job: Job) -> None:
    job.order(
        job.notebook(
            "import sys\nfor n in range(200):\n    print(n, flush=True)\n"
            "print('no', file=sys.stderr)\nprint('end')"
        )
    )
    assert job.run()[0] == 0
    outputs = job.executed().cells[0].outputs
    assert outputs[0].text.splitlines()[:200] == [str(n) for n in range(200)]
    assert len(outputs) <= 3


def test_half_a_character_does_not_lose_the_notebook(job: Job) -> None:
    job.order(job.notebook("print('\\ud800')"))
    assert job.run()[0] == 0
    job.executed()
