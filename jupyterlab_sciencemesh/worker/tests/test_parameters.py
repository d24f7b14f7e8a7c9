"""Parameters are data: whatever they hold, they come out as they went in."""

import ast
import importlib.util
import json
import math
import os
import random
import re
import shutil
import subprocess
import sys

import pytest
from nbformat.v4 import new_code_cell

from .conftest import WORKER, Job

spec = importlib.util.spec_from_file_location("sciencemesh_worker", WORKER)
worker = importlib.util.module_from_spec(spec)
spec.loader.exec_module(worker)

# The name of the first test tells it when something fails. Processes that share
# the tests of one run name them alike.
RUN = random.Random(os.environ.get("PYTEST_XDIST_TESTRUNUID"))
SEED = int(os.environ.get("SCIENCEMESH_SEED") or RUN.randrange(2**32))
TRIALS = int(os.environ.get("SCIENCEMESH_TRIALS") or 10)

ODD_TEXTS = [
    *["", " ", "\n", "\r\n", "\0", "\t", "\\", "\\\\", "a\\", '"', "'", '"""', "'''", "`"],
    *["$x", "${x}", "$(x)", "$$(x)", "%s", "{x}", "#", "; import os", '"; import os; "'],
    *["\\u0041", "\\x41", "\\N{DASH}", "\x7f", "\x85", "\u2028", "\u202e", "\ufeff", "é"],
    *["\ud800", "\U0001f600", "日本語", "a,b", "None", "nan", "1e5", "x" * 10_000, "é\n" * 5_000],
]
ODD_INTEGERS = [0, -1, 2**31 - 1, 2**31, -(2**31), 2**53 + 1, -(2**63), 2**64, 10**4000 - 1]
ODD_NUMBERS = [0.0, -0.0, 0.1, 1e300, 5e-324, -1e22, 3.0, "NaN", "Infinity", "-Infinity"]


def random_value(source: random.Random, depth: int = 0):
    """Anything that JSON can say, made of odd texts."""
    kind = source.randrange(5 if depth > 4 else 7)
    if kind == 0:
        return source.choice([None, True, False])
    if kind == 1:
        return source.choice([*ODD_INTEGERS, source.randrange(-(10**20), 10**20)])
    if kind == 2:
        return source.choice([source.random() * 10 ** source.randrange(-300, 300), -0.0])
    if kind < 5:
        return random_text(source)
    items = [random_value(source, depth + 1) for _ in range(source.randrange(4))]
    if kind == 5:
        return items
    return {random_text(source): item for item in items}


def random_text(source: random.Random) -> str:
    """Odd texts, and any characters."""
    if source.random() < 0.5:
        return "".join(source.choice(ODD_TEXTS[:-2]) for _ in range(source.randrange(4)))
    return "".join(chr(source.randrange(0x110000)) for _ in range(source.randrange(10)))


@pytest.fixture(scope="module")
def values() -> list:
    """Odd values, and random ones that the seed gives again."""
    source = random.Random(SEED)
    return [*ODD_TEXTS, *[random_value(source) for _ in range(TRIALS * 30)]]


def whole(value):
    """The value as a language can hold it: without halves of pairs."""
    if isinstance(value, str):
        return re.sub("[\ud800-\udfff]", "\ufffd", value)
    if isinstance(value, list):
        return [whole(item) for item in value]
    if isinstance(value, dict):
        return {whole(key): whole(item) for key, item in value.items()}
    return value


def kind_of(value) -> str:
    """The type of a value as an order names it."""
    kinds = {bool: "boolean", int: "integer", float: "number", str: "string", list: "list"}
    return {**kinds, dict: "object", type(None): "null"}[type(value)]


@pytest.mark.parametrize("seed", [SEED], ids=lambda seed: f"SCIENCEMESH_SEED={seed}")
def test_literal_is_printable_ascii_on_one_line(values, seed) -> None:
    for value in values:
        for language in ("python", "r", "julia"):
            assert re.fullmatch("[ -~]*", worker.literal(language, kind_of(value), value))


def test_python_reads_the_very_value(values) -> None:
    for value in values:
        back = ast.literal_eval(worker.literal("python", kind_of(value), value))
        # As text, since 1 == 1.0 == True and 0.0 == -0.0.
        assert repr(back) == repr(whole(value))


def test_numbers_keep_their_type() -> None:
    write = worker.literal
    assert write("python", "number", 5) == "5.0"
    assert write("python", "integer", "007") == "7"
    assert write("python", "integer", "-0") == "0"
    assert write("python", "integer", "9" * 4000) == "9" * 4000
    assert [write("python", "number", n) for n in ODD_NUMBERS[-3:]] == [
        'float("nan")',
        'float("inf")',
        'float("-inf")',
    ]
    assert [write("r", "number", n) for n in (5, *ODD_NUMBERS[-3:])] == [
        "5.0",
        "NaN",
        "Inf",
        "-Inf",
    ]
    assert [write("r", "integer", n) for n in (5, 2**31 - 1, 2**31)] == [
        "5L",
        "2147483647L",
        "2147483648.0",
    ]
    assert [write("julia", "number", n) for n in (5, "NaN")] == ["5.0", "NaN"]


def test_other_languages_get_their_own_words() -> None:
    value = {"a": [1, 2.5, True, None], "": "$x"}
    assert worker.literal("r", "object", value) == (
        'structure(list(list(1L, 2.5, TRUE, NULL), "$x"), names = c("a", ""))'
    )
    assert worker.literal("julia", "object", value) == (
        'Dict{String,Any}("a" => [1, 2.5, true, nothing], "" => "\\$x")'
    )
    assert worker.literal("r", "object", {}) == "list()"
    assert worker.literal("julia", "list", []) == "[]"


def test_nothing_ends_or_expands_a_text(values) -> None:
    inner = {"r": r"[ !#-\[\]-~]", "julia": r"[ !#%-\[\]-~]"}
    for text in (value for value in values if isinstance(value, str)):
        for language, plain in inner.items():
            one = rf'"(?:{plain}|\\["\\nrt$]|\\u[0-9a-f]{{4}}|\\U[0-9a-f]{{8}})*"'
            assert re.fullmatch(
                rf"{one}|paste0\({one}(?:, {one})+\)", worker.literal(language, "string", text)
            )


def read_by(program: list[str], script: str, tmp_path) -> str:
    path = tmp_path / "script"
    path.write_text(script)
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    return subprocess.run(
        [*program, str(path)], env=environment, capture_output=True, text=True, check=True
    ).stdout


if shutil.which("Rscript"):

    def test_r_reads_the_very_text(values, tmp_path) -> None:
        texts = [value for value in values if isinstance(value, str)]
        lines = [f'cat(utf8ToInt({worker.literal("r", "string", t)}), "\\n")' for t in texts]
        told = read_by(["Rscript", "--vanilla"], "\n".join(lines), tmp_path).split("\n")
        assert [line.split() for line in told[:-1]] == [
            [str(ord(letter)) for letter in whole(text).replace("\0", "")] for text in texts
        ]

    def test_r_takes_every_value(values, tmp_path) -> None:
        lines = [f"x <- {worker.literal('r', kind_of(v), v)}" for v in values]
        read_by(["Rscript", "--vanilla"], "\n".join(lines), tmp_path)


if shutil.which("julia"):

    def test_julia_reads_the_very_text(values, tmp_path) -> None:
        texts = [value for value in values if isinstance(value, str)]
        lines = [
            f'println(join(codepoint.(collect({worker.literal("julia", "string", t)})), " "))'
            for t in texts
        ]
        told = read_by(["julia"], "\n".join(lines), tmp_path).split("\n")
        assert [line.split() for line in told[:-1]] == [
            [str(ord(letter)) for letter in whole(text)] for text in texts
        ]


def parameter(name: str, value, kind: str | None = None) -> dict:
    return {"name": name, "type": kind or kind_of(value), "value": value}


def test_kernel_gets_the_very_values(job: Job, values) -> None:
    given = [*ODD_TEXTS, *values[-20:], "x" * 10_000]
    run = job.notebook(
        new_code_cell("n = 0", metadata={"tags": ["parameters"]}),
        "open('back', 'w').write(ascii([v0"
        + "".join(f", v{n}" for n in range(1, len(given)))
        + "])); isnan = repr(nan)",
        "print(isnan, n)",
    )
    parameters = [parameter(f"v{n}", value) for n, value in enumerate(given)]
    parameters += [parameter("nan", "NaN", "number"), parameter("n", "12", "integer")]
    job.order({**run, "parameters": parameters})
    assert job.run()[0] == 0, job.outcome()
    back = ast.literal_eval((job.folder / "back").read_text())
    assert repr(back) == repr([whole(value) for value in given])
    assert job.text_of(3) == "nan 12\n"
    assert job.executed().cells[1].metadata.tags == ["injected-parameters"]


def test_each_task_of_a_sweep_has_its_values_and_names(job: Job) -> None:
    run = job.notebook("print(a, b)", "open('result.txt', 'w').write(str(a))")
    job.order(
        {**run, "parameters": [parameter("a", 1), parameter("b", "base")]},
        tasks=[{"parameters": [parameter("a", n)]} for n in (10, 20)],
    )
    job.environment["SLURM_ARRAY_TASK_ID"] = "0"
    assert job.run()[0] == 0
    assert job.run("--task", "1")[0] == 0
    texts = [job.executed(f"out-{n}.ipynb").cells[1].outputs[0].text for n in (0, 1)]
    assert texts == ["10 base\n", "20 base\n"]
    assert job.manifest("manifest-1.json")["task"] == 1
    assert job.manifest("manifest-1.json")["parameters"] == [
        parameter("a", 20),
        parameter("b", "base"),
    ]
    assert job.outputs("outputs-1.tar") == {"result.txt": b"20"}
    assert (job.folder / "progress-1.jsonl").exists()


@pytest.mark.parametrize(
    "wrong",
    [
        parameter("x; import os", 1),
        parameter("class", 1),
        parameter("é", 1),
        parameter("x\n", 1),
        parameter("x", 1.5, "integer"),
        parameter("x", True, "integer"),
        parameter("x", "1; import os", "integer"),
        parameter("x", "9" * 5000, "integer"),
        parameter("x", "import os", "number"),
        parameter("x", "a", "code"),
        parameter("x", json.loads("[" * 60 + "]" * 60), "list"),
    ],
    ids=lambda wrong: f"{wrong['type']} {wrong['name']!a}",
)
def test_what_is_no_value_of_a_variable_is_refused(job: Job, wrong) -> None:
    job.order({**job.notebook("1"), "parameters": [wrong]})
    assert job.run()[0] == 2
    code, message = job.outcome()
    assert code == "order-invalid"
    assert "\n" not in message
    assert (job.folder / "outputs.tar").exists()


def test_task_that_is_not_there(job: Job) -> None:
    job.order(job.notebook("1"), tasks=[{"parameters": []}])
    for arguments in (["--task", "1"], []):
        assert job.run(*arguments)[0] == 2
    assert "no task 1" not in job.outcome()[1]
    for name in ("manifest-1.json", "out-1.ipynb", "outputs-1.tar", "progress-1.jsonl"):
        assert (job.folder / name).stat().st_size > 0
    assert math.isfinite(job.manifest("manifest-1.json")["resources"]["wallSeconds"])


def test_worker_is_written_for_python_3_8() -> None:
    ast.parse(WORKER.read_text(), feature_version=(3, 8))
    assert sys.version_info >= (3, 8)


def test_cell_that_was_put_in_is_told_with_its_place(job: Job) -> None:
    one = [parameter("n", 1)]
    job.order({**job.notebook("'first'", "n"), "parameters": one})
    job.run()
    (told,) = (line for line in job.told() if line["event"] == "parameters")
    cells = job.executed().cells
    assert (told["index"], told["replaced"]) == (0, False)
    assert told["cell"]["source"] == cells[0].source == "# Parameters\nn = 1"

    earlier = new_code_cell("n = 0", metadata={"tags": ["injected-parameters"]})
    job.order({**job.notebook("'first'", earlier, "n"), "parameters": one})
    job.run()
    *_, told = (line for line in job.told() if line["event"] == "parameters")
    assert (told["index"], told["replaced"]) == (1, True)
