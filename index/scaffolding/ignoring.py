"""The .gitignore of a new project: the index, the record of questions, and every place where the bot's token may be."""

import re
from collections.abc import Sequence

IGNORE_FILE = ".gitignore"
IGNORED = (
    "/.footnote/",
    "/.env",
    "/token",
    "/token.*",
    "/discord-token*",
    "*.token",
    "*.db",
    "*.db-*",
    "*.db.key",
    "/record.key",
)
"""Patterns for what is never to be committed: the index, which a build makes anew, files with a token, and the record."""
HEADING = "# Footnote's index, files with the bot's token, and the record of questions with its key"
CALIBRATION = "calibration.json"
KEPT = f"# ({CALIBRATION} is part of the project, like config.yaml: it cannot be rebuilt.)"


def missing_lines(before: bytes | None) -> Sequence[str]:
    """Return the patterns that a .gitignore lacks; all of them if there is none.

    If it leaves out all JSON files, one of them includes the calibration again.
    """
    known = {_core(line) for line in (before or b"").decode("utf-8", errors="replace").splitlines()}
    kept = [f"!/{CALIBRATION}"] if "*.json" in known else []
    return [line for line in (*IGNORED, *kept) if _core(line) not in known]


def extend_ignore_file(before: bytes | None, lines: Sequence[str]) -> bytes:
    """Return the contents of a .gitignore with lines added at its end, in its own line endings."""
    added = "\n".join([HEADING, KEPT, *lines, ""])
    if not before:
        return added.encode()
    newline = b"\r\n" if b"\r\n" in before else b"\n"
    gap = b"" if before.endswith(b"\n") else newline
    return before + gap + newline + added.encode().replace(b"\n", newline)


def _core(line: str) -> str:
    """Return a pattern without what does not matter at the root of a project: slashes around it, and `/**`."""
    return re.sub(r"(/\*\*)?/?$", "", line.strip()).removeprefix("**/").removeprefix("/")
