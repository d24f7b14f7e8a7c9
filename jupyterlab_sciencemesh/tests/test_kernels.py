"""Kernels get tokens of their own, whatever the companion does."""

import asyncio
import hashlib
import json
import os
import signal
import time

import pytest

from jupyterlab_sciencemesh.kernels import SOCKET_VARIABLE, TOKEN_VARIABLE

PATIENCE = 20


def environment_of(manager, kernel_id):
    pid = manager.get_kernel(kernel_id).provisioner.pid
    with open(f"/proc/{pid}/environ", "rb") as file:
        pairs = file.read().decode().split("\0")
    return dict(pair.split("=", 1) for pair in pairs if pair)


def digest_in(environment):
    return hashlib.sha256(environment[TOKEN_VARIABLE].encode()).hexdigest()


@pytest.fixture
def manager(bridge, jp_asyncio_loop):
    found = bridge.serverapp.kernel_manager
    yield found
    for kernel_id in found.list_kernel_ids():
        jp_asyncio_loop.run_until_complete(found.shutdown_kernel(kernel_id, now=True))


@pytest.fixture
def told(jp_fetch):
    """Waits until the companion was told of certain tokens."""

    async def until(digests):
        deadline = time.monotonic() + PATIENCE
        while True:
            answer = await jp_fetch("sciencemesh", "api", "told", raise_error=False)
            found = json.loads(answer.body)
            if answer.code == 200 and found["digests"] == sorted(digests):
                return
            assert time.monotonic() < deadline, found
            await asyncio.sleep(0.02)

    return until


async def test_each_kernel_gets_a_token_until_it_stops(running, manager, told):
    await running()
    ids = [await manager.start_kernel(kernel_name="python3") for _ in range(2)]
    environments = [environment_of(manager, kernel_id) for kernel_id in ids]
    assert environments[0][TOKEN_VARIABLE] != environments[1][TOKEN_VARIABLE]
    assert os.path.basename(environments[0][SOCKET_VARIABLE]) == "companion.sock"
    digests = [digest_in(environment) for environment in environments]
    await told(digests)
    await manager.shutdown_kernel(ids[0], now=True)
    await told(digests[1:])


async def test_environment_of_the_session_stays(running, manager):
    await running()
    kernel_id = await manager.start_kernel(kernel_name="python3", env={**os.environ, "MARK": "1"})
    assert environment_of(manager, kernel_id)["MARK"] == "1"


async def test_restarted_kernel_keeps_its_token(running, manager, told):
    await running()
    kernel_id = await manager.start_kernel(kernel_name="python3")
    before = environment_of(manager, kernel_id)
    await manager.restart_kernel(kernel_id, now=True)
    after = environment_of(manager, kernel_id)
    assert after[TOKEN_VARIABLE] == before[TOKEN_VARIABLE]
    await told([digest_in(after)])


async def test_companion_that_starts_anew_is_told_of_running_kernels(
    running, until, manager, bridge, told
):
    await running()
    kernel_id = await manager.start_kernel(kernel_name="python3")
    digest = digest_in(environment_of(manager, kernel_id))
    await told([digest])
    os.kill(bridge.supervisor.pid, signal.SIGKILL)
    await until(lambda found: found["state"] == "running" and found["restarts"] == 1)
    await told([digest])


async def test_kernel_that_dies_loses_its_token(running, manager, told):
    await running()
    kernel_id = await manager.start_kernel(kernel_name="python3")
    digest = digest_in(environment_of(manager, kernel_id))
    await told([digest])
    manager._handle_kernel_died(kernel_id)
    await told([])


@pytest.fixture
def broken_companion(bridge_config):
    bridge_config |= {"companion_command": ["/no/such/program"]}


async def test_kernel_starts_while_the_companion_is_down(broken_companion, until, manager):
    await until(lambda found: found["state"] == "failed")
    kernel_id = await manager.start_kernel(kernel_name="python3")
    assert kernel_id in manager.list_kernel_ids()


async def test_failed_start_leaves_no_token(running, manager, told):
    await running()
    with pytest.raises(Exception, match="no-such-kernel"):
        await manager.start_kernel(kernel_name="no-such-kernel")
    await told([])


async def test_token_is_not_in_the_log(running, manager, caplog):
    caplog.set_level("DEBUG")
    await running()
    kernel_id = await manager.start_kernel(kernel_name="python3")
    token = environment_of(manager, kernel_id)[TOKEN_VARIABLE]
    assert token not in caplog.text
