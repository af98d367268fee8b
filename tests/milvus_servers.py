"""A Milvus server for tests: Milvus Lite, or the real one at FOOTNOTE_MILVUS_URI, behind a door that tests can shut."""

import contextlib
import os
import secrets
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest

from index.milvus.address import Address
from index.milvus.client import Engine, close_lite

REAL = os.environ.get("FOOTNOTE_MILVUS_URI", "")
"""The address of a real server to run the same tests against."""


POLL_SECONDS = 0.01
"""Seconds until pymilvus asks again whether the server has made an index, which takes no time here. By itself, it waits 0.5."""


@pytest.fixture(scope="module", autouse=True)
def quick_polls() -> Iterator[None]:
    """Have pymilvus wait less for the server in the tests of a module that takes this."""
    from pymilvus.client import grpc_handler

    clock = SimpleNamespace(time=time.time, sleep=lambda seconds: time.sleep(min(seconds, POLL_SECONDS)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(grpc_handler, "time", clock)
        yield


def new_name() -> str:
    """Return a name for a store that no other test has."""
    return f"test_{secrets.token_hex(4)}"


@contextlib.contextmanager
def engine_at(folder: Path, *, timeout: float = 5.0, name: str | None = None) -> Iterator[Engine]:
    """Open the server of the tests, and drop what a test leaves on it."""
    name = name or new_name()
    address = Address(REAL, name, timeout, REAL) if REAL else Address("milvus.db", name, timeout, lite=folder / "milvus.db")
    engine = Engine(address)
    try:
        yield engine
    finally:
        drop(engine)
        engine.close()
        if address.lite:
            close_lite(address.lite)


def drop(engine: Engine) -> None:
    """Drop the alias and the collections of a store."""
    name = engine.address.name
    engine.drop_alias(name)
    for collection in engine.collections():
        if collection.startswith(name):
            engine.drop(collection)


class Door:
    """A port in front of a server. Shut, it ends all connections; silent, it takes them and passes nothing on."""

    def __init__(self, target: str) -> None:
        parts = urlsplit(target)
        self._target = (parts.hostname or "127.0.0.1", parts.port or 19530)
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self.is_silent = False
        self.accepted = 0
        self._listener: socket.socket | None = None
        self.port = 0
        self.open()

    @property
    def uri(self) -> str:
        """The address of the port."""
        return f"http://127.0.0.1:{self.port}"

    def open(self) -> None:
        """Listen, at the same port as before."""
        while self._listener is None:
            try:
                self._listener = socket.create_server(("127.0.0.1", self.port), reuse_port=False)
            except OSError:  # not given back yet
                time.sleep(0.05)
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._serve, args=(self._listener,), daemon=True).start()

    def shut(self) -> None:
        """End all connections, and refuse new ones."""
        listener, self._listener = self._listener, None
        if listener:
            with contextlib.suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()
        for pair in self._pairs:
            for each in pair:
                with contextlib.suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)
                each.close()
        self._pairs.clear()

    def _serve(self, listener: socket.socket) -> None:
        while True:
            try:
                outside, _ = listener.accept()
            except OSError:
                return
            try:
                inside = socket.create_connection(self._target)
            except OSError:
                outside.close()
                continue
            self.accepted += 1
            self._pairs.append((outside, inside))
            for source, target in ((outside, inside), (inside, outside)):
                threading.Thread(target=self._pass_on, args=(source, target), daemon=True).start()

    def _pass_on(self, source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65_536):
                if not self.is_silent:
                    target.sendall(data)
