"""Build: turn documents into an index, and update an index when its documents change."""

from index.building.builder import BuildReport, build, build_documents
from index.building.differences import Change, Difference
from index.building.pending import corpus_state, is_behind, model_changes, pending_changes
from index.building.rolling_back import roll_back

__all__ = [
    "BuildReport",
    "Change",
    "Difference",
    "build",
    "build_documents",
    "corpus_state",
    "is_behind",
    "model_changes",
    "pending_changes",
    "roll_back",
]
