"""Build: turn documents into an index, and update an index when its documents change.

What builds is imported on first use, because asking only looks whether a build is due.
"""

from typing import TYPE_CHECKING, Any

from index.building.differences import Change, Difference
from index.building.pending import (
    PendingChange,
    corpus_state,
    find_changes,
    is_behind,
    model_changes,
    needs_build,
    pending_changes,
)
from index.building.report import BuildReport
from index.building.rolling_back import roll_back

if TYPE_CHECKING:
    from index.building.builder import build, build_documents

__all__ = [
    "BuildReport",
    "Change",
    "Difference",
    "PendingChange",
    "build",
    "build_documents",
    "corpus_state",
    "find_changes",
    "is_behind",
    "model_changes",
    "needs_build",
    "pending_changes",
    "roll_back",
]


def __getattr__(name: str) -> Any:
    if name not in {"build", "build_documents"}:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from index.building.builder import build, build_documents

    return build if name == "build" else build_documents
