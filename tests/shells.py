"""Real shells in a pseudo-terminal, to which tests type."""

import os
import pty
import select
import shutil
import subprocess
import sys
import time
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
    """How to start a shell without the user's settings, and how `show`, which records its words, completes like footnote."""

    name: str
    command: tuple[str, ...]
    set_up: str


SHELLS = {
    "bash": Shell(
        "bash",
        ("bash", "--norc", "--noprofile", "-i"),
        'eval "$(footnote completion bash)"\nshow() { printf \'%s\\n\' "$@" > words; }\ncomplete -o nosort -F _footnote show\n',
    ),
    "zsh": Shell(
        "zsh",
        ("zsh", "-f", "-i"),
        'autoload -U compinit; compinit -u -D\neval "$(footnote completion zsh)"\n'
        "show() { printf '%s\\n' \"$@\" > words }\ncompdef _footnote show\n",
    ),
    "fish": Shell(
        "fish",
        ("fish", "--no-config", "--interactive"),
        "footnote completion fish | source\nfunction show; printf '%s\\n' $argv > words; end\n"
        "complete -c show -f -a '(__footnote_complete)' --keep-order\n",
    ),
}


@dataclass(frozen=True)
class Typed:
    """What `show` received after a line with tabs was typed, and everything that the shell displayed meanwhile."""

    words: list[str]
    screen: str


def type_into(name: str, line: str, folder: Path, home: Path, **variables: str) -> Typed:
    """Type `show`, a line and Enter into a shell that runs in a folder."""
    shell = SHELLS[name]
    if not shutil.which(shell.command[0]):
        pytest.skip(f"{name} is not installed")
    (home / "bin").mkdir(parents=True, exist_ok=True)
    program = home / "bin" / "footnote"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m bot "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    environment = {
        "PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(home),
        "PYTHONPATH": str(ROOT),
        "TERM": "xterm",
        "LANG": "C.UTF-8",
        "INPUTRC": os.devnull,
        "COLUMNS": "200",
        **variables,
    }
    control, terminal = pty.openpty()
    command = [sys.executable, "-c", WITH_TERMINAL, *shell.command]
    process = subprocess.Popen(command, cwd=folder, env=environment, stdin=terminal, stdout=terminal, stderr=terminal)
    os.close(terminal)
    os.write(control, f"{shell.set_up}show {line}\nexit\n".encode())
    screen = _read_until_exit(process, control)
    os.close(control)
    recorded = folder / "words"
    return Typed(recorded.read_text(encoding="utf-8").splitlines() if recorded.exists() else [], screen)


def _read_until_exit(process: subprocess.Popen[bytes], control: int) -> str:
    shown, deadline = b"", time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        ready, _, _ = select.select([control], [], [], 0.1)
        try:
            part = os.read(control, 65_536) if ready else b""
        except OSError:  # how Linux reports that the shell has exited
            part = b""
        shown += part
        if not part and process.poll() is not None:
            return shown.decode("utf-8", "replace")
    process.kill()
    process.wait()
    pytest.fail(f"the shell did not exit; it displayed {shown[-2_000:].decode('utf-8', 'replace')!r}")
