"""Open the index in a store: download what is not on this machine yet, and look the rest up when it is asked for."""

import hashlib
import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from filelock import FileLock, Timeout

from index.errors import REBUILD, StoredIndexError, StoreError
from index.files.blocks import CheckedFolder, write_blocks
from index.files.checksums import checksums
from index.milvus.address import Address
from index.milvus.client import Engine
from index.milvus.files import FileStore, StoredFile
from index.milvus.listing import Listing, decode_manifest, read_places
from index.milvus.ownership import knows_owner, remember_owner, require_named, require_same_documents
from index.milvus.record import OTHER_NAME, Build, Record, builds_collection, read_record, require_build, require_rows
from index.milvus.remote import Conditions, Proposals, RemotePassages, RemoteVectors, RemoteWords
from index.settings import Settings
from index.storing.documents import Documents
from index.storing.generation import NO_SEGMENTS, Contents, Generation
from index.storing.index_folder import IndexFolder, cannot_write
from index.storing.lexical import TERMS
from index.storing.lexical_columns import LAYOUT, Layout
from index.storing.manifest import MANIFEST, PASSAGES, Manifest
from index.storing.section_file import SectionFile
from index.storing.segments import Segment
from index.storing.word_table import WordTable
from index.text.words import stemmer

CACHE = "store"
"""The folder in the index folder with files that were downloaded, by their checksums."""
LOCK_SECONDS = 0.2
"""Seconds to wait for another process that writes into the index folder."""
SAFE_PATH = re.compile(r"(generations|segments)/[A-Za-z0-9][A-Za-z0-9._-]*/[A-Za-z0-9][A-Za-z0-9._-]*")

_engines: dict[Address, Engine] = {}
_lock = Lock()


def engine_of(settings: Settings) -> Engine:
    """Return the connection that this process has to the store in the settings. Raises SettingsError."""
    address = Address.of(settings)
    with _lock:
        return _engines.setdefault(address, Engine(address))


@dataclass(frozen=True, slots=True)
class OpenStore:
    """A generation whose passages are in a store, and what proposes candidates from it."""

    generation: Generation
    proposals: Proposals


def follow(settings: Settings) -> bool:
    """Make the current build of the store the current generation of the index folder, and return whether it was another one.

    Downloads what a reader needs and this machine does not have. Raises StoreError if the store cannot be used, and
    NoIndexError if nothing has been built into it; the generation in use then stays.
    """
    engine, folder = engine_of(settings), IndexFolder(settings.index_folder)
    record, build = require_build(engine, read_record(engine))
    before = _current(folder)
    if before == build.name:
        return False
    downloads = _Downloads(engine, folder)
    listing = downloads.listing(build)
    require_named(settings, engine, listing.documents)
    if not knows_owner(folder, record):
        require_same_documents(settings, engine, downloads.manifest(listing).documents)
    with _locked(folder) as is_locked:
        if not is_locked or _current(folder) == build.name:
            return False  # a build on this machine, or another reader, is about to switch
        if not (folder.generations / build.name / MANIFEST).exists():
            downloads.write(build, listing)
        remember_owner(folder, record)
        folder.switch(build.name, before)
    return True


def is_written_again(settings: Settings, generation: Generation) -> bool:
    """Return whether a build has written the rows of an open generation again, because those that it reads were gone.

    Raises StoreError.
    """
    passages = generation.passages
    record = read_record(engine_of(settings)) if isinstance(passages, RemotePassages) else None
    build = record.named(generation.name) if record else None
    if build is None or not isinstance(passages, RemotePassages):
        return False
    return (build.number, build.collection) != (passages.build.number, passages.build.collection)


def download_again(settings: Settings) -> bool:
    """Download the current build of the store in the settings once more, because a file of it on this machine is damaged.

    Returns False, and does nothing, if this machine built it, or if a build is about to replace it. Raises StoreError.
    """
    engine, folder = engine_of(settings), IndexFolder(settings.index_folder)
    _, build = require_build(engine, read_record(engine))
    path = folder.generations / build.name
    if _current(folder) != build.name or (path / PASSAGES).exists():
        return False
    downloads = _Downloads(engine, folder)
    with _locked(folder) as is_locked:
        if is_locked:
            downloads.write(build, downloads.listing(build), is_again=True)
        return is_locked


@contextmanager
def _locked(folder: IndexFolder) -> Iterator[bool]:
    """Lock the index folder for writing during the block, unless another process has it locked; return whether it is."""
    try:
        folder.path.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder.path / "lock")
        lock.acquire(timeout=LOCK_SECONDS)
    except Timeout:
        yield False
        return
    except OSError as error:
        raise cannot_write(folder.path, error) from None
    try:
        yield True
    finally:
        lock.release()


def _current(folder: IndexFolder) -> str | None:
    with suppress(StoredIndexError):
        path = folder.current()
        return path.name if (path / MANIFEST).exists() else None
    return None


def open_store(
    settings: Settings, folder: IndexFolder, path: Path, manifest: Manifest, shared: Mapping[str, Segment] = NO_SEGMENTS
) -> OpenStore:
    """Open the generation in a folder, with its passages in the store. Raises StoredIndexError, of which StoreError is one."""
    engine = engine_of(settings)
    record, _ = require_build(engine, read_record(engine))
    build = record.named(path.name)
    if build is None:
        what = f"the index on this machine ({path.name}) is not the one in the store"
        raise StoreError(what, where=engine.address.shown, fix=REBUILD)
    if (build.dimension, build.passages) != (manifest.dimension, manifest.passages):
        what = f"it has {build.passages} passages with vectors of dimension {build.dimension}, "
        what += f"but the index on this machine has {manifest.passages} of dimension {manifest.dimension}"
        raise StoreError(what, where=engine.address.shown, fix=REBUILD)
    require_rows(engine, build, is_exact=False)
    downloads = _Downloads(engine, folder)
    listing = downloads.listing(build)
    places = read_places(downloads.get_all, listing, build.passages)
    passages = RemotePassages(engine, build, places, stemmer(manifest.language))
    found: list[Proposals] = []

    def opened(files: CheckedFolder, documents: Documents, sections: SectionFile) -> Contents:
        layout = files.json(LAYOUT, Layout)
        frequencies = np.frombuffer(b"".join(downloads.get_all([listing.frequencies])), dtype="<i4")
        terms = WordTable.open(files, TERMS, layout.terms)
        if len(frequencies) != len(terms):
            raise StoreError("its words do not match the index on this machine", where=engine.address.shown, fix=REBUILD)
        conditions = Conditions(build, documents, sections)
        words = RemoteWords(passages, conditions, terms, frequencies, listing.length)
        vectors = RemoteVectors(passages, conditions)
        found.append(Proposals(passages, conditions, words))
        stand_ins: tuple[Any, ...] = (passages, vectors, words, vectors)
        return Contents(*stand_ins)

    generation = Generation.load(folder, path, manifest, shared, opened)
    downloads.remove_unused(record)
    return OpenStore(generation, found[0])


class _Downloads:
    """The files of a store on this machine, each verified by its checksum whenever it is read."""

    def __init__(self, engine: Engine, folder: IndexFolder) -> None:
        self._files = FileStore(engine, builds_collection(engine))
        self._folder = folder

    def listing(self, build: Build) -> Listing:
        """Return the listing of a build."""
        return Listing.decode(next(self.get_all([build.listing])))

    def get_all(self, files: Sequence[StoredFile]) -> Iterator[bytes]:
        """Yield the contents of files, in order, downloading those that are not here. Raises StoreError."""
        known = {file.sha256: data for file in files if (data := self._read(file)) is not None}
        missing = [file for file in files if file.sha256 not in known]
        for file, data in zip(missing, self._files.get_all(missing), strict=True):
            self._keep(file, data)
            known[file.sha256] = data
        for file in files:
            yield known[file.sha256]

    def manifest(self, listing: Listing) -> Manifest:
        """Return the manifest of a build. Raises StoreError."""
        return decode_manifest(next(self.get_all([listing.manifest])))

    def write(self, build: Build, listing: Listing, *, is_again: bool = False) -> None:
        """Write the files of a build into the index folder; if `is_again`, also those that are there already.

        Raises StoreError or StoredIndexError.
        """
        manifest = self.manifest(listing)
        folders: dict[str, dict[str, StoredFile]] = {}
        for name, file in listing.files.items():
            if not SAFE_PATH.fullmatch(name):
                raise StoreError(f"the index in the store has a file with an invalid name, {name[:100]!r}", fix=OTHER_NAME)
            parent, _, base = name.rpartition("/")
            folders.setdefault(parent, {})[base] = file
        own = f"generations/{build.name}"
        for parent, files in folders.items():
            if parent != own and (is_again or not (self._folder.path / parent).exists()):
                self._write_folder(parent, files)
        others = tuple(f"{parent}/" for parent in folders if parent != own)
        listed = {name: found for name, found in manifest.files.items() if name.startswith(("encoders/", *others))}
        self._require_encoder(manifest)
        self._write_folder(own, folders.get(own, {}), replace(manifest, files=listed, is_remote=True))

    def remove_unused(self, record: Record) -> None:
        """Delete the files that neither the current build nor the one before it has. Other readers download theirs again."""
        used: set[str] = set()
        for build in (record.current, record.previous):
            listing = self._read(build.listing) if build else None
            if build and listing is not None:
                used |= {file.sha256 for file in (build.listing, *Listing.decode(listing).all_files)}
        for path in (self._folder.path / CACHE).glob("*"):
            if path.name not in used:
                path.unlink(missing_ok=True)

    def _require_encoder(self, manifest: Manifest) -> None:
        """Raise StoreError if the compiled model of an index is not on this machine."""
        path = self._folder.encoder(manifest)
        if manifest.files_in(f"encoders/{manifest.encoder}/") and not path.is_dir():
            fix = f"copy the folder {path.name} there from the machine that builds the index, or run `footnote build` here"
            raise StoreError("the compiled model of the index in the store is not on this machine", where=str(path), fix=fix)

    def _write_folder(self, name: str, files: Mapping[str, StoredFile], manifest: Manifest | None = None) -> None:
        target = self._folder.path / name
        with self._folder.draft(target.parent) as draft:
            for base, data in zip(files, self.get_all(list(files.values())), strict=True):
                (draft / base).write_bytes(data)
            if manifest is not None:
                write_blocks(draft)
                found = {f"{name}/{base}": each for base, each in checksums(draft).items()}
                replace(manifest, files=found | manifest.files).save(draft)
            self._folder.publish(draft, target.name)

    def _read(self, file: StoredFile) -> bytes | None:
        with suppress(OSError):
            data = (self._folder.path / CACHE / file.sha256).read_bytes()
            return data if hashlib.sha256(data).hexdigest() == file.sha256 else None
        return None

    def _keep(self, file: StoredFile, data: bytes) -> None:
        target = self._folder.path / CACHE / file.sha256
        draft = target.with_name(f".{secrets.token_hex(4)}")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            draft.write_bytes(data)
            draft.replace(target)
        except OSError as error:
            raise cannot_write(target, error) from None
        finally:
            draft.unlink(missing_ok=True)
