"""The companion's log lines, in the server's log."""

from __future__ import annotations

import asyncio
import json
import logging
from collections import deque
from typing import Any

# A line longer than this is cut; pino writes one JSON object a line.
LONGEST_LINE = 64 * 1024

# In every line of pino, and said by the server's log in its own way.
_COMMON_FIELDS = ("level", "time", "pid", "hostname", "v")


class CompanionLog:
    """Forwards what one run of the companion writes, at matching levels."""

    def __init__(self, log: logging.Logger, secret: str):
        self._log = log
        self._secret = secret
        self.last_words: deque[str] = deque(maxlen=3)
        """The last complaints: what to show when the companion does not start."""

    async def follow(self, stream: asyncio.StreamReader) -> None:
        """Reads until the end of the stream; never lets the writer wait for long."""
        while True:
            try:
                line = await stream.readline()
            except ValueError:
                # Longer than the reader's limit, which has thrown it away.
                self._log.warning("companion: (a log line over %d bytes was dropped)", LONGEST_LINE)
                continue
            if not line:
                return
            text = line.decode("utf-8", "replace").strip()
            if text:
                self._forward(text.replace(self._secret, "[secret]"))

    def _forward(self, text: str) -> None:
        entry = _parse(text)
        if entry is None:
            # No pino line: Node itself speaks, or the companion before its log is up.
            level, message = logging.WARNING, text
        else:
            level, message = _level(entry.get("level")), _message(entry)
        if level >= logging.WARNING:
            self.last_words.append(message)
        self._log.log(level, "companion: %s", message)


def _parse(text: str) -> dict[str, Any] | None:
    try:
        entry = json.loads(text)
    except ValueError:
        return None
    return entry if isinstance(entry, dict) and "level" in entry else None


def _level(pino: Any) -> int:
    """pino counts as Python does, ten higher: 20 debug, 30 info, 40 warn, 50 error, 60 fatal."""
    return max(pino - 10, logging.DEBUG) if isinstance(pino, int) else logging.INFO


def _message(entry: dict[str, Any]) -> str:
    rest = {name: value for name, value in entry.items() if name not in (*_COMMON_FIELDS, "msg")}
    words = [str(entry.get("msg", ""))]
    if rest:
        words.append(json.dumps(rest, ensure_ascii=False, separators=(",", ":")))
    return " ".join(filter(None, words))
