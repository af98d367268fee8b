"""Footnote's core: read, split, encode, search, answer. Independent of the command line and of Discord.

`load_settings` reads config.yaml, `build` indexes the documents it names, and `Searcher.open(settings).ask(...)` answers
from that index. Names are imported on first use, so that light commands stay light.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from index.answering.answers import Answer, Hit
    from index.answering.searcher import Searcher
    from index.building import (
        BuildReport,
        build,
        corpus_state,
        find_changes,
        is_behind,
        model_changes,
        pending_changes,
        roll_back,
    )
    from index.errors import FootnoteError
    from index.passages.passage import Passage
    from index.reading import unnamed_documents
    from index.settings import Settings, load_settings

_MODULES = {
    "Answer": "answering.answers",
    "BuildReport": "building",
    "FootnoteError": "errors",
    "Hit": "answering.answers",
    "Passage": "passages.passage",
    "Searcher": "answering.searcher",
    "Settings": "settings",
    "build": "building",
    "corpus_state": "building",
    "find_changes": "building",
    "is_behind": "building",
    "load_settings": "settings",
    "model_changes": "building",
    "pending_changes": "building",
    "roll_back": "building",
    "unnamed_documents": "reading",
}

__all__ = [
    "Answer",
    "BuildReport",
    "FootnoteError",
    "Hit",
    "Passage",
    "Searcher",
    "Settings",
    "build",
    "corpus_state",
    "find_changes",
    "is_behind",
    "load_settings",
    "model_changes",
    "pending_changes",
    "roll_back",
    "unnamed_documents",
]


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"index.{_MODULES[name]}"), name)
