"""Read the files of large models once for all tests, while they do not change.

The real model takes 90 MB. To compute its checksum, or to load it, takes longer than most tests.
"""

import os
import time
from collections.abc import Callable
from pathlib import Path

from index.files import checksums
from index.files.checksums import SETTLED_NANOSECONDS, Checksum, file_state

LARGE_BYTES = 10 * 2**20
"""Size from which files are remembered, which only models reach."""
FOLDER = "FOOTNOTE_TESTS_CHECKSUMS"
"""The environment variable with the folder that keeps checksums for all processes of a run."""


def remember(read: Callable[[Path], Checksum], folder: Path) -> Callable[[Path], Checksum]:
    """Return a `checksum` that keeps those of large files in a folder, by the state of the file."""

    def checksum(path: Path) -> Checksum:
        status = path.stat()
        if status.st_size < LARGE_BYTES or time.time_ns() - status.st_mtime_ns < SETTLED_NANOSECONDS:
            return read(path)
        kept = folder / f"{status.st_dev}-{status.st_ino}-{status.st_size}-{status.st_mtime_ns}"
        try:
            return Checksum(status.st_size, kept.read_text())
        except FileNotFoundError:
            found = read(path)
        folder.mkdir(exist_ok=True)
        new = kept.with_name(f"{kept.name}.{os.getpid()}")
        new.write_text(found.sha256)
        new.replace(kept)
        return found

    return checksum


def open_once(open_session: Callable[..., object], weights: str) -> Callable[..., object]:
    """Return an `open_session` that runs models on one thread unless told otherwise, and loads a large one only once.

    Each core has a worker or two, and a second thread mostly spins.
    """
    sessions: dict[tuple[object, ...], object] = {}

    def open_or_share(path: Path, threads: int | None = None) -> object:
        state = file_state(path), file_state(path.with_name(path.name + weights)), threads
        if state[1] is None or state[1][1] < LARGE_BYTES:
            return open_session(path, threads or 1)
        if state not in sessions:
            sessions[state] = open_session(path, threads or 1)
        return sessions[state]

    return open_or_share


def read_once_in_forks() -> None:
    """Do the same in this process and those forked from it, with the checksums of the run if the environment names them."""
    from index.encoding import models, onnx_encoder, onnx_reranker, onnx_session

    for module in (onnx_encoder, onnx_reranker):
        module.open_session = open_once(onnx_session.open_session, onnx_session.WEIGHTS)
    if folder := os.environ.get(FOLDER):
        checksums.checksum = models.checksum = remember(checksums.checksum, Path(folder))
