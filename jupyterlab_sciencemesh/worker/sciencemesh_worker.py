"""Runs one batch job: a notebook, a script, a workflow or a repository.

A job takes this one file along. It needs Python 3.8 or newer and nothing else;
notebooks need nbclient and a kernel as well. Started in the job's folder::

    python3 sciencemesh_worker.py job.json [--task N]

it does what ``job.json`` orders, tells on stdout how far it is, and leaves the
executed notebook, ``outputs.tar``, ``manifest.json`` and ``progress.jsonl``,
whatever happens. Every way to end has a status of its own and a sentence in the
manifest. README.md beside it has the details; ``contract/src/worker.ts`` has
the schemas of what is read and written.
"""

from __future__ import annotations

import argparse
import asyncio
import codecs
import contextlib
import errno
import hashlib
import http.client
import inspect
import json
import keyword
import math
import os
import platform
import queue
import re
import resource
import shutil
import signal
import ssl
import stat
import subprocess
import sys
import tarfile
import threading
import time
import traceback
import urllib.error
import urllib.parse
import urllib.request
from datetime import datetime, timezone
from pathlib import Path

VERSION = "1"
STATUS = {
    "succeeded": 0,
    "failed": 1,
    "order-invalid": 2,
    "input-missing": 10,
    "input-mismatch": 11,
    "input-unreachable": 12,
    "credential-refused": 13,
    "kernel-missing": 20,
    "runner-missing": 21,
    "engine-missing": 22,
    "repository-failed": 23,
    "environment-failed": 24,
    "kernel-died": 30,
    "time-limit": 31,
    "terminated": 32,
    "disk-full": 33,
    "worker-failed": 40,
}
PREFIX = "SCIENCEMESH "
READY = "SCIENCEMESH_ENVIRONMENT_READY"
RUN_FOLDER = ".sciencemesh-run"
HEARTBEAT = SAVE_EVERY = 30.0
GRACE = 60.0
LONGEST_LINE = 10_000
LARGEST_MESSAGE = 32 * 1024 * 1024
KERNEL_STARTS = 3
RESERVE = 4 * 1024 * 1024
# Of outputs that are told while the job runs: of one cell, of all cells that have ended, and of
# those that still run. All of it has to be carried to whoever begins to watch.
LARGEST_TOLD = 256 * 1024
MOST_TOLD = 3 * 1024 * 1024
MOST_TOLD_EARLY = 1024 * 1024
TELL_EVERY = 5.0
LATER = "[This output is shown when the job has ended: it is too large to be shown before.]"
COLOURS = re.compile(r"\x1b\[[0-9;]*m")


class Ended(Exception):
    """The way a job ends: a code, what happened, what to do, and the cause for the log."""

    def __init__(self, code, message, advice=None, detail=None):
        super().__init__(message)
        self.code, self.message, self.advice, self.detail = code, message, advice, detail


def shown(text, longest=200):
    """A name or message of others on one line, for a sentence."""
    line = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in str(text)[: longest + 1])
    return line if len(line) <= longest else line[: longest - 1] + "…"


def now():
    """This moment as JSON has it."""
    return datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def size_in_words(size):
    """A size as people say it."""
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{size / 1e6:.1f} MB"


# The order


def read_order(path):
    """The order, looked at as far as a wrong one could do harm or end without a word."""
    try:
        order = json.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as cause:
        raise invalid(f"{shown(path)} cannot be read", str(cause)) from cause
    except ValueError as cause:
        raise invalid(f"{shown(path)} is not JSON", str(cause)) from cause
    need(isinstance(order, dict) and order.get("version") == 1, "it is not of version 1")
    need(isinstance(order.get("job"), str) and order["job"], "it names no job")
    check_run(order.get("run"))
    for task in listed(order, "tasks"):
        check_parameters(task.get("parameters"))
    for item in listed(order, "inputs"):
        inside(item.get("path"))
        source = item.get("from")
        need(
            isinstance(source, dict)
            and source.get("kind") in ("present", "path", "brought", "download"),
            f"the input {shown(item['path'])} comes from nowhere",
        )
        if source["kind"] == "brought":
            inside(source.get("name"))
    for name in listed(order, "unpack", str):
        inside(name)
    listed(order, "outputs", str)
    for name, value in (order.get("limits") or {}).items():
        need(is_number(value) and value >= 0, f"the limit {shown(name)} is no number")
    return order


def check_run(run, nested=False):
    """Refuses what cannot be run."""
    need(isinstance(run, dict), "it does not say what to run")
    kind = run.get("kind")
    if kind == "notebook":
        inside(run.get("path"))
        output = run.get("output", "out.ipynb")
        need(
            isinstance(output, str) and re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}", output),
            "the executed notebook has an odd name",
        )
    elif kind == "script":
        need(bool(listed(run, "command", (str, dict))), "the command is empty")
    elif kind == "workflow":
        inside(run.get("file"))
        need(run.get("engine") in ENGINES, f"there is no engine {shown(run.get('engine'))}")
        listed(run, "arguments", str)
    elif kind == "repository" and not nested:
        address = run.get("url")
        need(
            isinstance(address, str)
            and re.fullmatch(r"(?:https?|file)://[^\s\0/@]*/[^\s\0]*", address),
            "the address of the repository is none of https, http or file",
        )
        need(
            isinstance(run.get("commit"), str)
            and re.fullmatch(r"[0-9a-f]{40}|[0-9a-f]{64}", run["commit"]),
            "the commit is not named in full",
        )
        check_run(run.get("then"), nested=True)
    else:
        raise invalid(f"it runs something unknown, {shown(kind)}")
    if kind != "repository":
        check_parameters(run.get("parameters") or [])


def check_parameters(parameters):
    """Refuses values that are not of their type."""
    need(isinstance(parameters, list), "parameters are no list")
    for item in parameters:
        need(
            isinstance(item, dict) and isinstance(item.get("name"), str) and "value" in item,
            "a parameter has no name or no value",
        )
        need(
            fits(item.get("type"), item["value"]),
            f"the value of {shown(item['name'])} is not of the type {shown(item.get('type'))}",
        )


def fits(kind, value):
    """Whether a value is what its type says."""
    if kind == "integer":
        if isinstance(value, str):
            return re.fullmatch(r"[+-]?[0-9]{1,4000}", value) is not None
        return isinstance(value, int) and not isinstance(value, bool)
    if kind == "number":
        return is_number(value) or value in ("NaN", "Infinity", "-Infinity")
    kinds = {"boolean": bool, "string": str, "list": list, "object": dict, "null": type(None)}
    return kind in kinds and isinstance(value, kinds[kind]) and depth(value) <= 40


def depth(value):
    """How deep lists and objects nest; languages give up at some point."""
    if not isinstance(value, (dict, list)):
        return 0
    items = value.values() if isinstance(value, dict) else value
    return 1 + max(map(depth, items), default=0)


def is_number(value):
    """True for numbers, of which JSON's true and false are none."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def listed(mapping, name, kinds=dict):
    """A list of the order, empty when it is left out."""
    items = mapping.get(name) or []
    need(
        isinstance(items, list) and all(isinstance(item, kinds) for item in items),
        f"{name} is no list of the right things",
    )
    return items


def inside(path):
    """A path that stays in the job's folder."""
    need(
        isinstance(path, str)
        and path
        and "\0" not in path
        and not path.startswith("/")
        and ".." not in path.split("/"),
        f"the path {shown(path)} leads out of the job's folder",
    )
    return path


def need(condition, complaint):
    """Refuses the order unless the condition holds."""
    if not condition:
        raise invalid(complaint)


def invalid(complaint, detail=None):
    """An order that cannot be carried out."""
    return Ended(
        "order-invalid",
        f"The job could not be started, as its order is wrong: {complaint}.",
        "Submit it again; if that does not help, tell whoever runs this service.",
        detail,
    )


def choose_task(order, asked):
    """Which row of a sweep this is; Slurm says it by itself."""
    tasks = order.get("tasks")
    if not tasks:
        # Some batch systems number what is the only one.
        need(asked in (None, 0), f"there is no task {asked}")
        return None
    if asked is None and os.environ.get("SLURM_ARRAY_TASK_ID", "").isdigit():
        asked = int(os.environ["SLURM_ARRAY_TASK_ID"])
    known = asked is not None and 0 <= asked < len(tasks)
    need(known, f"of {len(tasks)} tasks there is no {asked}")
    return asked


def parameters_of(order, task):
    """The parameters of this run, those of the task in place of the run's."""
    run = order["run"]
    base = (run["then"] if run["kind"] == "repository" else run).get("parameters") or []
    row = [] if task is None else order["tasks"][task]["parameters"]
    return list({item["name"]: item for item in [*base, *row]}.values())


# Parameters are data: each becomes one literal, in which nothing is left that
# ends or expands it

RESERVED = {
    "r": "if else repeat while function for next break TRUE FALSE NULL Inf NaN NA NA_integer_ "
    "NA_real_ NA_complex_ NA_character_ in",
    "julia": "baremodule begin break catch const continue do else elseif end export false finally "
    "for function global if import let local macro module quote return struct true try using while",
}


def literal(language, kind, value):
    """A value as an expression of Python, R or Julia, in printable ASCII on one line."""
    if kind == "number":
        value = float(value)
    elif kind == "integer":
        # Not by way of int(), which refuses or takes long for very many digits.
        sign, digits = re.fullmatch(r"([+-]?)0*([0-9]+)", str(value)).groups()
        return WRITE_NUMBER[language](("-" if sign == "-" and digits != "0" else "") + digits)
    return written(language, value)


def written(language, value):
    """Any JSON value as an expression."""
    if value is None:
        return {"python": "None", "r": "NULL", "julia": "nothing"}[language]
    if isinstance(value, bool):
        word = str(value)
        return {"python": word, "r": word.upper(), "julia": word.lower()}[language]
    if isinstance(value, int):
        return WRITE_NUMBER[language](str(value))
    if isinstance(value, float):
        return real(language, value)
    if isinstance(value, str):
        return WRITE_TEXT[language](value)
    if isinstance(value, list):
        items = ", ".join(written(language, item) for item in value)
        return f"list({items})" if language == "r" else f"[{items}]"
    pairs = [(WRITE_TEXT[language](key), written(language, item)) for key, item in value.items()]
    if language == "python":
        return "{" + ", ".join(f"{key}: {item}" for key, item in pairs) + "}"
    if language == "julia":
        return "Dict{String,Any}(" + ", ".join(f"{key} => {item}" for key, item in pairs) + ")"
    # `list("" = 1)` is an error in R, names of a structure are any texts.
    keys = ", ".join(key for key, _ in pairs)
    items = ", ".join(item for _, item in pairs)
    return f"structure(list({items}), names = c({keys}))" if pairs else "list()"


def real(language, value):
    """A real number that is read as one, to the last bit."""
    if math.isnan(value):
        return {"python": 'float("nan")', "r": "NaN", "julia": "NaN"}[language]
    if math.isinf(value):
        sign = "-" if value < 0 else ""
        return {"python": f'float("{sign}inf")'}.get(language, f"{sign}Inf")
    return repr(value)


def r_number(digits):
    """An integer where R has room for it, else the nearest real number."""
    return f"{digits}L" if len(digits) < 11 and abs(int(digits)) < 2**31 else f"{digits}.0"


def quoted(text):
    """Quoted with escapes that all three languages read alike."""

    def escape(match):
        character = match.group()
        if character in '"\\':
            return "\\" + character
        short = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}.get(character)
        point = ord(character)
        if 0xD800 <= point < 0xE000:
            point = 0xFFFD  # half a pair, which no text of theirs can hold
        return short or (f"\\U{point:08x}" if point > 0xFFFF else f"\\u{point:04x}")

    return '"' + re.sub(r"[^ !#-\[\]-~]", escape, text) + '"'


def r_text(text):
    """R's texts hold no NUL, and its literals with escapes end at 10 000."""
    whole = text.replace("\0", "")
    pieces = [whole[at : at + 5000] for at in range(0, len(whole), 5000)] or [""]
    joined = ", ".join(map(quoted, pieces))
    return joined if len(pieces) == 1 else f"paste0({joined})"


WRITE_NUMBER = {"python": str, "r": r_number, "julia": str}
WRITE_TEXT = {
    "python": quoted,
    "r": r_text,
    "julia": lambda text: quoted(text).replace("$", "\\$"),
}


def assignments(language, parameters):
    """The text of a cell that sets one variable for each parameter."""
    lines = ["# Parameters"]
    for item in parameters:
        name = item["name"]
        plain = re.fullmatch(r"[A-Za-z]\w*|_+[A-Za-z]\w*", name, re.ASCII)
        taken = (
            keyword.iskeyword(name)
            if language == "python"
            else name in RESERVED[language].split() or (language == "r" and name[0] == "_")
        )
        need(
            plain is not None and not taken,
            f"{shown(name)} cannot be the name of a variable in {language.capitalize()}",
        )
        sign = "<-" if language == "r" else "="
        lines.append(f"{name} {sign} {literal(language, item['type'], item['value'])}")
    return "\n".join(lines)


def inject(document, parameters, language):
    """Puts parameters where papermill puts them: after the cell that is tagged for it.

    Returns where, and whether in place of another cell; None without parameters.
    """
    if not parameters:
        return None
    language = language.lower()
    need(language in WRITE_TEXT, f"parameters cannot be written in {shown(language)}")

    def tagged(tag):
        places = range(len(document.cells))
        tags = [document.cells[place].metadata.get("tags") or [] for place in places]
        return next((place for place in places if tag in tags[place]), None)

    cell = {
        "cell_type": "code",
        "execution_count": None,
        "metadata": {"tags": ["injected-parameters"]},
        "outputs": [],
        "source": assignments(language, parameters),
    }
    if (document.nbformat, document.nbformat_minor) >= (4, 5):
        known = {other.get("id") for other in document.cells}
        names = (f"injected-parameters-{number}" for number in range(2, len(known) + 3))
        cell["id"] = next(n for n in ["injected-parameters", *names] if n not in known)
    cell = type(document)(cell)
    cell.metadata = type(document)(cell.metadata)
    earlier, declared = tagged("injected-parameters"), tagged("parameters")
    if earlier is not None:
        document.cells[earlier] = cell
        return {"index": earlier, "replaced": True, "cell": cell}
    index = 0 if declared is None else declared + 1
    document.cells.insert(index, cell)
    return {"index": index, "replaced": False, "cell": cell}


# What the job tells


class Log:
    """Stdout, on which lines of progress stand among the output of the job itself.

    That output is bounded, in all and by the line, and no line of it can pass
    for one of progress.
    """

    def __init__(self, most=64 * 1024 * 1024):
        self._left = most
        self._column = 0
        self._cut = False
        self._lock = threading.Lock()
        self.on_full = lambda: None

    def text(self, text):
        """Passes on output of the job."""
        with self._lock:
            if self._left <= 0:
                return
            text, self._left = text[: self._left], self._left - len(text)
            out = []
            for piece in re.findall(r"[^\n\r]+|[\n\r]", text):
                if piece in "\n\r":
                    out.append(piece)
                    self._column, self._cut = 0, False
                    continue
                if self._column == 0 and (piece.startswith(PREFIX) or PREFIX.startswith(piece)):
                    out.append(" ")
                room = LONGEST_LINE - self._column
                out.append(piece[:room])
                if len(piece) > room and not self._cut:
                    out.append(" […]")
                    self._cut = True
                self._column = min(self._column + len(piece), LONGEST_LINE)
            self._write("".join(out))
            full = self._left <= 0
        if full:
            self.on_full()

    def progress(self, line):
        """Writes a line of progress, which begins and ends a line."""
        with self._lock:
            self._write(("\n" if self._column else "") + PREFIX + line + "\n")
            self._column, self._cut = 0, False

    def _write(self, text):
        data = text.encode("utf-8", "replace")
        # Whoever read it may be gone, or the disk full: the job goes on.
        with contextlib.suppress(OSError):
            while data:
                data = data[os.write(1, data) :]


class Job:
    """All that is known of the job while it runs."""

    def __init__(self, order_path, asked_task):
        self.folder = os.getcwd()
        self.order, self.task, self.wrong = {"job": "unknown"}, None, None
        try:
            self.order = read_order(order_path)
            self.task = choose_task(self.order, asked_task)
        except Ended as ended:
            self.wrong = ended
            # The batch system waits for the files of this task all the same.
            self.task = asked_task if self.order.get("tasks") or asked_task else None
        self.order_name = os.path.basename(order_path)
        self.began, self.started_at = time.monotonic(), now()
        limits = self.order.get("limits") or {} if self.wrong is None else {}
        self.limit = limits.get("seconds")
        self.grace = min(limits.get("graceSeconds", GRACE), (self.limit or math.inf) / 2)
        self.cell_output_bytes = limits.get("cellOutputBytes", 16 * 1024 * 1024)
        self.log = Log(limits.get("logBytes", 64 * 1024 * 1024))
        self.log.on_full = lambda: self.notice(
            "log-bounded", "The job printed more than is kept in its log; the rest is left out."
        )
        self.memory = Memory()
        self.stop = Stop()
        self.run_folder = self.path(self.named(RUN_FOLDER))
        self.attempt = 1
        self.cells, self.cell_count, self.current_cell = [], None, None
        self.notices, self.inputs, self.outputs, self.left_out = [], [], [], []
        self.command = self.kernel = self.repository = None
        self.packages, self.packages_known = {}, None
        self.baseline = {}
        self.closed = False

    def named(self, name):
        """A fixed name, which has the number of its task before its ending."""
        stem, dot, ending = name.rpartition(".")
        if self.task is None:
            return name
        return f"{stem}-{self.task}.{ending}" if dot and stem else f"{name}-{self.task}"

    def path(self, *parts):
        """An absolute path in the job's folder."""
        return os.path.join(self.folder, *parts)

    @property
    def notebook_name(self):
        """What the executed notebook is called; None when there is none to execute."""
        run = self.order.get("run")
        if self.wrong is not None or run is None:
            return self.named("out.ipynb")
        run = run["then"] if run["kind"] == "repository" else run
        return self.named(run.get("output", "out.ipynb")) if run["kind"] == "notebook" else None

    def seconds(self):
        """How long the job has been running."""
        return time.monotonic() - self.began

    def tell(self, event, seconds=None, **more):
        """A line of progress, on stdout and in the file."""
        line = self.line(event, seconds, **more)
        self.log.progress(line)
        self.keep(line)

    def line(self, event, seconds=None, **more):
        """A line of progress."""
        return json.dumps(
            {
                "job": self.order["job"],
                "task": self.task,
                "attempt": self.attempt,
                "time": now(),
                "event": event,
                "seconds": round(self.seconds() if seconds is None else seconds, 3),
                "memory": {"now": self.memory.now, "peak": self.memory.peak},
                **more,
            }
        )

    def keep(self, line):
        """Writes a line of progress into the file alone."""
        with contextlib.suppress(OSError), open(self.path(self.named("progress.jsonl")), "a") as f:
            f.write(line + "\n")

    def notice(self, code, message):
        """Something that the person should know although the job goes on."""
        if len(self.notices) < 100:
            self.notices.append({"code": code, "message": message})
            self.tell("notice", code=code, message=message)

    @contextlib.contextmanager
    def stage(self, name):
        """Tells that a part of the job begins, and how it ended."""
        began = time.monotonic()
        self.tell("stage", 0, stage=name, state="started")
        try:
            yield
        except BaseException:
            self.tell("stage", time.monotonic() - began, stage=name, state="failed")
            raise
        self.tell("stage", time.monotonic() - began, stage=name, state="done")


# What the job uses


class Memory:
    """Memory of this process and all that descend from it (Linux), in bytes."""

    def __init__(self):
        self.now = self.peak = 0
        self.kills = out_of_memory_kills()
        self._page = os.sysconf("SC_PAGE_SIZE")

    def sample(self):
        """Looks once."""
        total = 0
        for process in (os.getpid(), *descendants()):
            with contextlib.suppress(OSError, ValueError, IndexError):
                total += int(Path(f"/proc/{process}/statm").read_text().split()[1]) * self._page
        # What lived shorter than the pauses between the looks is known when it is over.
        unit = 1 if sys.platform == "darwin" else 1024
        ended = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * unit
        own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
        self.now = total or own
        self.peak = max(self.peak, total, ended, own)


def descendants():
    """Numbers of all processes that this one has started, directly or not."""
    children = {}
    with contextlib.suppress(OSError):
        for name in os.listdir("/proc"):
            if name.isdigit():
                with contextlib.suppress(OSError, ValueError, IndexError):
                    # The name in the second field may hold blanks and parentheses.
                    fields = Path(f"/proc/{name}/stat").read_bytes().rpartition(b")")[2].split()
                    children.setdefault(int(fields[1]), []).append(int(name))
    found = []
    waiting = [os.getpid()]
    while waiting:
        young = children.get(waiting.pop(), [])
        found += young
        waiting += young
    return found


def end_descendants():
    """Ends what is still running, so that nothing writes while outputs are packed."""
    for _ in range(20):
        alive = descendants()
        for process in alive:
            with contextlib.suppress(OSError):
                os.kill(process, signal.SIGKILL)
        with contextlib.suppress(OSError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        if not alive:
            return
        time.sleep(0.05)


def out_of_memory_kills():
    """How often the kernel of the system has killed in this job's control group."""
    with contextlib.suppress(OSError, ValueError, StopIteration):
        lines = Path("/proc/self/cgroup").read_text().splitlines()
        group = next(line[3:] for line in lines if line.startswith("0::"))
        events = Path("/sys/fs/cgroup" + group, "memory.events").read_text().split()
        return int(events[events.index("oom_kill") + 1])
    return 0


# How it is stopped


class Stop:
    """That the job is to end early, and why. The first reason counts."""

    def __init__(self):
        self.cause, self.at = None, None
        self.event = threading.Event()
        self.actions = []

    def request(self, cause):
        """Asks for the end; safe in a signal handler, which must not wait for any lock."""
        if self.cause is None:
            self.cause, self.at = cause, time.monotonic()
            self.event.set()
            for action in list(self.actions):
                action()

    def check(self):
        """Raises the reason when there is one."""
        if self.cause is not None:
            raise self.cause

    def pause(self, seconds):
        """Waits, and no longer than until the end is asked for."""
        self.event.wait(seconds)
        self.check()


def listen(job):
    """Takes the signals with which batch systems announce the end."""

    def arrived(number, _):
        name = signal.Signals(number).name
        job.stop.request(
            Ended(
                "terminated",
                f"The batch system ended the job after {job.seconds():.0f} s (signal {name}): it "
                "was cancelled, evicted, or reached a limit.",
                "What was done until then is kept. If nobody cancelled it, look at its limits of "
                "time and memory, and submit it again.",
            )
        )

    for name in ("SIGTERM", "SIGINT", "SIGUSR1", "SIGUSR2", "SIGXCPU", "SIGHUP"):
        signal.signal(getattr(signal, name), arrived)


# Files


def is_full(cause):
    """Whether an error says that there is no more room."""
    return isinstance(cause, OSError) and cause.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def disk_full(detail):
    """The end for want of room."""
    return Ended(
        "disk-full",
        "The disk of the job is full, or its quota is used up.",
        "Ask for more disk, or write less; what there was room for is kept.",
        detail,
    )


def write_whole(path, data, run_folder):
    """Writes a file whole or not at all."""
    partial = os.path.join(run_folder, os.path.basename(path) + ".new")
    try:
        with open(partial, "wb") as file:
            file.write(data)
        os.replace(partial, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(partial)
        raise


def sha256_of(path, stop=None):
    """The checksum of a file."""
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
            if stop is not None:
                stop.check()
    return digest.hexdigest()


def survey(folder):
    """All files below a folder, with what tells whether they have changed."""
    found = {}
    waiting = [""]
    while waiting:
        place = waiting.pop()
        with contextlib.suppress(OSError), os.scandir(os.path.join(folder, place)) as entries:
            for entry in entries:
                path = os.path.join(place, entry.name)
                if entry.name == ".git" or path.startswith(RUN_FOLDER):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(path)
                else:
                    state = entry.stat(follow_symlinks=False)
                    found[path] = [state.st_mtime_ns, state.st_size]
    return found


def prepare(job):
    """Makes the job's own folder and every file that the batch system waits for."""
    attempts = os.path.join(job.run_folder, "attempts")
    known = 0
    with contextlib.suppress(OSError, ValueError):
        known = int(Path(attempts).read_text())
    # A sandbox may be new after an eviction; the batch systems count as well.
    restarts = os.environ.get("SLURM_RESTART_COUNT", "")
    described = ""
    with contextlib.suppress(OSError):
        described = Path(os.environ.get("_CONDOR_JOB_AD", "/nowhere")).read_text(errors="replace")
    starts = re.search(r"^NumJobStarts = (\d+)$", described, re.MULTILINE)
    job.attempt = 1 + max(
        known - is_ready(),
        int(restarts) if restarts.isdigit() else 0,
        int(starts.group(1)) if starts else 0,
    )
    for name in ("home", "ipython", "runtime", "cache", "tmp", "partial"):
        os.makedirs(os.path.join(job.run_folder, name), mode=0o700, exist_ok=True)
    Path(attempts).write_text(str(job.attempt))
    with open(job.path(job.named("outputs.tar")), "wb") as file:
        file.write(bytes(tarfile.RECORDSIZE))
    Path(job.path(job.named("progress.jsonl"))).touch()
    Path(job.path(job.named("manifest.json"))).write_bytes(b"")
    if job.notebook_name is not None:
        empty = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
        Path(job.path(job.notebook_name)).write_text(json.dumps(empty))
    # Room for the last words on a disk that is full by then.
    with open(os.path.join(job.run_folder, "reserve"), "wb") as file:
        file.write(os.urandom(RESERVE))


def move_home(job):
    """Keeps what programs write about themselves in the job's folder.

    Many workers have no home that can be written to. What is installed in the
    true one is still found.
    """
    environment = os.environ
    home = environment.get("HOME", "")
    if os.path.isdir(os.path.join(home, ".local")) and not home.startswith(job.run_folder):
        environment.setdefault("PYTHONUSERBASE", os.path.join(home, ".local"))
        data = os.path.join(home, ".local", "share", "jupyter")
        paths = [environment.get("JUPYTER_PATH"), data]
        environment["JUPYTER_PATH"] = os.pathsep.join(filter(None, paths))
    for name, folder in (
        ("HOME", "home"),
        ("IPYTHONDIR", "ipython"),
        ("JUPYTER_RUNTIME_DIR", "runtime"),
        ("XDG_CACHE_HOME", "cache"),
        ("TMPDIR", "tmp"),
    ):
        environment[name] = os.path.join(job.run_folder, folder)


# Inputs


def gather_inputs(job):
    """Brings every input to its place and makes sure that it is the right one."""
    for name in job.order.get("unpack") or []:
        unpack(job, name)
    for item in job.order.get("inputs") or []:
        job.stop.check()
        path, source = job.path(item["path"]), item["from"]
        if source["kind"] != "present":
            os.makedirs(os.path.dirname(path), exist_ok=True)
        if source["kind"] == "path" and not os.path.lexists(path):
            os.symlink(source["path"], path)
        elif source["kind"] == "brought":
            # Missing, it is noticed below.
            with contextlib.suppress(FileNotFoundError):
                os.replace(job.path(source["name"]), path)
        elif source["kind"] == "download":
            Download(job, item).run()
        verify(job, item)


def verify(job, item):
    """Compares an input with what was ordered."""
    path, name = job.path(item["path"]), shown(item["path"])
    size, sha256 = item.get("size"), item.get("sha256")
    if not os.path.isfile(path):
        there = item["from"].get("path")
        where = f" at {shown(there)}, as seen from this machine" if there else ""
        raise Ended(
            "input-missing",
            f"The input {name} is not there{where}.",
            "See whether it still exists and can be read from the batch system's machines.",
        )
    true_size = os.path.getsize(path)
    if size is not None and size != true_size:
        raise mismatch(name, f"it has {true_size} bytes instead of {size}")
    if sha256 is None and item["from"]["kind"] in ("brought", "download"):
        # Nobody knew it before; it is kept for the record.
        sha256 = sha256_of(path, job.stop)
    elif sha256 is not None and sha256 != sha256_of(path, job.stop):
        raise mismatch(name, "its checksum differs")
    job.inputs.append({"path": item["path"], "size": true_size, "sha256": sha256})


def mismatch(name, how):
    """An input that is not what was ordered."""
    return Ended(
        "input-mismatch",
        f"The input {name} is not the file that was submitted: {how}.",
        "It was changed or damaged on its way. Submit the job again.",
    )


def unpack(job, name):
    """Unpacks an archive, in which names are of any kind and none leads out."""
    try:
        with tarfile.open(job.path(name)) as archive:
            for member in archive:
                job.stop.check()
                unpack_member(job, archive, member)
    except FileNotFoundError as cause:
        raise Ended(
            "input-missing", f"The archive {shown(name)} is not there.", "Submit the job again."
        ) from cause
    except (tarfile.TarError, EOFError, UnicodeError) as cause:
        raise mismatch(shown(name), "it is no whole archive") from cause


def unpack_member(job, archive, member):
    """Writes one member where it belongs, and nowhere else."""
    path = inside(member.name)
    target = job.path(path)
    parent = os.path.dirname(target)
    # A link among the folders would lead the next file out.
    whole = os.path.realpath(job.folder)
    inner = os.path.normpath(os.path.join(whole, os.path.dirname(path)))
    need(os.path.realpath(parent) == inner, f"{shown(path)} goes through a link")
    os.makedirs(parent, exist_ok=True)
    if member.isdir():
        os.makedirs(target, exist_ok=True)
        return
    if os.path.lexists(target):
        os.unlink(target)
    if member.issym():
        leads = os.path.normpath(os.path.join(os.path.dirname(path), member.linkname))
        inside(leads)
        os.symlink(member.linkname, target)
    elif member.isfile():
        with archive.extractfile(member) as source, open(target, "wb") as file:
            shutil.copyfileobj(source, file, 1 << 20)
        os.chmod(target, member.mode & 0o700 | 0o600)
        os.utime(target, (member.mtime, member.mtime))
    else:
        raise mismatch(shown(path), "it is neither a file, a folder nor a link")


class SameHostOnly(urllib.request.HTTPRedirectHandler):
    """Leaves redirects to the one who knows the token."""

    def redirect_request(self, *_):
        return None


class Download:
    """Fetches one file, continues where it was interrupted, and tries again."""

    PAUSES = (1, 2, 4, 8, 16, 30)

    def __init__(self, job, item):
        self.job, self.item, self.source = job, item, item["from"]
        name = hashlib.sha256(item["path"].encode("utf-8", "surrogatepass")).hexdigest()
        self.partial = os.path.join(job.run_folder, "partial", name)
        self.validator = None
        self.ends = None
        self.opener = urllib.request.build_opener(
            SameHostOnly, urllib.request.HTTPSHandler(context=ssl.create_default_context())
        )

    def run(self):
        """Fetches the file to its place."""
        refused, tried, size = 0, 0, -1
        # What an earlier attempt left may be of another version: nothing tells.
        with contextlib.suppress(OSError):
            os.unlink(self.partial)
        token = self.token()
        while True:
            self.job.stop.check()
            try:
                self.fetch(token)
                os.replace(self.partial, self.job.path(self.item["path"]))
                return
            except urllib.error.HTTPError as cause:
                cause.close()
                if cause.code == 401 and token is not None:
                    # Whoever cares for the token may have renewed it by now.
                    newer = self.token()
                    if newer == token:
                        if refused == 3:
                            raise self.refused(cause) from cause
                        self.job.stop.pause(self.PAUSES[refused])
                        newer = self.token()
                    refused, token = refused + 1, newer
                    if refused > 10:
                        raise self.refused(cause) from cause
                    continue
                if cause.code in (401, 403):
                    raise self.refused(cause) from cause
                if cause.code in (404, 410):
                    raise self.gone(cause) from cause
                if cause.code < 500 and cause.code not in (408, 416, 425, 429):
                    raise self.unreachable(f"the server answers {cause.code}") from cause
                if cause.code == 416:
                    os.unlink(self.partial)
                failure = f"the server answers {cause.code}"
            except (OSError, http.client.HTTPException, EOFError) as cause:
                if is_full(cause):
                    raise
                reason = getattr(cause, "reason", cause)
                if isinstance(reason, ssl.SSLCertVerificationError):
                    raise self.unreachable("its certificate is not trusted here") from cause
                failure = shown(reason)
            arrived = os.path.getsize(self.partial) if os.path.exists(self.partial) else 0
            tried = 0 if arrived > size else tried + 1
            size = max(size, arrived)
            if tried == len(self.PAUSES):
                raise self.unreachable(failure)
            self.job.stop.pause(self.PAUSES[tried])

    def fetch(self, token):
        """One request, with its redirects."""
        url, credential = self.source["url"], token
        for _ in range(10):
            have = os.path.getsize(self.partial) if os.path.exists(self.partial) else 0
            request = urllib.request.Request(url, headers={"Accept-Encoding": "identity"})
            if have and self.validator is not None:
                request.add_header("Range", f"bytes={have}-")
                request.add_header("If-Range", self.validator)
            if credential is not None:
                request.add_unredirected_header("Authorization", credential)
            try:
                with self.opener.open(request, timeout=60) as answer:
                    self.receive(answer, have)
                    return
            except urllib.error.HTTPError as answer:
                there = answer.headers.get("Location")
                if answer.code not in (301, 302, 303, 307, 308) or there is None:
                    raise
                answer.close()
            target = urllib.parse.urljoin(url, there)
            if origin(target) != origin(url):
                credential = None
            if not re.match("https?://", target) or (
                url.startswith("https:") and not target.startswith("https:")
            ):
                raise self.unreachable("the server leads to an address that is not safe")
            url = target
        raise self.unreachable("the server leads in circles")

    def receive(self, answer, have):
        """Writes the body behind what is there, or anew."""
        begin = re.match(r"bytes (\d+)-", answer.headers.get("Content-Range") or "")
        goes_on = answer.status == 206 and begin is not None and int(begin.group(1)) == have
        if answer.status == 206 and not goes_on:
            raise OSError("the server sent another part than was asked for")
        etag = answer.headers.get("ETag") or ""
        # Only a strong one promises the same bytes.
        self.validator = etag if etag.startswith('"') else None
        expected = self.item.get("size")
        size = have if goes_on else 0
        with open(self.partial, "ab" if goes_on else "wb") as file:
            for block in iter(lambda: answer.read(1 << 18), b""):
                size += len(block)
                if expected is not None and size > expected:
                    raise mismatch(shown(self.item["path"]), f"it has more than {expected} bytes")
                file.write(block)
                self.job.stop.check()
        # A body that ends early is no error for Python when its length is unknown.
        if answer.length:
            raise EOFError("the connection ended early")

    def token(self):
        """The token as its header has it, read anew each time: it may have been renewed."""
        name = self.source.get("credential")
        if name is None:
            return None
        url = urllib.parse.urlsplit(self.source["url"])
        if url.scheme != "https" and url.hostname not in ("127.0.0.1", "::1", "localhost"):
            raise self.unreachable("a token is sent by https only")
        try:
            with open(credential_path(self.job, name), encoding="utf-8") as file:
                text = file.read(1 << 16).strip()
            scheme, self.ends = "Bearer", None
            if text.startswith("{"):
                told = json.loads(text)
                text, scheme = told["access_token"], told.get("token_type", scheme)
                self.ends = told.get("expires_at")
        except (OSError, ValueError, KeyError) as cause:
            raise Ended(
                "credential-refused",
                f"The token for the input {shown(self.item['path'])} cannot be read here.",
                "Sign in again, then submit the job again.",
                f"{type(cause).__name__} with {shown(name)}",
            ) from None
        if not isinstance(text, str) or not re.fullmatch(r"[!-~]+", text):
            raise self.refused("the file holds no token")
        return f"{'Basic' if scheme == 'Basic' else 'Bearer'} {text}"

    def refused(self, cause):
        """The server does not let this token in."""
        if isinstance(self.ends, str) and self.ends <= now():
            return Ended(
                "credential-refused",
                f"The token for the input {shown(self.item['path'])} ended at {shown(self.ends)}, "
                "before the job had fetched all of it.",
                "Run the job again. If it waits for long each time, have the files carried along.",
                shown(cause),
            )
        return Ended(
            "credential-refused",
            f"The server of the input {shown(self.item['path'])} refused access.",
            "Sign in again or ask its owner for access, then submit the job again.",
            shown(cause),
        )

    def gone(self, cause):
        """The file is not where it was."""
        host = urllib.parse.urlsplit(self.source["url"]).hostname
        return Ended(
            "input-missing",
            f"The input {shown(self.item['path'])} is not at {shown(host)} any more: it was "
            "removed there, or the share was withdrawn.",
            "Look at the share, or ask whoever shared it.",
            shown(cause),
        )

    def unreachable(self, why):
        """The file does not arrive."""
        host = urllib.parse.urlsplit(self.source["url"]).hostname
        return Ended(
            "input-unreachable",
            f"The input {shown(self.item['path'])} could not be fetched from {shown(host)}: {why}.",
            "See whether that server can be reached from the batch system's machines, and submit "
            "the job again.",
        )


def origin(url):
    """Scheme, host and port."""
    parts = urllib.parse.urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or {"https": 443, "http": 80}.get(parts.scheme)


def credential_path(job, name):
    """A file in the job's folder, or one that HTCondor keeps up to date."""
    here, folder = job.path(os.path.basename(name)), os.environ.get("_CONDOR_CREDS")
    if os.path.exists(here) or folder is None:
        return here
    return os.path.join(folder, os.path.basename(name))


def credential_names(job):
    """Files in the job's folder that hold tokens: they go nowhere."""
    sources = [item["from"] for item in job.order.get("inputs") or []]
    names = (source.get("credential") for source in sources)
    return {os.path.basename(name) for name in names if name}


def guard_credentials(job):
    """Closes the tokens to others; some transfers forget it."""
    for name in credential_names(job):
        with contextlib.suppress(OSError):
            os.chmod(job.path(name), stat.S_IRUSR | stat.S_IWUSR)


# The software environment


def enter_environment(job, argv):
    """Makes the ordered environment this one's, by starting anew in it where need be."""
    environment = job.order.get("environment") or {}
    kind = environment.get("kind", "none")
    if kind == "variables":
        os.environ.update(environment["variables"])
    if kind not in ("setup-script", "python") or is_ready():
        return
    variables = dict(os.environ)
    if kind == "setup-script":
        variables = sourced(job, environment["path"])
        python = shutil.which("python3", path=variables.get("PATH"))
    else:
        python = environment["path"]
    if python is None or not os.access(python, os.X_OK):
        raise environment_failed(f"there is no Python at {shown(python or 'its PATH')}")
    variables[READY] = str(os.getpid())
    # Not the folder of the job: a file there must not stand in for a module.
    os.execve(python, [python, os.path.abspath(__file__), *argv], variables)


def is_ready():
    """Whether this process has been started anew in its environment; its number stays."""
    return os.environ.get(READY) == str(os.getpid())


def sourced(job, script):
    """The variables that a setup script of bash leaves."""
    # Scripts see no arguments of ours, which some would take for their own.
    program = 'script=$1; set --; source "$script" 1>&2 && exec env -0'
    try:
        ended = subprocess.run(
            ["bash", "-c", program, "bash", os.path.join(job.folder, script)],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=min(600, (job.limit or math.inf) / 2),
        )
    except (OSError, subprocess.TimeoutExpired) as cause:
        raise environment_failed(f"{shown(script)} did not come to an end", str(cause)) from cause
    if ended.returncode != 0:
        words = ended.stderr.decode("utf-8", "replace")
        raise environment_failed(f"{shown(script)} ended with {ended.returncode}", words[-4000:])
    entries = ended.stdout.decode("utf-8", "surrogateescape").split("\0")
    return dict(entry.split("=", 1) for entry in entries if "=" in entry)


def environment_failed(why, detail=None):
    """The software that was asked for is not to be had here."""
    return Ended(
        "environment-failed",
        f"The software environment of the job could not be set up: {why}.",
        "See whether it exists on the batch system's machines, or choose another.",
        detail,
    )


def learn_packages(job, python, variables=None):
    """Asks a Python which packages it has, beside the run itself."""
    program = (
        "import importlib.metadata as m, json\n"
        "print(json.dumps({str(d.metadata['Name']): str(d.version) for d in m.distributions()}))"
    )

    def ask():
        with contextlib.suppress(OSError, ValueError, subprocess.SubprocessError):
            answer = subprocess.run(
                [python, "-c", program],
                cwd=os.path.join(job.run_folder, "tmp"),
                env={**os.environ, **(variables or {})},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                timeout=120,
            )
            job.packages = dict(sorted(json.loads(answer.stdout.decode()).items()))

    job.packages_known = threading.Thread(target=ask, daemon=True)
    job.packages_known.start()


# Notebooks


def run_notebook(job, run, folder):
    """Executes a notebook and keeps it with all that came out."""
    try:
        import nbformat
        from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel
        from nbclient import NotebookClient
    except ImportError as cause:
        raise Ended(
            "runner-missing",
            f"The Python on this machine ({sys.executable}) has no nbclient, so the notebook was "
            "not run.",
            "Choose an environment or a container image that has nbclient and a kernel.",
            str(cause),
        ) from cause
    path = os.path.join(folder, run["path"])
    try:
        document = nbformat.read(path, as_version=4)
    except FileNotFoundError as cause:
        raise Ended(
            "input-missing",
            f"The notebook {shown(run['path'])} is not there.",
            "See whether it is among the inputs of the job.",
        ) from cause
    except Exception as cause:
        # Whatever its libraries find wrong with it, there is nothing to run.
        raise invalid(f"{shown(run['path'])} is no notebook", str(cause)) from cause
    named = (document.metadata.get("kernelspec") or {}).get("name")
    kernel = run.get("kernel") or named or "python3"
    specs = KernelSpecManager()
    try:
        spec = specs.get_kernel_spec(kernel)
    except NoSuchKernel as cause:
        language = (document.metadata.get("kernelspec") or {}).get("language", "python")
        known = sorted(specs.find_kernel_specs())
        if run.get("kernel") or language != "python" or "python3" not in known:
            raise Ended(
                "kernel-missing",
                f"There is no kernel {shown(kernel)} on this machine; there "
                + (f"are: {shown(', '.join(known))}." if known else "is none at all."),
                "Choose one of these, or an environment that has it.",
            ) from cause
        # Names of kernels are of the machine on which the notebook was written.
        job.notice(
            "kernel-replaced",
            f"The kernel {shown(kernel)} is not on this machine; python3 was used instead.",
        )
        kernel, spec = "python3", specs.get_kernel_spec("python3")
    job.kernel = {"name": kernel, "displayName": spec.display_name, "language": spec.language}
    if spec.language.lower() == "python":
        variables = {name: os.path.expandvars(value) for name, value in spec.env.items()}
        learn_packages(job, spec.argv[0], variables)
    injected = inject(document, parameters_of(job.order, job.task), spec.language)
    if injected is not None:
        # Places of cells are counted with this one from here on.
        job.keep(job.line("parameters", **injected))
    job.cell_count = sum(cell.cell_type == "code" for cell in document.cells)
    execution = Execution(job, document, lambda: nbformat.writes(document, version=4))
    client = bounded(NotebookClient, execution)(
        document,
        kernel_name=kernel,
        timeout=None,
        startup_timeout=300,
        iopub_timeout=5,
        resources={"metadata": {"path": os.path.dirname(path)}},
    )
    execution.save()
    try:
        asyncio.run(execution.run(client))
    finally:
        execution.save()


class Execution:
    """One notebook, cell by cell."""

    def __init__(self, job, document, text):
        self.job, self.document, self._text = job, document, text
        self._stream, self._pieces = None, []
        self._saved_at, self._cost, self._changed = time.monotonic(), 0.0, True
        self._room, self.idle, self._pump = 0, True, None
        self._cell_now = None
        self._told_at, self._told_room, self._early_room = 0.0, MOST_TOLD, MOST_TOLD_EARLY
        self._untold = False

    # Outputs, as they arrive

    def arrived(self, message):
        """Passes the text of a message on, and cuts what there is no room for."""
        content, kind = message["content"], message["msg_type"]
        if kind == "stream":
            text = content["text"]
            self.job.log.text(text)
            content["text"] = self._fitting(text)
        elif kind in ("execute_result", "display_data", "update_display_data"):
            text = content["data"].get("text/plain", "")
            self.job.log.text((text if isinstance(text, str) else "".join(text)) + "\n")
            size = sum(len(str(value)) for value in content["data"].values())
            if size > self._room:
                self._say_full()
                content["data"] = {"text/plain": "[An output was left out: it is too large.]"}
            self._room -= size
        elif kind == "error":
            lines = [COLOURS.sub("", line) for line in content["traceback"]]
            self.job.log.text("\n".join(lines)[-20_000:] + "\n")
            content["traceback"] = [line[-20_000:] for line in content["traceback"]][-50:]
            content["evalue"] = content["evalue"][:20_000]
        self._changed = self._untold = True

    def _fitting(self, text):
        if len(text) <= self._room:
            self._room -= len(text)
            return text
        kept, full, self._room = text[: max(self._room, 0)], self._room <= 0, 0
        if full:
            return ""
        self._say_full()
        self._room = -1
        return kept + "\n[The rest of this text was left out: it is too long.]\n"

    def _say_full(self):
        self.job.notice(
            "outputs-bounded",
            f"Code cell {self.job.current_cell} put out more than is kept in the notebook "
            f"({size_in_words(self.job.cell_output_bytes)}); the rest is left out.",
        )

    def merge(self, outputs):
        """Joins text to that before it, as a running notebook does."""
        last = outputs[-1]
        if self._stream is None or len(outputs) < 2 or outputs[-2] is not self._stream:
            self.settle()
            self._stream, self._pieces = last, [last.text]
        elif last.name == self._stream.name:
            self._pieces.append(last.text)
            outputs.pop()
        else:
            self.settle()
            self._stream, self._pieces = last, [last.text]

    def settle(self):
        """Gives the text that arrived in pieces to its output."""
        if self._stream is not None and len(self._pieces) > 1:
            self._stream.text = "".join(self._pieces)
            self._pieces = [self._stream.text]

    # Telling what has come so far

    def tell_outputs(self, cell, about, ended):
        """Tells what a cell has put out, for those who cannot see the notebook meanwhile.

        It stands in the file of progress alone: the text of it is on stdout already.
        """
        self._told_at, self._untold = time.monotonic(), False
        if not ended and self._early_room < LARGEST_TOLD / 4:
            return
        self.settle()
        # While it runs all of it is told again and again.
        room = min(self._told_room, LARGEST_TOLD) if ended else self._early_room // 16
        outputs = shortened(cell.outputs, room)
        line = self.job.line(
            "outputs", executionCount=cell.execution_count, outputs=outputs, **about
        )
        self.job.keep(line)
        if ended:
            self._told_room = max(0, self._told_room - len(line))
        else:
            self._early_room -= len(line)

    # Saving

    def save(self):
        """Writes the notebook as it is now; a full disk is dealt with at the end."""
        if self.job.closed or not self._changed:
            return
        began = time.monotonic()
        self.settle()
        try:
            data = self._text().encode("utf-8", "replace")
            write_whole(self.job.path(self.job.notebook_name), data, self.job.run_folder)
            self._changed = False
        except OSError as cause:
            if not is_full(cause):
                raise
            # There is room for it when the rest is thrown away.
            with contextlib.suppress(OSError):
                os.unlink(os.path.join(self.job.run_folder, "reserve"))
                write_whole(self.job.path(self.job.notebook_name), data, self.job.run_folder)
            self.job.stop.request(disk_full(str(cause)))
        self._saved_at = time.monotonic()
        self._cost = self._saved_at - began

    async def _save_now_and_then(self):
        while True:
            await asyncio.sleep(1)
            if self._untold and time.monotonic() - self._told_at > TELL_EVERY:
                self.tell_outputs(*self._cell_now, ended=False)
            # A notebook that takes seconds to write is not written all the time.
            if time.monotonic() - self._saved_at > max(SAVE_EVERY, 10 * self._cost):
                self.save()

    # Execution

    async def run(self, client):
        """Starts the kernel, executes all cells, ends the kernel."""
        job, loop = self.job, asyncio.get_running_loop()
        stopped = asyncio.Event()
        job.stop.actions.append(lambda: loop.call_soon_threadsafe(stopped.set))
        job.stop.check()
        # Programs that a cell starts write past the messages, into this pipe.
        reading, writing = os.pipe()
        # Python's kernel sends that as messages, too.
        self._pump = Pump(reading, None if job.kernel["language"].lower() == "python" else job.log)
        setup = saving = None
        try:
            with job.stage("kernel"):
                try:
                    setup = await self._start_kernel(client, writing)
                finally:
                    os.close(writing)
            saving = asyncio.ensure_future(self._save_now_and_then())
            await self._describe_kernel(client)
            number = 0
            for index, cell in enumerate(self.document.cells):
                if cell.cell_type == "code":
                    number += 1
                    await self._cell(client, cell, index, number, stopped)
            client.set_widgets_metadata()
        finally:
            if saving is not None:
                saving.cancel()
            self._changed = True
            self.save()
            if setup is not None:
                with contextlib.suppress(Exception):
                    await asyncio.wait_for(setup.__aexit__(None, None, None), 10)

    async def _start_kernel(self, client, writing):
        """Returns what ends the kernel again."""
        job = self.job
        for attempt in range(1, KERNEL_STARTS + 1):
            client.km = with_bounded_client(client.create_kernel_manager())
            setup = client.async_setup_kernel(stdout=writing, stderr=writing)
            try:
                await setup.__aenter__()
                return setup
            except Exception as cause:
                job.stop.check()
                # Its ports are chosen before it takes them: another job of the same machine
                # may have been faster, and the kernel dies of that.
                if isinstance(cause, RuntimeError) and attempt < KERNEL_STARTS:
                    continue
                raise Ended(
                    "kernel-missing",
                    f"The kernel {shown(job.kernel['name'])} could not be started.",
                    "See whether its environment is whole on the batch system's machines.",
                    f"{shown(cause, 1000)}\n{self._pump.tail}",
                ) from cause

    async def _describe_kernel(self, client):
        asked = client.kc.kernel_info()
        if inspect.isawaitable(asked):
            asked = await asked
        reply = await client.async_wait_for_reply(asked)
        if reply is not None and "language_info" in reply["content"]:
            self.document.metadata["language_info"] = reply["content"]["language_info"]

    async def _cell(self, client, cell, index, number, stopped):
        job, began, started_at = self.job, time.monotonic(), now()
        job.stop.check()
        job.current_cell = number
        self._changed = True
        self._room, self.idle = job.cell_output_bytes, not cell.source.strip()
        cell.outputs, cell.execution_count = [], None
        about = {"cell": number, "of": job.cell_count, "index": index, "id": cell.get("id")}
        self._cell_now, self._untold, self._told_at = (cell, about), False, began
        job.tell("cell", 0, state="started", **about)
        task = asyncio.ensure_future(client.async_execute_cell(cell, index))
        waiting = asyncio.ensure_future(stopped.wait())
        state, error, ended = "done", None, None
        try:
            await asyncio.wait({task, waiting}, return_when=asyncio.FIRST_COMPLETED)
            if not task.done():
                # First what is sure: there may be no time for more.
                self.save()
                await self._interrupt(client, task)
            await task
            if not self.idle and not client.skips(cell):
                self._say_lost()
                await self._listen_anew(client)
        except (Exception, asyncio.CancelledError) as cause:
            state, error, ended = await self._failure(client, cause, number)
        finally:
            waiting.cancel()
        if job.stop.cause is not None and (ended is None or ended.code != "disk-full"):
            ended, state = job.stop.cause, state if state == "done" else "interrupted"
        seconds = time.monotonic() - began
        job.cells.append(
            {
                **{name: about[name] for name in ("cell", "index", "id")},
                "state": state,
                "startedAt": started_at,
                "seconds": round(seconds, 3),
                "error": error,
            }
        )
        self.save()
        self.tell_outputs(cell, about, ended=True)
        job.tell("cell", seconds, state="done" if state == "done" else "failed", **about)
        job.current_cell = self._cell_now = None
        self._untold = False
        if ended is not None:
            raise ended

    async def _interrupt(self, client, task):
        """Lets a cell end as on Ctrl-C, and does without its answer when it does not."""
        client.shutdown_kernel = "immediate"
        with contextlib.suppress(Exception):
            done = client.km.interrupt_kernel()
            if inspect.isawaitable(done):
                await done
        await asyncio.wait({task}, timeout=patience(self.job) / 2)
        if not task.done():
            task.cancel()

    async def _failure(self, client, cause, number):
        """What a failed cell comes to: its state, its error, and the end of the job."""
        job, kind = self.job, type(cause).__name__
        if kind == "CellExecutionError":
            name, message = shown(cause.ename), shown(COLOURS.sub("", cause.evalue), 2000)
            advice = "Look at the cell in the executed notebook."
            if name == "MemoryError":
                advice = "Ask for more memory, or read less at once."
            ended = Ended(
                "failed", f"Code cell {number} stopped with {name}: {shown(message)}", advice
            )
            if shutil.disk_usage(job.folder).free < 1 << 20:
                ended = disk_full(f"{name}: {message}")
            return "failed", {"name": name, "message": message}, ended
        if kind != "DeadKernelError":
            if job.stop.cause is None:
                raise cause
            return "interrupted", None, job.stop.cause
        if job.stop.cause is None:
            # The same signal may have reached the kernel first.
            await asyncio.sleep(1)
        if job.stop.cause is not None:
            return "interrupted", None, job.stop.cause
        process = getattr(getattr(client.km, "provisioner", None), "process", None)
        status = None if process is None else process.poll()
        self._pump.join(1)
        words = kernel_death(job, number, status, self._pump.tail)
        return "failed", {"name": "DeadKernelError", "message": words.message}, words

    async def _listen_anew(self, client):
        """Opens a new connection in place of one that was cut for what came over it."""
        client.kc.iopub_channel.stop()
        # The property makes another; to disconnect and connect the socket can crash libzmq.
        client.kc._iopub_channel = None
        client.kc.iopub_channel.start()
        for _ in range(10):
            # Answered to all who listen: when it is heard, nothing else will be missed.
            asked = client.kc.kernel_info()
            if inspect.isawaitable(asked):
                await asked
            with contextlib.suppress(queue.Empty):
                await client.kc.iopub_channel.get_msg(timeout=1)
                return

    def _say_lost(self):
        cell, _ = self._cell_now
        self.job.notice(
            "output-lost",
            f"Code cell {self.job.current_cell} put out a piece of more than "
            f"{size_in_words(LARGEST_MESSAGE)} at once, which was left out, perhaps with others "
            "after it.",
        )
        self.settle()
        text = "[An output of this cell was left out: it is too large.]\n"
        cell.outputs.append(type(cell)({"output_type": "stream", "name": "stderr", "text": text}))


def shortened(outputs, room):
    """Outputs without what there is no room for, which is told in words; text keeps its end."""
    kept, is_said = [], False
    for output in outputs:
        try:
            size = len(json.dumps(output, allow_nan=False))
        except ValueError:
            size = math.inf
        if size > room:
            if is_said:
                continue
            end = output["text"][-2000:] if output["output_type"] == "stream" and room else ""
            text = f"{LATER}\n{end}"
            output, size = {"output_type": "stream", "name": "stdout", "text": text}, len(text)
            is_said = True
        kept.append(output)
        room = max(0, room - size)
    return kept


def bounded(base, execution):
    """nbclient's client, which lets the execution see each message first."""

    class Client(base):
        def process_message(self, msg, cell, cell_index):
            execution.arrived(msg)
            content = msg["content"]
            if msg["msg_type"] == "stream" and not content["text"]:
                return None
            if msg["msg_type"] == "status" and content["execution_state"] == "idle":
                execution.idle = True
            output = super().process_message(msg, cell, cell_index)
            if output is not None and output.output_type == "stream" and cell.outputs:
                execution.merge(cell.outputs)
            return output

        def skips(self, cell):
            return self.skip_cells_with_tag in cell.metadata.get("tags", [])

    return Client


def kernel_death(job, number, status, tail):
    """A kernel that is gone: why, as far as one can tell."""
    peak = size_in_words(job.memory.peak)
    where = f"while code cell {number} was running"
    detail = f"status {status}\n{tail}"
    if status == -signal.SIGKILL or out_of_memory_kills() > job.memory.kills:
        return Ended(
            "kernel-died",
            f"The kernel was killed {where}, most likely because the job used more memory than it "
            f"may: {peak} were seen.",
            "Ask for more memory, or read less at once.",
            detail,
        )
    how = f"by signal {-status}" if status is not None and status < 0 else f"with status {status}"
    return Ended(
        "kernel-died",
        f"The kernel ended {where}{'' if status is None else ', ' + how}; the job had used {peak} "
        "of memory at most.",
        "A library may have crashed, or memory was short: look at the end of the log, and try with "
        "more memory.",
        detail,
    )


def with_bounded_client(manager):
    """A manager of kernels that takes no message which memory does not suffice for."""
    import zmq

    make_client = manager.client

    def make_bounded_client(**options):
        # One message of a kernel may be as large as its memory; reading it would take
        # several times that. It is dropped on its way, and noticed by what is missing.
        made = make_client(**options)
        made.context.setsockopt(zmq.MAXMSGSIZE, LARGEST_MESSAGE)
        return made

    manager.client = make_bounded_client
    return manager


class Pump(threading.Thread):
    """Passes on what a process writes (unless told otherwise), and remembers its last words."""

    def __init__(self, descriptor, log):
        super().__init__(daemon=True)
        self._descriptor, self._log, self.tail = descriptor, log, ""
        self.start()

    def run(self):
        """Reads until nobody can write any more."""
        decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        while True:
            data = os.read(self._descriptor, 1 << 16)
            if not data:
                break
            text = decode(data)
            if self._log is not None:
                self._log.text(text)
            self.tail = (self.tail + text)[-4000:]
        os.close(self._descriptor)


# Scripts, workflows and repositories


def cwl_command(run, parameters, _):
    """cwltool, which reads paths relative to the file of parameters."""
    # By itself it refuses names of files with blanks and the like.
    command = ["cwltool", "--outdir", ".", "--relax-path-checks", *run.get("arguments", [])]
    return [*command, run["file"], parameters]


def snakemake_command(run, parameters, processors):
    """Snakemake, which takes parameters as its configuration."""
    command = ["snakemake", "--cores", str(processors), "--snakefile", run["file"]]
    return [*command, "--configfile", parameters, *run.get("arguments", [])]


def nextflow_command(run, parameters, _):
    """Nextflow, without its moving picture of progress."""
    command = ["nextflow", "-log", ".nextflow.log", "run", run["file"], "-ansi-log", "false"]
    return [*command, "-params-file", parameters, *run.get("arguments", [])]


ENGINES = {"cwl": cwl_command, "snakemake": snakemake_command, "nextflow": nextflow_command}


def run_command(job, run, folder):
    """Runs a script or a workflow to its end."""
    parameters = parameters_of(job.order, job.task)
    values = {item["name"]: value_of(item) for item in parameters}
    # Hidden, so that it is no output; beside the work, as paths in it are relative to it.
    file = os.path.join(folder, job.named(".sciencemesh-parameters.json"))
    Path(file).write_text(json.dumps(values), encoding="utf-8")
    if run["kind"] == "script":
        argv = [argument(part, values) for part in run["command"]]
    else:
        inside_name = run["file"] if not run["file"].startswith("-") else f"./{run['file']}"
        argv = ENGINES[run["engine"]](
            {**run, "file": inside_name}, os.path.basename(file), processors()
        )
    if re.match(r"python[\d.]*$", os.path.basename(argv[0])):
        learn_packages(job, argv[0])
    variables = {"SCIENCEMESH_PARAMETERS": file}
    if job.task is not None:
        variables["SCIENCEMESH_TASK"] = str(job.task)
    with job.stage("command"):
        status, tail = execute(job, argv, folder, variables)
        job.command = {
            "argv": argv,
            "status": status if status >= 0 else None,
            "signal": -status if status < 0 else None,
            "tail": tail,
        }
        job.stop.check()
        if status != 0:
            raise command_failed(job, argv[0], status)


def value_of(item):
    """A parameter's value as JSON has it; very large integers stay texts of digits."""
    kind, value = item["type"], item["value"]
    if kind == "number" and math.isfinite(float(value)):
        return float(value)
    return value


def argument(part, values):
    """One argument of a command; a parameter's value is text, whatever it holds."""
    if isinstance(part, str):
        return part
    name = part.get("parameter")
    need(name in values, f"the command uses a parameter {shown(name)} that has no value")
    value = values[name]
    text = value if isinstance(value, str) else json.dumps(value)
    need("\0" not in text, f"the value of {shown(name)} cannot be an argument")
    return part.get("prefix", "") + text


def command_failed(job, program, status):
    """A command that ended badly."""
    name = shown(os.path.basename(program))
    if shutil.disk_usage(job.folder).free < 1 << 20:
        return disk_full(f"{name} ended with {status}")
    if status == -signal.SIGKILL or out_of_memory_kills() > job.memory.kills:
        return Ended(
            "failed",
            f"{name} was killed, most likely because the job used more memory than it may: "
            f"{size_in_words(job.memory.peak)} were seen.",
            "Ask for more memory, or read less at once.",
        )
    how = f"was ended by signal {-status}" if status < 0 else f"ended with status {status}"
    return Ended("failed", f"{name} {how}.", "Its last words are in the log of the job.")


def execute(job, argv, folder, variables=None):
    """Runs a program without a shell; returns its status and last words."""
    try:
        process = subprocess.Popen(
            argv,
            cwd=folder,
            env={**os.environ, **(variables or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    except (FileNotFoundError, PermissionError, NotADirectoryError) as cause:
        raise Ended(
            "engine-missing",
            f"{shown(argv[0])} is not there or cannot be run on this machine.",
            "Choose an environment or a container image that has it.",
            str(cause),
        ) from cause
    except OSError as cause:
        if is_full(cause):
            raise
        raise Ended(
            "failed",
            f"{shown(argv[0])} could not be started: {shown(cause.strerror)}.",
            "Pass long values in a file: SCIENCEMESH_PARAMETERS names one.",
            str(cause),
        ) from cause
    pump = Pump(os.dup(process.stdout.fileno()), job.log)
    process.stdout.close()
    while process.poll() is None:
        if job.stop.event.wait(0.1):
            end_group(process, patience(job) / 2)
    # Somebody who was left behind may keep the pipe open for ever.
    pump.join(2)
    return process.returncode, pump.tail


def end_group(process, seconds):
    """Asks a program and its children to end, then makes them."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(OSError):
            os.killpg(process.pid, number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
            return


def processors():
    """How many processors the job may use."""
    asked = os.environ.get("SLURM_CPUS_PER_TASK", "") or os.environ.get("OMP_NUM_THREADS", "")
    if asked.isdigit() and int(asked) > 0:
        return int(asked)
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def clone(job, run):
    """Brings a repository here at one commit; returns its folder."""
    folder = job.path("repository" if job.task is None else f"repository-{job.task}")
    shutil.rmtree(folder, ignore_errors=True)
    settings = {
        "protocol.allow": "never",
        "protocol.https.allow": "always",
        "protocol.http.allow": "always",
        "protocol.file.allow": "always",
        "core.hooksPath": os.devnull,
        "credential.helper": "",
        "submodule.recurse": "false",
        "advice.detachedHead": "false",
    }
    git = ["git", *(word for name, value in settings.items() for word in ("-c", f"{name}={value}"))]
    variables = {
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ASKPASS": "false",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_LFS_SKIP_SMUDGE": "1",
    }
    words = []

    def step(*arguments):
        status, tail = execute(job, [*git, *arguments], job.folder, variables)
        words.append(tail)
        job.stop.check()
        return status == 0

    inner = ("-C", folder)
    with job.stage("repository"):
        one = ("fetch", "--quiet", "--no-tags", "--depth=1", run["url"], run["commit"])
        # Some servers give out what branches begin with and nothing else.
        everything = ("fetch", "--quiet", run["url"], "+refs/heads/*:refs/remotes/origin/*")
        if not (
            step("init", "--quiet", folder)
            and (step(*inner, *one) or step(*inner, *everything))
            and step(*inner, "checkout", "--quiet", "--detach", run["commit"])
        ):
            raise Ended(
                "repository-failed",
                f"The repository {shown(run['url'])} could not be fetched at {run['commit'][:12]}.",
                "See whether it is public, holds that commit, and can be reached from the batch "
                "system's machines.",
                "\n".join(words)[-4000:],
            )
    job.repository = {"url": run["url"], "commit": run["commit"]}
    return folder


# Outputs


def pattern_of(pattern):
    """A pattern of names as a regular expression; a folder stands for all in it."""
    below = r"(?:[^/.][^/]*/)*"
    parts = [part for part in pattern.split("/") if part not in ("", ".")]
    out = ""
    for number, part in enumerate(parts):
        last = number == len(parts) - 1
        if part == "**":
            out += below + ("[^/.][^/]*" if last else "")
            continue
        # Like a shell: what begins with a dot is meant only when it is said.
        out += r"(?!\.)" if part[0] in "*?[" else ""
        for piece in re.findall(r"\[!?\]?[^]]*\]|.", part, re.DOTALL):
            if piece == "*":
                out += "[^/]*"
            elif piece == "?":
                out += "[^/]"
            elif len(piece) > 1:
                inner = re.sub(r"([\\\[^])", r"\\\1", piece[1:-1].lstrip("!"))
                inner = inner.replace("]", r"\]")
                out += f"(?!/)[{'^' if piece[1] == '!' else ''}{inner}]"
            else:
                out += re.escape(piece)
        out += "" if last else "/"
    try:
        return re.compile(f"(?:{out})(?:/{below}[^/.][^/]*)?", re.DOTALL)
    except re.error:
        return re.compile(re.escape(pattern))


def choose_outputs(job):
    """Names of the files that go back, and those that do not, with the reason."""
    patterns = job.order.get("outputs") or []
    wanted = [pattern_of(pattern) for pattern in patterns or ["**"]]
    used = set()
    fixed = re.compile(
        r"(?:manifest|outputs|progress)(?:-\d+)?\.(?:json|tar|jsonl)"
        # What is printed, as batch systems and the companion call it.
        r"|(?:stdout|stderr)(?:-\d+)?\.txt|_condor_.*|docker_stderror"
    )
    ours = {job.order_name, os.path.basename(__file__), job.notebook_name, *credential_names(job)}
    for path, state in sorted(survey(job.folder).items(), key=lambda item: os.fsencode(item[0])):
        matching = [place for place, wish in enumerate(wanted) if wish.fullmatch(path)]
        if not matching or path in ours or fixed.fullmatch(path):
            continue
        used.update(matching)
        if job.baseline.get(path) == state:
            continue
        yield path
    for place, pattern in enumerate(patterns):
        if place not in used:
            job.notice("output-missing", f"There is no output {shown(pattern)}.")


def leave_out(job, path, message):
    """Notes a file that does not go back."""
    if len(job.left_out) < 1000:
        job.left_out.append({"path": path, "message": message})


class Writer:
    """A file without a buffer, in which bytes that a full disk refused would stay."""

    def __init__(self, file):
        self._file = file
        self.tell = file.tell

    def write(self, data):
        """Writes all of it, or raises."""
        left = memoryview(data)
        while left:
            left = left[self._file.write(left) :]


class Reader:
    """A file that is hashed while it is packed, at the length that it had."""

    def __init__(self, file, size):
        self._file, self._left, self.digest, self.short = file, size, hashlib.sha256(), False

    def read(self, most):
        """The next bytes; an archive cannot take it that there are fewer than announced."""
        data = self._file.read(min(most, self._left))
        missing = min(most, self._left) - len(data)
        if missing:
            self.short = True
            data += bytes(missing)
        self._left -= len(data)
        self.digest.update(data)
        return data


def packing_ends(job):
    """Until when there is time for outputs: the manifest comes after them."""
    if job.stop.at is not None:
        return job.stop.at + job.grace * 0.7
    return math.inf if job.limit is None else job.began + job.limit - job.grace * 0.3


def pack_outputs(job):
    """Packs the outputs, in the order of their names, as far as there is room and time."""
    partial = os.path.join(job.run_folder, "outputs.tar.new")
    whole = os.path.realpath(job.folder)
    failure = None
    with open(partial, "wb", buffering=0) as file:
        archive = tarfile.TarFile(fileobj=Writer(file), mode="w", format=tarfile.PAX_FORMAT)
        for path in choose_outputs(job):
            true = os.path.realpath(job.path(path))
            if failure is not None:
                leave_out(job, path, "The disk was full.")
            elif time.monotonic() > packing_ends(job):
                leave_out(job, path, "There was no time left to pack it.")
            elif not true.startswith(whole + os.sep):
                leave_out(job, path, "It is a link to somewhere else.")
            elif not os.path.isfile(true):
                leave_out(job, path, "It is not a file that can be read.")
            else:
                begin = archive.offset
                try:
                    pack_file(job, archive, path, true)
                except OSError as cause:
                    # Up to the last whole member the archive is good.
                    file.seek(begin)
                    file.truncate()
                    archive.offset = begin
                    leave_out(job, path, f"It could not be packed: {shown(cause.strerror)}.")
                    failure = cause if is_full(cause) else None
        if failure is not None:
            release_reserve(job)
        archive.close()
    os.replace(partial, job.path(job.named("outputs.tar")))
    if failure is not None:
        raise disk_full(str(failure))


def pack_file(job, archive, path, true):
    """Adds one file to the archive, under its own name."""
    with open(true, "rb") as file:
        state = os.fstat(file.fileno())
        member = tarfile.TarInfo(path)
        member.size, member.mtime = state.st_size, int(state.st_mtime)
        member.mode = 0o755 if state.st_mode & 0o100 else 0o644
        reader = Reader(file, member.size)
        archive.addfile(member, reader)
    if reader.short:
        job.notice("output-changed", f"{shown(path)} grew shorter while it was packed.")
    job.outputs.append({"path": path, "size": member.size, "sha256": reader.digest.hexdigest()})


def release_reserve(job):
    """Makes room for the last words."""
    with contextlib.suppress(OSError):
        os.unlink(os.path.join(job.run_folder, "reserve"))


def write_manifest(job, ended):
    """Writes down all that is known of the run."""
    files = []
    for name in filter(None, (job.notebook_name, job.named("outputs.tar"))):
        path = job.path(name)
        with contextlib.suppress(OSError):
            files.append({"path": name, "size": os.path.getsize(path), "sha256": sha256_of(path)})
    used = os.times()
    disk = shutil.disk_usage(job.folder)
    image = (job.order.get("environment") or {}).get("image")
    for name in ("APPTAINER_CONTAINER", "SINGULARITY_CONTAINER"):
        image = image or os.environ.get(name)
    manifest = {
        "version": 1,
        "job": job.order["job"],
        "task": job.task,
        "attempt": job.attempt,
        "startedAt": job.started_at,
        "endedAt": now(),
        "outcome": {
            "code": ended.code,
            "status": STATUS[ended.code],
            "message": ended.message,
            "advice": ended.advice,
            "detail": ended.detail,
        },
        "parameters": [] if job.wrong else parameters_of(job.order, job.task),
        "cells": job.cells,
        "cellCount": job.cell_count,
        "command": job.command,
        "repository": job.repository,
        "inputs": job.inputs,
        "files": files,
        "outputs": job.outputs,
        "leftOut": job.left_out,
        "resources": {
            "wallSeconds": round(job.seconds(), 3),
            "cpuSeconds": round(sum(used[:4]), 3),
            "peakMemory": job.memory.peak,
            "disk": {
                "used": sum(size for _, size in survey(job.folder).values()),
                "free": disk.free,
            },
        },
        "machine": {
            "host": platform.node(),
            "system": f"{platform.system()} {platform.release()}",
            "architecture": platform.machine(),
            "processors": processors(),
        },
        "software": {
            "worker": VERSION,
            "python": platform.python_version(),
            "kernel": job.kernel,
            "packages": job.packages,
            "containerImage": image,
        },
        "notices": job.notices,
    }
    data = json.dumps(manifest, indent=1).encode()
    write_whole(job.path(job.named("manifest.json")), data, job.run_folder)


# From start to end


def work(job):
    """The job itself, from its inputs to its last cell."""
    with job.stage("inputs"):
        gather_inputs(job)
    run, folder = job.order["run"], job.folder
    if run["kind"] == "repository":
        folder = clone(job, run)
        run = run["then"]
    note_baseline(job)
    (run_notebook if run["kind"] == "notebook" else run_command)(job, run, folder)


def note_baseline(job):
    """Remembers what was there before, also for a later attempt in the same folder."""
    kept = os.path.join(job.run_folder, "baseline.json")
    job.baseline = survey(job.folder)
    with contextlib.suppress(OSError, ValueError):
        earlier = json.loads(Path(kept).read_text())
        brought = {item["path"] for item in job.order.get("inputs") or []}
        job.baseline = {
            path: state if path in brought or path.startswith("repository") else earlier[path]
            for path, state in job.baseline.items()
            if path in earlier or path in brought or path.startswith("repository")
        }
    write_whole(kept, json.dumps(job.baseline).encode(), job.run_folder)


def patience(job):
    """How long to wait for what was asked to end, in seconds."""
    return min(10.0, job.grace / 3)


def supervise(job):
    """Does the work in a thread of its own; watches the time, the memory and the signals."""
    outcome = []

    def target():
        try:
            work(job)
            outcome.append(Ended("succeeded", "The job ran to its end."))
        except Ended as ended:
            outcome.append(ended)
        except BaseException as cause:
            outcome.append(unexpected(cause))

    thread = threading.Thread(target=target, daemon=True)
    thread.start()
    beat = time.monotonic()
    look = 0.5
    while thread.is_alive():
        thread.join(look)
        began = time.monotonic()
        job.memory.sample()
        # Machines with very many processes are not looked at all the time.
        look = max(0.5, 20 * (time.monotonic() - began))
        if began - beat >= HEARTBEAT:
            beat = began
            job.tell("heartbeat", cell=job.current_cell)
        if job.limit is not None and job.seconds() > job.limit - job.grace:
            job.stop.request(time_is_up(job))
        if job.stop.at is not None and began - job.stop.at > patience(job):
            break
    return outcome[0] if outcome else job.stop.cause


def time_is_up(job):
    """The end at the limit that the job was given."""
    return Ended(
        "time-limit",
        f"The job was stopped after {job.seconds():.0f} s, before its time limit of "
        f"{job.limit:.0f} s.",
        "What was done until then is kept. Ask for more time, or do less in one job.",
    )


def unexpected(cause):
    """The end that nobody thought of."""
    detail = "".join(traceback.format_exception(type(cause), cause, cause.__traceback__))[-4000:]
    if is_full(cause):
        return disk_full(detail)
    return Ended(
        "worker-failed",
        f"The job could not be carried out: {type(cause).__name__}: {shown(cause)}.",
        "Submit it again; if that does not help, tell whoever runs this service.",
        detail,
    )


def finish(job, ended):
    """Leaves everything in order; returns the status to end with."""
    job.closed = True
    if job.packages_known is not None:
        job.packages_known.join(1 if job.stop.at is not None else 30)
    end_descendants()
    job.memory.sample()
    try:
        # The batch system may have no patience for the outputs.
        write_manifest(job, ended)
        if job.wrong is None:
            with job.stage("outputs"):
                pack_outputs(job)
    except Ended as other:
        ended = other
    except Exception as cause:
        other = unexpected(cause)
        ended = other if ended.code in ("succeeded", other.code) else ended
    release_reserve(job)
    for attempt in (1, 2):
        try:
            write_manifest(job, ended)
            break
        except OSError as cause:
            # What is hidden is nobody's work.
            shutil.rmtree(job.run_folder, ignore_errors=True)
            os.makedirs(job.run_folder, exist_ok=True)
            if attempt == 2:
                job.log.text(f"The manifest could not be written: {cause}\n")
    job.tell(
        "job",
        state="done" if ended.code == "succeeded" else "failed",
        cells=job.cell_count,
        code=ended.code,
        message=ended.message,
    )
    return STATUS[ended.code]


def main(argv):
    """Runs the job that lies in this folder."""
    parser = argparse.ArgumentParser(description="Runs one batch job.")
    parser.add_argument("order", help="job.json")
    parser.add_argument("--task", type=int, help="the row of a sweep, from 0")
    options = parser.parse_args(argv)
    job = Job(options.order, options.task)
    listen(job)
    try:
        prepare(job)
        if job.wrong is not None:
            raise job.wrong
        guard_credentials(job)
        move_home(job)
        enter_environment(job, argv)
    except Ended as ended:
        return finish(job, ended)
    except OSError as cause:
        return finish(job, unexpected(cause))
    job.memory.sample()
    job.tell("job", state="started", cells=None, code=None, message=None)
    return finish(job, supervise(job))


if __name__ == "__main__":
    status = main(sys.argv[1:])
    # A thread that hangs must not keep the job from ending.
    sys.stdout.flush()
    os._exit(status)
