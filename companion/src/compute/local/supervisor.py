"""Runs one task of a job on this machine and writes down how it ended.

Started by the companion, in a session of its own, with the folder of the task::

    python3 supervisor.py FOLDER

It outlives the companion. ``task.json`` says what to run and within which
bounds; ``started.json`` is made once and never again, so that no task runs
twice whoever starts a second supervisor; ``exit.json`` is the last it writes.

TERM cancels the task, USR1 stops it for a while and USR2 lets it go on.
"""

import ctypes
import json
import os
import select
import signal
import subprocess
import sys
import time

PARENT_DEATH_SIGNAL, SUBREAPER = 1, 36
LOOK_SECONDS = 0.5
PAGE = os.sysconf("SC_PAGE_SIZE")


def write_whole(path, value):
    """Writes a JSON file whole or not at all."""
    with open(path + ".new", "w", encoding="utf-8") as file:
        json.dump(value, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(path + ".new", path)


def stat_of(pid):
    """Parent and start time (in ticks since boot) of a process, or None."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            fields = file.read().rpartition(b")")[2].split()
        return int(fields[1]), fields[19].decode()
    except (OSError, IndexError, ValueError):
        return None


def descendants():
    """All processes below this one; orphans among them come to it (prctl)."""
    children = {}
    for name in os.listdir("/proc"):
        known = stat_of(name) if name.isdigit() else None
        if known is not None:
            children.setdefault(known[0], []).append(int(name))
    found, waiting = [], [os.getpid()]
    while waiting:
        below = children.get(waiting.pop(), [])
        found += below
        waiting += below
    return found


def memory_of(pids):
    """Resident memory of processes together, in bytes."""
    total = 0
    for pid in pids:
        try:
            with open(f"/proc/{pid}/statm", "rb") as file:
                total += int(file.read().split()[1]) * PAGE
        except (OSError, IndexError, ValueError):
            continue
    return total


def send(number, pids):
    """Signals processes, of which some may have ended."""
    for pid in pids:
        try:
            os.kill(pid, number)
        except OSError:
            continue


def end_with_parent():
    """In the child: nothing runs on unwatched when the supervisor is killed."""
    ctypes.CDLL(None).prctl(PARENT_DEATH_SIGNAL, signal.SIGTERM, 0, 0, 0)


class Supervisor:
    """One task from its start to its end."""

    def __init__(self, folder):
        self.folder = folder
        with open(self.path("task.json"), encoding="utf-8") as file:
            self.task = json.load(file)
        self.asked = []
        self.bell = None
        self.end = None
        self.killed_at = None
        self.peak = 0
        self.run_seconds = 0.0
        self.held = False

    def path(self, name):
        """A file in the folder of the task."""
        return os.path.join(self.folder, name)

    def listen(self):
        """Signals are noted, and heard between two looks."""
        self.bell, ring = os.pipe()
        os.set_blocking(self.bell, False)
        os.set_blocking(ring, False)
        signal.set_wakeup_fd(ring, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for number in (signal.SIGTERM, signal.SIGUSR1, signal.SIGUSR2):
            signal.signal(number, lambda number, _: self.asked.append(number))

    def pause(self, seconds):
        """Waits until a signal comes, and no longer than that."""
        if select.select([self.bell], [], [], seconds)[0]:
            os.read(self.bell, 4096)

    def claim(self):
        """Whether this supervisor, and no other, runs the task."""
        _, start = stat_of(os.getpid())
        with open("/proc/sys/kernel/random/boot_id", encoding="ascii") as file:
            boot = file.read().strip()
        mine = self.path(f"started.{os.getpid()}")
        write_whole(mine, {"pid": os.getpid(), "start": start, "boot": boot, "at": time.time()})
        try:
            os.link(mine, self.path("started.json"))
            return True
        except FileExistsError:
            return False
        finally:
            os.unlink(mine)

    def cancelled_before(self):
        """Whether the job was cancelled while this supervisor was started."""
        try:
            with open(self.task["control"], encoding="utf-8") as file:
                return self.task["task"] in json.load(file)["cancelled"]
        except (OSError, ValueError, KeyError):
            return False

    def run(self):
        """Runs the task and leaves what came of it."""
        self.listen()
        if os.path.exists(self.path("exit.json")) or not self.claim():
            return
        if self.cancelled_before():
            self.leave(None, "cancelled", None)
            return
        ctypes.CDLL(None, use_errno=True).prctl(SUBREAPER, 1, 0, 0, 0)
        try:
            with open(self.task["stdout"], "ab") as out, open(self.task["stderr"], "ab") as err:
                child = subprocess.Popen(
                    self.task["command"],
                    cwd=self.task["work"],
                    env=self.task["environment"],
                    stdin=subprocess.DEVNULL,
                    stdout=out,
                    stderr=err,
                    start_new_session=True,
                    preexec_fn=end_with_parent,
                )
        except OSError as cause:
            what = cause.filename or self.task["command"][0]
            self.leave(None, "exited", f"{what}: {cause.strerror}")
            return
        status = self.watch(child.pid)
        self.end_rest()
        self.leave(status, self.end or "exited", None)

    def end_rest(self):
        """Ends what the task has left running; gone for good when this returns."""
        while True:
            pids = descendants()
            if not pids:
                return
            send(signal.SIGKILL, pids)
            self.reap(None)
            self.pause(0.02)

    def watch(self, first):
        """Looks after the task until its first process has ended."""
        before = time.monotonic()
        while True:
            status = self.reap(first)
            if status is not None:
                return status
            pids = descendants()
            now = time.monotonic()
            if not self.held:
                self.run_seconds += now - before
            before = now
            self.hear(pids)
            self.enforce(pids, now)
            self.pause(LOOK_SECONDS)

    def reap(self, first):
        """Takes in whatever has ended; the status of the first process, once."""
        found = None
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return found
            if pid == 0:
                return found
            if pid == first:
                found = status

    def hear(self, pids):
        """Does what the companion asks for."""
        while self.asked:
            number = self.asked.pop(0)
            if number == signal.SIGTERM:
                self.stop("cancelled", pids)
            elif number == signal.SIGUSR1 and self.end is None:
                self.held = True
                send(signal.SIGSTOP, pids)
            elif number == signal.SIGUSR2 and self.held:
                self.held = False
                send(signal.SIGCONT, pids)

    def enforce(self, pids, now):
        """Ends the task at its limits: asked first, and killed after its grace."""
        used = memory_of(pids)
        self.peak = max(self.peak, used)
        if self.end is None and used > self.task["memory"]:
            # It grows on while it is asked, so it is not asked.
            self.end = "memory-limit"
            self.killed_at = now
        elif self.end is None and self.run_seconds > self.task["seconds"] - self.task["grace"]:
            self.stop("time-limit", pids)
        if self.killed_at is not None and now >= self.killed_at:
            send(signal.SIGKILL, pids)

    def stop(self, end, pids):
        """Asks the task to end; what is held must go on to hear it."""
        if self.end is None:
            self.end = end
            self.killed_at = time.monotonic() + self.task["grace"]
            send(signal.SIGTERM, pids)
            if self.held:
                self.held = False
                send(signal.SIGCONT, pids)

    def leave(self, status, end, problem):
        """Writes how it ended."""
        used = os.times()
        code = number = None
        if status is not None and os.WIFSIGNALED(status):
            number = os.WTERMSIG(status)
        elif status is not None:
            code = os.WEXITSTATUS(status)
        write_whole(
            self.path("exit.json"),
            {
                "end": end,
                "exitCode": code,
                "exitSignal": number,
                "problem": problem,
                "at": time.time(),
                "wallSeconds": self.run_seconds,
                "cpuSeconds": used.children_user + used.children_system,
                "peakMemory": self.peak,
            },
        )


if __name__ == "__main__":
    Supervisor(sys.argv[1]).run()
