"""Check the index in a store: its record, its files by their checksums, and the texts of all its passages by their keys."""

from collections.abc import Iterator

from index.errors import REBUILD, NoIndexError, StoredIndexError, StoreError
from index.milvus.address import Address
from index.milvus.client import Engine
from index.milvus.entities import is_key_of, text_of
from index.milvus.files import FileStore
from index.milvus.listing import Listing, decode_manifest, read_places
from index.milvus.ownership import knows_owner, require_named, require_same_documents
from index.milvus.record import Build, Record, builds_collection, read_record, require_build, rows_gone
from index.milvus.schema import PASSAGE
from index.settings import Settings
from index.storing.index_folder import IndexFolder


def check(settings: Settings) -> Iterator[StoredIndexError]:
    """Verify the current build of the store in the settings; yield what is wrong."""
    engine = Engine(Address.of(settings))
    try:
        record, build = require_build(engine, read_record(engine))
        _require_own(settings, engine, record, build)
        if IndexFolder(settings.index_folder).current().name != build.name:
            what = "the index on this machine is not the one in the store"
            yield StoreError(what, where=engine.address.shown, fix=REBUILD)
        yield from _check_rows(engine, build)
    except (StoreError, NoIndexError) as error:
        yield error
    finally:
        engine.close()


def _require_own(settings: Settings, engine: Engine, record: Record, build: Build) -> None:
    """Raise StoreError if the store is another bot's, as for a question."""
    files = FileStore(engine, builds_collection(engine))
    listing = Listing.read(files, build.listing)
    require_named(settings, engine, listing.documents)
    if not knows_owner(IndexFolder(settings.index_folder), record):
        require_same_documents(settings, engine, decode_manifest(files.get(listing.manifest)).documents)


def _check_rows(engine: Engine, build: Build) -> Iterator[StoredIndexError]:
    """Verify the files of a build and the texts of its passages. Raises StoreError for the first bad file."""
    files, where = FileStore(engine, builds_collection(engine)), engine.address.shown
    listing = Listing.read(files, build.listing)
    for file in listing.all_files:
        files.get(file)
    wanted = set(read_places(files.get_all, listing, build.passages).keys.tolist())
    changed = 0
    for row in engine.walk(build.collection, build.condition, ["id", PASSAGE]):
        key = int(row["id"])
        if key in wanted:
            wanted.remove(key)
            changed += not is_key_of(text_of(row).encode(), key)
    if wanted:
        yield rows_gone(engine, build, len(wanted))
    if changed:
        what = f"{changed:,} of {build.passages:,} passages in the collection {build.collection} have been changed"
        yield StoreError(what, where=where, fix="run `footnote build --full`")
