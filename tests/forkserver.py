"""Run `footnote` commands in processes forked from one that has already imported the libraries.

Each command gets its own process, folder, environment, input and outputs, but saves the second that it takes to import NumPy,
FAISS and Footnote. Tests of startup and of imports start Python themselves.
"""

import contextlib
import importlib
import json
import os
import runpy
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

MODULES = (
    *("faiss", "lxml.html", "markdown_it", "msgspec", "numpy", "rapidfuzz", "rich", "tokenizers", "yaml"),
    *("bot.commands.ask", "bot.commands.build", "index.answering.searcher", "index.building"),
)
"""Modules imported once, in the server. None imports onnxruntime, whose thread does not survive a fork."""
MAX_CHUNK_BYTES = 2**20


class ForkServer:
    """The client: starts the server and has it run commands one at a time."""

    def __init__(self, root: Path) -> None:
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
            request = json.dumps({"arguments": arguments, "cwd": str(cwd), "environment": dict(environment)}).encode()
            streams = [file.fileno() for file in (stdin, stdout, stderr)]
            socket.send_fds(self._socket, [len(request).to_bytes(4)], streams)
            self._socket.sendall(request)
            code = int.from_bytes(self._socket.recv(4), signed=True)
            for file in (stdout, stderr):
                file.seek(0)
            outputs = [file.read().decode() for file in (stdout, stderr)]
            return subprocess.CompletedProcess(["footnote", *arguments], code, *outputs)

    def close(self) -> None:
        """Stop the server."""
        self._socket.close()
        self._process.wait(10)


def serve(connection: socket.socket) -> None:
    """Fork a process per request until the client hangs up; returns in each forked process, ready to run its command."""
    while True:
        size, streams, _, _ = socket.recv_fds(connection, 4, 3)
        if not size:
            sys.exit(0)
        request = json.loads(_receive(connection, int.from_bytes(size)))
        child = os.fork()
        if not child:
            connection.close()
            _set_up_process(request, streams)
            return
        for stream in streams:
            os.close(stream)
        _, status = os.waitpid(child, 0)
        connection.sendall(os.waitstatus_to_exitcode(status).to_bytes(4, signed=True))


def _receive(connection: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        data += connection.recv(min(size - len(data), MAX_CHUNK_BYTES))
    return data


def _set_up_process(request: dict, streams: Sequence[int]) -> None:
    """Switch this process to the folder, environment, arguments and streams of a command."""
    os.chdir(request["cwd"])
    os.environ.clear()
    os.environ.update(request["environment"])
    for target, stream in enumerate(streams):
        os.dup2(stream, target)
        os.close(stream)
    sys.argv = ["footnote", *request["arguments"]]
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115  # open until the process ends
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", errors="backslashreplace", buffering=1, closefd=False)  # noqa: SIM115
    sys.__stdin__, sys.__stdout__, sys.__stderr__ = sys.stdin, sys.stdout, sys.stderr


if __name__ == "__main__":
    for module in MODULES:
        with contextlib.suppress(ImportError):
            importlib.import_module(module)
    os.fsync = os.fstat  # as in the tests: only where the machine stops does it matter when files reach the disk
    serve(socket.socket(fileno=int(sys.argv[1])))
    runpy.run_module("bot", run_name="__main__", alter_sys=True)
