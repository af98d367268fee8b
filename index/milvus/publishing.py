"""Publish: bring the store to the same passages as a generation in the index folder, and switch readers to it.

Only rows that the two do not share are written. Readers see none of it until the record is replaced, and an interrupted build
leaves the old one answering; the next one goes on from what was written.
"""

import hashlib
import secrets
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import accumulate, islice

import msgspec
import numpy as np

from index.errors import StoreError, StoreUnreachableError
from index.milvus.address import Address
from index.milvus.client import Engine, Row
from index.milvus.entities import content_of, for_upsert, key_of, to_row
from index.milvus.files import FileStore
from index.milvus.listing import Listing, decode_manifest, frequencies_of, read_places, stored_files
from index.milvus.ownership import known_owner, knows_owner, other_name_or_drop, remember_owner, require_same_passages
from index.milvus.places import Places
from index.milvus.record import (
    Build,
    Record,
    Ticket,
    builds_collection,
    only_build,
    read_record,
    require_free_name,
    write_record,
)
from index.milvus.schema import ALWAYS, VERSION, passage_schema
from index.passages.passage import Passage
from index.progress import NoProgress, Progress
from index.settings import Settings
from index.storing.generation import Generation
from index.storing.index_folder import IndexFolder
from index.storing.manifest import MANIFEST, Manifest
from index.storing.segments import VERSION as CODE_VERSION
from index.text.words import stemmer, terms

ROWS_AT_ONCE = 128
"""Passages that are written in one call."""
KEYS_AT_ONCE = 500


def publish(
    settings: Settings, folder: IndexFolder, name: str, progress: Progress | None = None, *, is_full: bool = False
) -> None:
    """Bring the store in the settings to the same state as a generation, and switch its readers to it.

    Does nothing if it is in that state, and little if it was before the last build. If `is_full`, writes everything into a new
    collection. Raises StoreError, and then the build before is still the one in use.
    """
    engine = Engine(Address.of(settings))
    try:
        with only_build(engine) as ticket:
            path = folder.generations / name
            manifest = Manifest.load(path / MANIFEST)
            if manifest.is_remote:
                _return_to(engine, name)
                return
            generation = Generation.load(folder, path, manifest)
            first_rows = [0, *accumulate(map(len, generation.segments.segments))]
            _Publication(engine, generation, progress or NoProgress(), ticket, is_full, first_rows).run()
    finally:
        engine.close()


def _return_to(engine: Engine, name: str) -> None:
    """Switch readers to a build that is in the store, but not on this machine. Raises StoreError if it is there no longer."""
    record = read_record(engine)
    build = record.named(name) if record else None
    if record is None or build is None or not _is_whole(engine, build):
        what = "the previous index is neither on this machine nor in the store any more"
        raise StoreError(what, where=engine.address.shown, fix="keep the current one, or run `footnote build`")
    _switch(engine, record, build)


def _is_whole(engine: Engine, build: Build) -> bool:
    """Return whether the collection of a build has all of its rows. Raises StoreError."""
    return engine.fields(build.collection) is not None and engine.count(build.collection, build.condition) == build.passages


def _switch(engine: Engine, record: Record, build: Build) -> None:
    """Let readers use a build from now on; the one that they used before is kept for a rollback. Raises StoreError."""
    name = engine.address.name
    if engine.target(name) != build.collection:
        engine.point(name, build.collection)
    current = record.current
    if current is None or current.name != build.name:
        write_record(engine, msgspec.structs.replace(record, current=build, previous=current))
    elif current != build:
        write_record(engine, msgspec.structs.replace(record, current=build))


@dataclass(frozen=True, slots=True)
class _Publication:
    """One build of a store, while no other one writes into it."""

    engine: Engine
    generation: Generation
    progress: Progress
    ticket: Ticket
    is_full: bool
    first_rows: Sequence[int]

    def run(self) -> None:
        """Write what is missing, and switch."""
        record = self._own_record()
        known = None if self.is_full else record.named(self.generation.name)
        files = FileStore(self.engine, builds_collection(self.engine))
        if known and _is_whole(self.engine, known) and _has_files(files, known):
            _switch(self.engine, record, known)
            return
        self.progress.step("Writing into the store")
        collection = self._collection(record)
        base = record.current if record.current and record.current.collection == collection else None
        if self.engine.fields(collection) is None:
            schema = passage_schema(self._dimension, has_bm25=self.engine.has_bm25)
            self.engine.create(collection, schema)
            base = None
        number = max(record.last_number, self._last_number(record, collection)) + 1
        previous = record.previous if record.previous and record.previous.collection != collection else None
        record = msgspec.structs.replace(record, previous=previous, last_number=number)
        write_record(self.engine, record)  # rows that only the build before the current one has are no longer kept
        places = self._write_passages(collection, base, number)
        build = self._write_files(files, places, collection, number)
        self.engine.flush(collection)
        if not _is_whole(self.engine, build):
            what = f"the collection {collection} does not have the {build.passages} passages that were written"
            raise StoreError(what, where=self.engine.address.shown, fix="run `footnote build --full`")
        _switch(self.engine, record, build)
        self._clean_up(files, read_record(self.engine) or record)

    @property
    def _dimension(self) -> int:
        return self.generation.manifest.dimension

    def _own_record(self) -> Record:
        """Return the record, or a new one. Raises StoreError if the store is another bot's."""
        folder = self.generation.folder
        record = read_record(self.engine)
        if record is None:
            require_free_name(self.engine)
            record = Record(known_owner(folder) or secrets.token_hex(8))
        elif record.current and not knows_owner(folder, record):
            self._require_own(record.current)
        remember_owner(folder, record)
        return record

    def _require_own(self, build: Build) -> None:
        """Raise StoreError if the current build in the store is another bot's."""
        files = FileStore(self.engine, builds_collection(self.engine))
        try:
            listing = Listing.read(files, build.listing)
            stored = decode_manifest(files.get(listing.manifest))
            there = read_places(files.get_all, listing, build.passages).keys
        except StoreUnreachableError:
            raise
        except StoreError as error:
            what = f"{error.what}, so it cannot be told whose index that is"
            raise StoreError(what, where=self.engine.address.shown, fix=other_name_or_drop(self.engine)) from None
        here = _places(self.generation.passages).keys
        shared = len(np.intersect1d(here, there)) / max(1, min(len(here), len(there)))
        require_same_passages(self.engine, self.generation.manifest, stored, shared)

    def _collection(self, record: Record) -> str:
        """Return the name of the collection for passages of this model, language and version."""
        manifest = self.generation.manifest
        kind = "bm25" if self.engine.has_bm25 else "hashes"
        made_by = (
            VERSION,
            CODE_VERSION,
            kind,
            manifest.fingerprint,
            manifest.runtime,
            manifest.language,
            manifest.document_prompt,
        )
        digest = hashlib.sha256(repr((*made_by, manifest.dimension, manifest.token_dimension)).encode()).hexdigest()[:12]
        name = f"{self.engine.address.name}_passages_{digest}"
        in_use = record.current.collection if record.current else ""
        if self.is_full:
            is_taken = in_use == name or (record.current is None and self.engine.fields(name) is not None)
            return f"{name}_2" if is_taken else name
        return in_use if in_use.startswith(name) else name

    def _last_number(self, record: Record, collection: str) -> int:
        """Return the highest number of the builds that wrote into a collection, if the record of them is gone; else 0."""
        if record.current is not None:
            return 0
        return max((int(row["added"]) for row in self.engine.walk(collection, "added > 0", ["added"])), default=0)

    def _write_passages(self, collection: str, base: Build | None, number: int) -> Places:
        """Write rows so that exactly those of this generation are visible from `number` on; return the places of passages."""
        places = _places(self.generation.passages)
        wanted = set(places.keys.tolist())
        if len(wanted) != len(places):
            raise StoreError("two passages have the same key", where=self.engine.address.shown, fix="change one of them")
        before = self._keys_of(base, collection)
        since = base.number if base else 0
        written = {int(row["id"]) for row in self.engine.walk(collection, f"added > {since}", ["id"])}
        self._delete(collection, sorted(written - wanted))  # of a build that was interrupted
        marked = {int(row["id"]) for row in self.engine.walk(collection, f"removed > {since} and removed < {ALWAYS}", ["id"])}
        self._mark(collection, sorted((marked & wanted) | ((before - wanted) - marked)), wanted, number)
        rows = [row for row, key in enumerate(places.keys.tolist()) if key not in before and key not in written]
        self.progress.step("Writing into the store", len(rows) or None)
        for batch in _batches(rows, ROWS_AT_ONCE):
            self.engine.upsert(collection, [self._row(row, int(places.keys[row]), number) for row in batch])
            self.progress.advance(len(batch))
            self.ticket.renew()
        return places

    def _keys_of(self, base: Build | None, collection: str) -> set[int]:
        """Return the keys of the passages of the build to go on from, of those that are really there."""
        if base is None:
            return set()
        if _is_whole(self.engine, base):
            files = FileStore(self.engine, builds_collection(self.engine))
            with suppress(StoreError):  # a file is missing or damaged
                return set(read_places(files.get_all, Listing.read(files, base.listing), base.passages).keys.tolist())
        return {int(row["id"]) for row in self.engine.walk(collection, base.condition, ["id"])}

    def _mark(self, collection: str, keys: Sequence[int], wanted: set[int], number: int) -> None:
        """Say of rows from which build on they are gone, or that they are not."""
        for batch in _batches(keys, ROWS_AT_ONCE):
            found = self.engine.get(collection, batch, ["*"], is_strong=True)
            self.engine.upsert(collection, [_marked(row, wanted, number) for row in found])
            self.ticket.renew()

    def _delete(self, collection: str, keys: Sequence[int]) -> None:
        for batch in _batches(keys, KEYS_AT_ONCE):
            self.engine.delete(collection, batch)

    def _row(self, row: int, key: int, number: int) -> Row:
        """Return the row of the passage in a row of the generation."""
        passage = self.generation.passages[row]
        position = bisect_right(self.first_rows, row) - 1
        code = self.generation.segments.segments[position][row - self.first_rows[position]]
        words = terms(passage.embedding_text, stemmer(self.generation.manifest.language))
        return {"id": key, "added": number, "removed": ALWAYS} | to_row(passage, code, words, has_bm25=self.engine.has_bm25)

    def _write_files(self, files: FileStore, places: Places, collection: str, number: int) -> Build:
        """Write the files that readers download, and return the build."""
        known, manifest = set() if self.is_full else files.known(), self.generation.manifest
        stored = {name: files.put(path.read_bytes(), known) for name, path in stored_files(self.generation)}
        listing = Listing(
            documents=[document.path for document in manifest.documents],
            manifest=files.put((self.generation.path / MANIFEST).read_bytes(), known),
            files=stored,
            places=[files.put(chunk, known) for chunk in places.chunks()],
            frequencies=files.put(frequencies_of(self.generation.lexical), known),
            length=self.generation.lexical.columns.layout.length,
        )
        kept = files.put(msgspec.json.encode(listing), known)
        name = self.generation.name
        return Build(name, number, len(places), collection, self._dimension, manifest.model, manifest.made_by, kept)

    def _clean_up(self, files: FileStore, record: Record) -> None:
        """Delete what neither the current build nor the one before it uses."""
        kept = [build for build in (record.current, record.previous) if build]
        prefix = f"{self.engine.address.name}_passages_"
        for collection in self.engine.collections():
            if collection.startswith(prefix) and collection not in {build.collection for build in kept}:
                self.engine.drop(collection)
        for collection in {build.collection for build in kept}:
            oldest = min(build.number for build in kept if build.collection == collection)
            keys = [int(row["id"]) for row in self.engine.walk(collection, f"removed <= {oldest}", ["id"])]
            self._delete(collection, keys)
        used: set[str] = set()
        for build in kept:
            with suppress(StoreError):  # of the build before, whose files somebody deleted
                used |= _keys_of_files(files, build)
        files.keep_only(used, [key for key in files.known() if ":" in key])


def _has_files(files: FileStore, build: Build) -> bool:
    """Return whether all files of a build are in the store."""
    with suppress(StoreError):
        return set(_keys_of_files(files, build)) <= files.known()
    return False


def _keys_of_files(files: FileStore, build: Build) -> set[str]:
    """Return the keys of the parts of all files of a build. Raises StoreError if its listing is missing or damaged."""
    listed = Listing.read(files, build.listing).all_files
    return {key for file in (build.listing, *listed) for key in file.keys}


def _places(passages: Iterable[Passage]) -> Places:
    """Return where passages are, each the nth with its content in its document."""
    seen: Counter[bytes] = Counter()
    document = ""
    keys, lines, numbers = [], [], []
    for passage in passages:
        if passage.document != document:
            document = passage.document
            seen.clear()
        content = content_of(passage)
        keys.append(key_of(content, seen[content]))
        seen[content] += 1
        lines.append(passage.line)
        numbers.append(int(passage.id.partition("-")[2] or 1))
    return Places.of(keys, lines, numbers)


def _marked(row: Row, wanted: set[int], number: int) -> Row:
    return for_upsert(row) | {"removed": ALWAYS if int(row["id"]) in wanted else number}


def _batches(values: Sequence[int], size: int) -> Iterator[list[int]]:
    remaining = iter(values)
    while batch := list(islice(remaining, size)):
        yield batch
