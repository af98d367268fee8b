"""Run `footnote` commands in processes forked from one that has already imported the libraries.

Each command gets its own process, folder, environment, input and outputs, but saves the second that it takes to import NumPy,
FAISS, discord.py and Footnote. Tests of startup and of imports start Python themselves.
"""

import asyncio
import atexit
import contextlib
import gc
import importlib
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from tests import large_files

MODULES = (
    *("faiss", "lxml.html", "markdown_it", "msgspec", "numpy", "rapidfuzz", "rich", "tokenizers", "yaml"),
    *("bot.cli", "bot.command_line.parsing", "bot.commands.ask", "bot.commands.build", "bot.commands.doctor"),
    *("index.answering.searcher", "index.building.builder", "index.encoding.window", "index.text.framing.english"),
    *("index.text.languages.english", "Stemmer", "bot.commands.serve", "bot.chat.client", "bot.chat.serving"),
    *("alembic.command", "bot.commands.outline", "bot.commands.questions", "bot.commands.report", "bot.record.store"),
    *("index.encoding.onnx_encoder", "index.encoding.recipes", "filelock"),
)
"""Modules imported once, in the server. None starts a thread, which would not survive a fork."""
MAX_CHUNK_BYTES = 2**20


class ForkServer:
    """The client: starts the server and has it run commands."""

    def __init__(self, root: Path) -> None:
        self._lock = threading.Lock()
        self._socket, server_end = socket.socketpair()
        command = [sys.executable, "-m", "tests.forkserver", str(server_end.fileno())]
        self._process = subprocess.Popen(command, cwd=root, pass_fds=[server_end.fileno()])
        server_end.close()

    def run(
        self, arguments: Sequence[str], *, cwd: Path, typed: str, environment: Mapping[str, str]
    ) -> subprocess.CompletedProcess[str]:
        """Run a command until it ends, and return its exit code and outputs."""
        with tempfile.TemporaryFile() as stdin, tempfile.TemporaryFile() as stdout, tempfile.TemporaryFile() as stderr:
            stdin.write(typed.encode())
            stdin.seek(0)
            streams = [file.fileno() for file in (stdin, stdout, stderr)]
            request = {"arguments": arguments, "cwd": str(cwd), "environment": dict(environment), "own_session": False}
            _, ended = self._request(request, streams)
            with ended:
                code = read_exit_code(ended.read())
            for file in (stdout, stderr):
                file.seek(0)
            outputs = [file.read().decode() for file in (stdout, stderr)]
            return subprocess.CompletedProcess(["footnote", *arguments], code, *outputs)

    async def start(self, arguments: Sequence[str], *, cwd: Path, environment: Mapping[str, str], limit: int) -> Any:
        """Start a command without input, and return what stands for an `asyncio.subprocess.Process` with one output."""
        reading, writing = os.pipe()
        with Path(os.devnull).open("rb") as nothing, os.fdopen(writing, "wb") as output:
            streams = [nothing.fileno(), output.fileno(), output.fileno()]
            request = {"arguments": arguments, "cwd": str(cwd), "environment": dict(environment), "own_session": True}
            pid, ended = self._request(request, streams)
        return ForkedProcess(pid, await _reader(os.fdopen(reading, "rb"), limit), await _reader(ended))

    def _request(self, request: Mapping[str, Any], streams: Sequence[int]) -> tuple[int, Any]:
        """Have a command started; return its process id, and a file with its exit code once it has ended."""
        data = json.dumps(request).encode()
        reading, writing = os.pipe()
        with self._lock:
            socket.send_fds(self._socket, [len(data).to_bytes(4)], [*streams, writing])
            os.close(writing)
            self._socket.sendall(data)
            return int.from_bytes(self._socket.recv(4)), os.fdopen(reading, "rb")

    def close(self) -> None:
        """Stop the server."""
        self._socket.close()
        self._process.wait(10)


def compile_patterns() -> None:
    """Compile the patterns of all modules imported so far, which a question would compile when it needs them."""
    for name, module in [*sys.modules.items()]:
        if name.startswith("index."):
            for value in [*vars(module).values()]:
                if type(value).__name__ == "_LazyPattern":
                    value.search  # noqa: B018


class ForkedProcess:
    """A command that runs in a forked process, with the methods of `asyncio.subprocess.Process` that tests use."""

    def __init__(self, pid: int, stdout: asyncio.StreamReader, ended: asyncio.StreamReader) -> None:
        self.pid, self.stdout, self.returncode = pid, stdout, None
        self._waiting = asyncio.create_task(self._wait(ended))

    async def _wait(self, ended: asyncio.StreamReader) -> int:
        self.returncode = read_exit_code(await ended.read())
        return self.returncode

    async def wait(self) -> int:
        """Wait until the process ends, and return its exit code."""
        return await asyncio.shield(self._waiting)

    def send_signal(self, number: int) -> None:
        """Send a signal, unless the process is known to have ended."""
        if self.returncode is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask the process to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End the process."""
        self.send_signal(signal.SIGKILL)


async def _reader(file: Any, limit: int = 2**16) -> asyncio.StreamReader:
    """Read from a pipe, which is closed at its end."""
    reader = asyncio.StreamReader(limit)
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), file)
    return reader


def read_exit_code(data: bytes) -> int:
    """Read the exit code that the server has written."""
    return int.from_bytes(data, signed=True)


@cache
def fork_server(root: Path) -> ForkServer:
    """Return the server of this process, which is started when it is first needed."""
    server = ForkServer(root)
    atexit.register(server.close)
    return server


def serve(connection: socket.socket) -> None:
    """Fork two processes per request until the client hangs up: one that runs the command, and one that waits for it.

    Returns in the former, ready to run its command.
    """
    while True:
        size, streams, _, _ = socket.recv_fds(connection, 4, 4)
        if not size:
            sys.exit(0)
        request = json.loads(_receive(connection, int.from_bytes(size)))
        if not os.fork():
            child = os.fork()
            if not child:
                connection.close()
                os.close(streams.pop())
                _set_up_process(request, streams)
                return
            connection.sendall(child.to_bytes(4))
            connection.close()
            for stream in streams[:-1]:
                os.close(stream)
            _, status = os.waitpid(child, 0)
            os.write(streams[-1], os.waitstatus_to_exitcode(status).to_bytes(4, signed=True))
            os._exit(0)
        for stream in streams:
            os.close(stream)
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass


def _receive(connection: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        data += connection.recv(min(size - len(data), MAX_CHUNK_BYTES))
    return data


def _set_up_process(request: dict, streams: Sequence[int]) -> None:
    """Switch this process to the folder, environment, arguments and streams of a command."""
    if request["own_session"]:
        os.setsid()
    os.chdir(request["cwd"])
    os.environ.clear()
    os.environ.update(request["environment"])
    for target, stream in enumerate(streams):
        os.dup2(stream, target)
    for stream in set(streams):
        os.close(stream)
    sys.argv = ["footnote", *request["arguments"]]
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115  # open until the process ends
    buffering = 1 if "PYTHONUNBUFFERED" in os.environ else -1
    sys.stdout = open(1, "w", encoding="utf-8", buffering=buffering, closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", errors="backslashreplace", buffering=1, closefd=False)  # noqa: SIM115
    sys.__stdin__, sys.__stdout__, sys.__stderr__ = sys.stdin, sys.stdout, sys.stderr


def run_command() -> None:
    """Run the command, and exit at once: to tear down all that the server has imported takes half a second."""
    try:
        runpy.run_module("bot", run_name="__main__", alter_sys=True)
    except SystemExit as end:
        if not isinstance(end.code, int):
            raise
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        os._exit(end.code)


if __name__ == "__main__":
    for module in MODULES:
        with contextlib.suppress(ImportError):
            importlib.import_module(module)
    compile_patterns()
    large_files.read_once_in_forks()
    os.fsync = os.fstat  # as in the tests: only where the machine stops does it matter when files reach the disk
    gc.collect()
    gc.freeze()  # or each process would copy what the collector touches
    serve(socket.socket(fileno=int(sys.argv[1])))
    run_command()
