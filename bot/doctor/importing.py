"""Whether packages can be imported, found out in another process: a compiled one can end the process that tries."""

import signal
import subprocess
import sys
from collections.abc import Sequence

CHILD = """
import importlib, sys
for name in sys.argv[1:]:
    importlib.import_module(name)
    print("imported", name, flush=True)
"""
PATIENCE = 60.0
"""Seconds for all of them; on a slow disk, the first time, they take some."""


def find_unimportable(modules: Sequence[str]) -> dict[str, str]:
    """The modules that cannot be imported, and why."""
    reasons, left = {}, list(modules)
    while left:
        count, reason = _import_some(left)
        if count < len(left):
            reasons[left[count]] = reason
        left = left[count + 1 :]
    return reasons


def _import_some(modules: Sequence[str]) -> tuple[int, str]:
    """How many of them could be imported, one after the other, and what was wrong with the next."""
    command = [sys.executable, "-P", "-W", "ignore", "-c", CHILD, *modules]
    try:
        ended = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=PATIENCE, check=False)  # noqa: S603  # this Python, and names of ours
    except OSError as error:
        return 0, f"this Python cannot be started ({error.strerror})"
    except subprocess.TimeoutExpired as error:
        said = error.stdout or b""
        return _count(said if isinstance(said, str) else said.decode(errors="replace")), f"not done after {PATIENCE:.0f} s"
    return _count(ended.stdout), _reason(ended.returncode, ended.stderr)


def _count(said: str) -> int:
    return sum(line.startswith("imported ") for line in said.splitlines())


def _reason(code: int, complaint: str) -> str:
    if code < 0:
        return f"it ends Python with {signal.Signals(-code).name}"
    return (complaint.strip().splitlines() or [f"exit code {code}"])[-1]
