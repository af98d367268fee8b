"""Real shells, and other programs, in a pseudo-terminal into which tests type."""

import os
import pty
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import ROOT

WITH_TERMINAL = (
    "import fcntl, os, sys, termios; os.setsid(); fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execvp(sys.argv[1], sys.argv[1:])"
)
"""A program that runs a command with its standard input as the controlling terminal, which fish needs."""
PATIENCE = 60
"""Seconds until a shell that does not exit is given up."""


@dataclass(frozen=True)
class Shell:
    """How to start a shell without settings, and set it up so that `show`, which records its words, completes like footnote."""

    command: tuple[str, ...]
    set_up: str


SHELLS = {
    "bash": Shell(
        ("bash", "--norc", "--noprofile", "-i"),
        'eval "$(footnote completion bash)"\nshow() { printf \'%s\\n\' "$@" > words; }\ncomplete -o nosort -F _footnote show\n',
    ),
    "zsh": Shell(
        ("zsh", "-f", "-i"),
        'autoload -U compinit; compinit -u -D\neval "$(footnote completion zsh)"\n'
        "show() { printf '%s\\n' \"$@\" > words }\ncompdef _footnote show\n",
    ),
    "fish": Shell(
        ("fish", "--no-config", "--interactive"),
        "footnote completion fish | source\nfunction show; printf '%s\\n' $argv > words; end\n"
        "complete -c show -f -a '(__footnote_complete)' --keep-order\n",
    ),
}


def show_in(name: str, line: str, folder: Path, home: Path, **variables: str) -> tuple[list[str], str]:
    """Type `show`, a line with tabs and Enter into a shell that runs in a folder.

    Return the words that `show` received, and everything that the terminal displayed.
    """
    shell = SHELLS[name]
    if not shutil.which(shell.command[0]):
        pytest.skip(f"{name} is not installed")
    program = home / "bin" / "footnote"
    program.parent.mkdir(parents=True, exist_ok=True)
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m bot "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    variables["PATH"] = f"{program.parent}{os.pathsep}{os.environ['PATH']}"
    _, screen = run_in_terminal(shell.command, f"{shell.set_up}show {line}\nexit\n", folder, home, **variables)
    recorded = folder / "words"
    return recorded.read_text(encoding="utf-8").splitlines() if recorded.exists() else [], screen


def run_in_terminal(command: Sequence[str], typed: str, folder: Path, home: Path, **variables: str) -> tuple[int, str]:
    """Run a program in a folder and a terminal, type into it, and return its exit code and what the terminal displayed."""
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "PYTHONPATH": str(ROOT),
        "TERM": "xterm",
        "LANG": "C.UTF-8",
        "INPUTRC": os.devnull,
        "COLUMNS": "200",
        **variables,
    }
    control, terminal = pty.openpty()
    started = [sys.executable, "-c", WITH_TERMINAL, *command]
    process = subprocess.Popen(started, cwd=folder, env=environment, stdin=terminal, stdout=terminal, stderr=terminal)
    os.close(terminal)
    try:
        os.write(control, typed.encode())
        return _read_until_exit(process, control)
    finally:
        os.close(control)


def _read_until_exit(process: subprocess.Popen[bytes], control: int) -> tuple[int, str]:
    shown, deadline = b"", time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        ready, _, _ = select.select([control], [], [], 0.1)
        try:
            part = os.read(control, 65_536) if ready else b""
        except OSError:  # how Linux reports that the program has exited
            part = b""
        shown += part
        if not part and process.poll() is not None:
            return process.returncode, shown.decode("utf-8", "replace")
    process.kill()
    process.wait()
    pytest.fail(f"{process.args} did not exit; it displayed {shown[-2_000:].decode('utf-8', 'replace')!r}")
