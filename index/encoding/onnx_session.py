"""Open graphs with onnxruntime, which is imported here alone."""

import os
from pathlib import Path

os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")  # must be set before onnxruntime is imported, or it calls home

import onnxruntime
from onnxruntime.capi import onnxruntime_pybind11_state as runtime_errors

from index.errors import REBUILD, StoredIndexError

LOAD_ERRORS = (
    runtime_errors.Fail,
    runtime_errors.InvalidGraph,
    runtime_errors.InvalidProtobuf,
    runtime_errors.NoSuchFile,
    runtime_errors.NotImplemented,
    runtime_errors.RuntimeException,
)


def open_session(path: Path, threads: int | None = None) -> onnxruntime.InferenceSession:
    """Open a graph, with memory-mapped weights, on `threads` threads (default: one per core).

    Raises StoredIndexError if it cannot be loaded.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads or 0
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except LOAD_ERRORS as error:
        reason = str(error).splitlines()[0][:160]
        raise StoredIndexError(f"onnxruntime cannot load it ({reason})", where=str(path), fix=REBUILD) from None
