"""Open graphs with onnxruntime, which is imported here alone."""

import os
import weakref
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")  # must be set before onnxruntime is imported, or it calls home

import onnxruntime
from numpy.typing import NDArray
from onnxruntime.capi import onnxruntime_pybind11_state as runtime_errors

from index.errors import REBUILD, DamagedIndexError, StoredIndexError, out_of_memory, read_error_fix

LOAD_ERRORS = (
    runtime_errors.Fail,
    runtime_errors.InvalidGraph,
    runtime_errors.InvalidProtobuf,
    runtime_errors.NoSuchFile,
    runtime_errors.NotImplemented,
    runtime_errors.RuntimeException,
)
WEIGHTS = ".data"
"""What is added to the name of a graph to get that of the file with its weights."""


class Session:
    """A graph that is loaded, and refuses to run once its file of weights was cut: the system would end the process."""

    def __init__(self, session: onnxruntime.InferenceSession, weights: Path) -> None:
        self._session = session
        self._weights = weights
        self._descriptor: int | None = None
        if weights.exists():  # a small graph has none
            self._descriptor = os.open(weights, os.O_RDONLY | getattr(os, "O_CLOEXEC", 0))
            weakref.finalize(self, os.close, self._descriptor)
        self._size = self._current_size()
        self.inputs = [entry.name for entry in session.get_inputs()]
        self.outputs = [entry.name for entry in session.get_outputs()]

    @property
    def is_cut(self) -> bool:
        """True if the file of weights has another size than when it was loaded."""
        return self._current_size() != self._size

    def run(self, outputs: Sequence[str], feed: Mapping[str, NDArray[Any]]) -> list[NDArray[Any]]:
        """Return some outputs for the inputs in `feed`. Raises DamagedIndexError if the file of weights was cut."""
        if self.is_cut:
            raise DamagedIndexError("damaged: differs from the file that was built", where=str(self._weights), fix=REBUILD)
        return list(self._session.run(list(outputs), dict(feed)))

    def _current_size(self) -> int:
        return 0 if self._descriptor is None else os.fstat(self._descriptor).st_size


def open_session(path: Path, threads: int | None = None) -> Session:
    """Open a graph, with memory-mapped weights, on `threads` threads (default: one per core).

    Raises StoredIndexError if it cannot be loaded, and OutOfMemoryError if there is too little memory for it.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads or 0
    options.log_severity_level = 4  # what goes wrong is raised
    try:
        session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        return Session(session, path.with_name(path.name + WEIGHTS))
    except LOAD_ERRORS as error:
        if (shortage := out_of_memory(error)) is not None:
            raise shortage from None
        reason = str(error).splitlines()[0][:160]
        raise StoredIndexError(f"onnxruntime cannot load it ({reason})", where=str(path), fix=REBUILD) from None
    except OSError as error:
        raise StoredIndexError(f"cannot be read ({error.strerror})", where=str(path), fix=read_error_fix(error)) from None
