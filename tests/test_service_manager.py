"""What the bot tells systemd: messages on a datagram socket, and pings only while it can answer."""

import asyncio
import os
import socket
import sys
import threading
from contextlib import contextmanager

import pytest

from bot.chat.desk import Desk
from bot.chat.observing.service_manager import ServiceManager
from bot.chat.observing.watchdog import Watchdog

pytestmark = pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="this system has no Unix sockets")
ABSTRACT = pytest.param(
    "@footnote-test-{pid}", marks=pytest.mark.skipif(sys.platform != "linux", reason="only Linux has these")
)


class Listener:
    """The service manager's end of the socket."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(f"\0{address[1:]}" if address.startswith("@") else address)
        self.socket.settimeout(0)

    def received(self) -> list[str]:
        """Return the messages since the last call."""
        messages = []
        while True:
            try:
                messages.append(self.socket.recv(4096).decode())
            except BlockingIOError:
                return messages


@contextmanager
def listening(address):
    """Listen as a service manager does."""
    listener = Listener(address)
    try:
        yield listener
    finally:
        listener.socket.close()


@pytest.fixture
def listener(request, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # a socket's path has at most 107 bytes
    address = getattr(request, "param", "{folder}/notify").format(pid=os.getpid(), folder=tmp_path)
    with listening(address) as found:
        yield found


@pytest.fixture
def desk():
    desk = Desk("the searcher", 5)
    yield desk
    desk.stop()


@pytest.mark.parametrize("listener", ["{folder}/notify", ABSTRACT], indirect=True)
def test_messages_arrive_at_a_path_and_at_an_abstract_address(listener):
    manager = ServiceManager.from_environment({"NOTIFY_SOCKET": listener.address})
    manager.status("two\nlines\x1b[31m")
    manager.ready()
    manager.stopping()
    status, *others = listener.received()
    assert others == ["READY=1", "STOPPING=1"]
    assert status.startswith("STATUS=two lines")
    assert len(status.splitlines()) == 1
    assert "\x1b" not in status


@pytest.mark.parametrize("address", ["", "relative", "vsock:2:1234", "/nowhere/at/all", "@nobody-listens", "/" + "x" * 300])
def test_a_manager_that_cannot_be_reached_does_not_stop_the_bot(address):
    manager = ServiceManager.from_environment({"NOTIFY_SOCKET": address})
    assert manager.address == (address if address.startswith(("/", "@")) else None)
    manager.ready()
    manager.ping()


@pytest.mark.parametrize(
    ("variables", "timeout"),
    [
        ({}, None),
        ({"WATCHDOG_USEC": "30000000"}, 30.0),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": str(os.getpid())}, 30.0),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "1"}, None),  # meant for another process
        ({"WATCHDOG_USEC": "0"}, None),
        ({"WATCHDOG_USEC": "soon"}, None),
        ({"WATCHDOG_USEC": ""}, None),
    ],
)
def test_the_watchdog_is_on_if_the_environment_says_so(variables, timeout):
    assert ServiceManager.from_environment({"NOTIFY_SOCKET": "/run/notify", **variables}).timeout == timeout


async def test_pings_stop_while_the_answering_thread_hangs_and_go_on_after(desk, listener):
    looks = []
    watchdog = Watchdog(ServiceManager(listener.address, timeout=0.02), desk, lambda: looks.append(1) or "well")
    running = asyncio.create_task(watchdog.run())
    await wait_for_pings(listener)
    gate = threading.Event()
    hanging = desk.submit(lambda _: gate.wait(60))
    listener.received()
    before = len(looks)
    while len(looks) < before + 10:
        await asyncio.sleep(0.005)
    pings = listener.received().count("WATCHDOG=1")
    assert pings <= 3  # for a probe that was done, for the turn that has begun, and one under way
    gate.set()
    await hanging.result
    await wait_for_pings(listener)
    running.cancel()


async def test_a_thread_that_gets_on_with_a_long_queue_is_alive(desk, listener):
    watchdog = Watchdog(ServiceManager(listener.address, timeout=0.02), desk, lambda: "well")
    gates = [threading.Event() for _ in range(4)]
    tickets = [desk.submit(lambda _, gate=gate: gate.wait(60)) for gate in gates]
    running = asyncio.create_task(watchdog.run())
    for gate, ticket in zip(gates[:3], tickets, strict=False):
        await asyncio.sleep(0.05)
        listener.received()
        gate.set()
        await ticket.result
        await wait_for_pings(listener)  # the probe is still behind the rest of the queue
    gates[-1].set()
    running.cancel()


async def test_the_status_is_sent_when_it_changes(desk, listener):
    words = ["connected"]
    running = asyncio.create_task(Watchdog(ServiceManager(listener.address, timeout=0.02), desk, lambda: words[-1]).run())
    await wait_for_pings(listener, 3)
    words.append("not connected")
    await wait_for_pings(listener, 3)
    running.cancel()
    assert listener.statuses == ["STATUS=connected", "STATUS=not connected"]


async def test_without_a_service_manager_nothing_runs(desk):
    await asyncio.wait_for(Watchdog(ServiceManager(), desk, lambda: "well").run(), 60)


async def wait_for_pings(listener, count=1):
    """Wait for pings, and note the statuses that arrive with them."""
    listener.statuses = getattr(listener, "statuses", [])
    async with asyncio.timeout(10):
        while count > 0:
            await asyncio.sleep(0.005)
            for message in listener.received():
                if message == "WATCHDOG=1":
                    count -= 1
                else:
                    listener.statuses.append(message)
