"""Run every check and test, and sum their reports.

Each step is a target of the Makefile and goes on to the next one when it fails.
A test runner leaves a JUnit report; a step without one counts as a single
failure when it fails. With ``CI=true`` a skipped test is a failure. What failed
steps said last is repeated at the end, as that may be all that is looked at.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread

ROOT = Path(__file__).resolve().parent.parent
REPORTS = ROOT / ".cache" / "reports"
STEPS = (
    "check-static",
    "test-contract",
    "test-companion",
    "test-measured",
    "test-lab",
    "test-peers",
    "test-batch",
    "test-invenio",
    "test-hostile",
    "test-bridge",
    "test-contents",
    "test-wheel",
    "test-ui",
    "test-batch-ui",
    "test-invenio-ui",
)
# How much of a failed step is repeated.
LINES = 40
LAST_BYTES = 20_000
# Names of tests about hostile input hold characters that XML 1.0 has no place for.
NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass
class Sum:
    """What all steps came to."""

    passed: int = 0
    failed: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    #: The last words of the steps that failed.
    last: dict[str, str] = field(default_factory=dict)

    def add_report(self, step: str, report: Path) -> int:
        """Add the tests of one JUnit report; return how many of them failed."""
        failures = 0
        text = NOT_XML.sub("?", report.read_text(encoding="utf-8", errors="replace"))
        for case in ElementTree.fromstring(text).iter("testcase"):
            name = f"{step}: {case.get('classname', '')} {case.get('name', '')}"
            skipped = case.find("skipped")
            if case.find("failure") is not None or case.find("error") is not None:
                self.failed.append(name)
                failures += 1
            elif skipped is not None:
                reason = skipped.get("message") or (skipped.text or "").strip()
                self.skipped.append(f"{name}: {reason}" if reason else name)
            else:
                self.passed += 1
        return failures


def stream(command: list[str]) -> tuple[int, str]:
    """Run a command and pass on what it says; return its status and last lines."""
    last = bytearray()

    def pass_on(pipe: int) -> None:
        # By pieces, not by lines: a dot for each test is no line for long.
        while piece := os.read(pipe, 65_536):
            sys.stdout.buffer.write(piece)
            sys.stdout.buffer.flush()
            last.extend(piece)
            del last[:-LAST_BYTES]

    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert process.stdout is not None
    reader = Thread(target=pass_on, args=[process.stdout.fileno()], daemon=True)
    reader.start()
    status = process.wait()
    # Whoever was left behind may keep the pipe open for good.
    reader.join(timeout=5)
    lines = last.decode(errors="replace").splitlines()
    return status, "\n".join(lines[-LINES:])


def run(step: str, total: Sum) -> None:
    """Run one step and add what it came to."""
    report = REPORTS / f"{step}.xml"
    report.unlink(missing_ok=True)
    print(f"\n=== {step}", flush=True)
    start = time.monotonic()
    status, last = stream(["make", "--no-print-directory", step])
    print(f"--- {step}: {time.monotonic() - start:.0f} s", flush=True)
    try:
        failures = total.add_report(step, report) if report.exists() else 0
    except ElementTree.ParseError as error:
        failures = 0
        status = status or 1
        last += f"\nIts report {report.name} cannot be read: {error}"
    if status != 0:
        total.last[step] = last
        if failures == 0:
            total.failed.append(f"{step}: exit status {status}")


def main() -> int:
    """Run all steps; zero when nothing failed."""
    os.environ["MAKEFLAGS"] = ""
    total = Sum()
    for step in STEPS:
        run(step, total)
    print()
    if total.skipped:
        print(f"{len(total.skipped)} skipped")
    for name in total.skipped:
        print(f"  skipped  {name}")
    if os.environ.get("CI") == "true":
        total.failed += [f"skipped in CI: {name}" for name in total.skipped]
    for step, last in total.last.items():
        print(f"\n=== {step} failed, and said last:\n{last}\n")
    for name in total.failed:
        print(f"  failed   {name}")
    print(f"{total.passed} passed, {len(total.failed)} failed")
    return 1 if total.failed else 0


if __name__ == "__main__":
    sys.exit(main())
