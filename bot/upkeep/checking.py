"""Checks of the documents, of config.yaml and of a new index, for the keeper."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from index.building import corpus_state, is_behind
from index.errors import StoredIndexError
from index.files.checksums import FileState
from index.files.paths import resolve_path
from index.reading import named_documents
from index.settings import Settings
from index.storing.index_folder import IndexFolder
from index.storing.manifest import Manifest


class ContestedIndexError(StoredIndexError):
    """Another project builds into the index folder."""


@dataclass(frozen=True, slots=True)
class CorpusCheck:
    """The documents at one moment: is the index behind them, is one missing, and a state that identifies their content."""

    is_behind: bool
    has_missing: bool
    state: str

    @classmethod
    def of(cls, settings: Settings, manifest: Manifest) -> "CorpusCheck":
        """Check the documents; `manifest` is that of the index in use. Raises the errors of `is_behind`."""
        if not is_behind(settings):
            return cls(is_behind=False, has_missing=False, state="")
        paths = (resolve_path(settings.root, document.path) for document in manifest.documents)
        return cls(is_behind=True, has_missing=not all(path.exists() for path in paths), state=corpus_state(settings))


def require_own_index(settings: Settings) -> None:
    """Raise ContestedIndexError if the new index contains documents that config.yaml does not name, unless rolled back."""
    folder = IndexFolder(settings.index_folder)
    manifest = folder.load_manifest()
    named = named_documents(settings)
    if settings.store:
        from index.milvus.naming import named_in_store

        named = named_in_store(settings, (document.path for document in manifest.documents))
    unnamed = manifest.paths_outside(named)
    is_partly_own = manifest.is_remote and len(unnamed) < len(manifest.documents)  # those of its documents are answered from
    if unnamed and not is_partly_own and not folder.is_rolled_back:
        what = f"a new index contains {unnamed[0]}, which {settings.file} does not name, so it is not used"
        fix = "set `index` to a folder of its own in every project, and restart footnote"
        raise ContestedIndexError(what, where=str(folder.path), fix=fix)


async def settled_state(
    read: Callable[[], Awaitable[FileState | None]], known: FileState | None, delay: float
) -> FileState | None:
    """Return the state of a file: at once if it is `known`, or else when it has not changed for `delay` seconds.

    Until then, it may be in the middle of a save.
    """
    while (state := await read()) != known:
        known = state
        await asyncio.sleep(delay)
    return known
