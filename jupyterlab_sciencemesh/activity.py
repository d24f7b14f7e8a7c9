"""Telling the server that the companion is at work.

A Hub stops servers that look idle. A transfer or the collection of a job is
work that no kernel and no request shows.
"""

from __future__ import annotations

import asyncio
from collections.abc import MutableMapping
from datetime import datetime, timedelta, timezone
from typing import Any

from .supervisor import Supervisor

# Jupyter Server counts every setting whose name ends like this one.
ACTIVITY_SETTING = "sciencemesh_last_activity"


async def report_activity(
    supervisor: Supervisor,
    settings: MutableMapping[str, Any],
    interval: float,
    maximum: timedelta,
) -> None:
    """Asks the companion every ``interval`` seconds and notes the time while it is busy.

    Work without a break is reported for ``maximum`` at most, so that one that
    never ends does not hold a server for ever.
    """
    busy_since = None
    while True:
        await asyncio.sleep(interval)
        busy = await supervisor.busy()
        if busy is False:
            busy_since = None
        elif busy:
            now = datetime.now(timezone.utc)
            busy_since = busy_since or now
            if now - busy_since <= maximum:
                settings[ACTIVITY_SETTING] = now
