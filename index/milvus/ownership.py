"""Whose index is in a store: this project's, or that of another bot with the same `store.name`.

Each store has an owner, a random name that its first build makes up. A machine writes it into its index folder when it first
builds into a store or reads from it. A machine that does not know it, such as a new one, or one whose index folder was deleted,
is let in if its documents say that it belongs there.
"""

from collections.abc import Sequence
from contextlib import suppress

from index.errors import StoreError
from index.files.checksums import checksum
from index.files.paths import resolve_path
from index.milvus.client import Engine
from index.milvus.naming import named_in_store
from index.milvus.record import OTHER_NAME, Record, builds_collection
from index.reading import named_documents
from index.settings import Settings
from index.storing.index_folder import IndexFolder, cannot_write
from index.storing.manifest import IndexedDocument, Manifest

OWNER = "store-owner"
"""The file in the index folder with the owner of the store that it belongs to."""
SAME_SHARE = 0.5
"""The share of documents or passages that are the same, at least, if two indexes are of one bot."""


def knows_owner(folder: IndexFolder, record: Record) -> bool:
    """Return whether an index folder belongs to a store."""
    return known_owner(folder) == record.owner


def known_owner(folder: IndexFolder) -> str:
    """Return the owner of the store that an index folder belongs to, or "" if it belongs to none yet."""
    with suppress(OSError, ValueError):
        return (folder.path / OWNER).read_text(encoding="ascii").strip()
    return ""


def remember_owner(folder: IndexFolder, record: Record) -> None:
    """Let an index folder belong to a store. Raises StoredIndexError if it cannot be written."""
    if not knows_owner(folder, record):
        try:
            (folder.path / OWNER).write_text(f"{record.owner}\n", encoding="ascii")
        except OSError as error:
            raise cannot_write(folder.path / OWNER, error) from None


def require_named(settings: Settings, engine: Engine, paths: list[str]) -> None:
    """Raise StoreError if config.yaml names none of the documents in a store, which then is another bot's."""
    if paths and not named_in_store(settings, paths).intersection(paths):
        raise of_another_bot(engine, paths)


def require_same_documents(settings: Settings, engine: Engine, documents: Sequence[IndexedDocument]) -> None:
    """Raise StoreError if this machine has documents, but not those of a store, or most of these are other files.

    A machine without documents only reads, and is believed.
    """
    names = named_documents(settings) - {settings.teach.answers}
    local = {name for name in names if resolve_path(settings.root, name).is_file()}
    here = [each for each in documents if each.path in local]
    unchanged = sum(_is_unchanged(settings, each) for each in here)
    if local and documents and unchanged < SAME_SHARE * max(1, len(here)):
        name = (here or documents)[0].path
        what = f"the store has the index of another bot, or of documents that have changed much, such as {name!r}"
        fix = f"{OTHER_NAME}, or run `footnote build` if it is this bot's"
        raise StoreError(what, where=engine.address.shown, fix=fix)


def require_same_passages(engine: Engine, manifest: Manifest, stored: Manifest, shared: float) -> None:
    """Raise StoreError if a store has an index of other documents than a manifest.

    `shared` is the number of passages that both have, as a share of those of the smaller one.
    """
    kept = {(each.path, each.sha256) for each in manifest.documents if each.sha256}
    unchanged = sum((each.path, each.sha256) in kept for each in stored.documents)
    if unchanged < SAME_SHARE * len(stored.documents) and shared < SAME_SHARE:
        raise of_another_bot(engine, [each.path for each in stored.documents])


def of_another_bot(engine: Engine, paths: list[str]) -> StoreError:
    """Return the error for a store that another bot uses."""
    what = f"the store has the index of another bot, with {paths[0]!r}"
    return StoreError(what, where=engine.address.shown, fix=other_name_or_drop(engine))


def other_name_or_drop(engine: Engine) -> str:
    """Return what to do about a store with an index that is not this bot's."""
    return f"{OTHER_NAME}; or, if that index is no longer wanted, drop the collection {builds_collection(engine)}"


def _is_unchanged(settings: Settings, document: IndexedDocument) -> bool:
    with suppress(OSError, ValueError):
        return checksum(resolve_path(settings.root, document.path)).sha256 == document.sha256
    return False
