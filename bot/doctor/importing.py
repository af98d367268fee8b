"""Try imports in a child process: a broken compiled package can crash the process that imports it."""

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
WINDOWS_EXCEPTION = 0xC0000000
"""The lowest exit code of a process that Windows ended because of an error."""
TIMEOUT_SECONDS = 60.0
"""Time limit for all imports together; the first ones from a slow disk take a while."""


def find_unimportable(modules: Sequence[str]) -> dict[str, str]:
    """Return the modules that cannot be imported, each with the reason."""
    reasons, remaining = {}, list(modules)
    while remaining:
        count, reason = _import_in_child(remaining)
        if count < len(remaining):
            reasons[remaining[count]] = reason
        remaining = remaining[count + 1 :]
    return reasons


def _import_in_child(modules: Sequence[str]) -> tuple[int, str]:
    """Import modules in order until one fails. Return how many succeeded, and why the next one failed."""
    command = [sys.executable, "-P", "-W", "ignore", "-c", CHILD, *modules]
    try:
        child = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=TIMEOUT_SECONDS, check=False)  # noqa: S603  # this Python, and module names from our own metadata
    except OSError as error:
        return 0, f"this Python cannot be started ({error.strerror})"
    except subprocess.TimeoutExpired as error:
        output = error.stdout or b""
        text = output if isinstance(output, str) else output.decode(errors="replace")
        return _count_imported(text), f"timed out after {TIMEOUT_SECONDS:.0f} s"
    return _count_imported(child.stdout), _failure_reason(child.returncode, child.stderr)


def _count_imported(stdout: str) -> int:
    return sum(line.startswith("imported ") for line in stdout.splitlines())


def _failure_reason(code: int, stderr: str) -> str:
    if code < 0:
        return f"importing it crashes Python with {signal.Signals(-code).name}"
    if code >= WINDOWS_EXCEPTION:
        return f"importing it crashes Python with exception {code:#x}"
    return (stderr.strip().splitlines() or [f"exit code {code}"])[-1]
