"""Check everything that an index consists of: the generation in use, the one for a rollback, confidence, and the store."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from index.answering.model_confidence import check_confidence
from index.errors import StoredIndexError
from index.files.checksums import Checksum
from index.settings import Settings
from index.storing.index_folder import IndexFolder
from index.storing.manifest import MANIFEST, ListedFiles, Manifest, without_store

NOT_RESTORABLE = "only `footnote build --rollback` needs it; the next build that changes the index replaces it"
"""What to do about a file that only the previous generation has."""


@dataclass(frozen=True, slots=True)
class Checkup:
    """How many files were verified, and the errors of those that are damaged or cannot be read."""

    files: int
    damage: tuple[StoredIndexError, ...]


def check_index(settings: Settings) -> Checkup:
    """Verify all files of the index and, if its passages are in a store, what is there.

    Raises NoIndexError if there is no index, StoredIndexError if it is not known what belongs to it.
    """
    folder = IndexFolder(settings.index_folder)
    manifest = folder.load_manifest()
    listed, damage = _listed(folder, folder.current().name)
    damage += folder.damage(listed)
    others, damage_of_others = _check_previous(folder, listed)
    known = {error.where for error in damage}
    damage += [error for error in damage_of_others if error.where not in known]
    confidence, damage_of_confidence = check_confidence(settings, manifest)
    damage += [*damage_of_confidence, *check_store(settings, manifest)]
    return Checkup(len(listed) + others + confidence + 1, tuple(damage))


def check_store(settings: Settings, manifest: Manifest) -> Iterator[StoredIndexError]:
    """Verify the index in the store that config.yaml names, if it names one; yield what is wrong.

    Also yields an error if the index on this machine needs a store, and config.yaml names none.
    """
    if settings.store:
        from index.milvus.checking import check

        yield from check(settings)
    elif manifest.is_remote:
        yield without_store(settings.index_folder)


def _listed(folder: IndexFolder, name: str) -> tuple[dict[str, Checksum], list[StoredIndexError]]:
    """Return the files of a generation besides its manifest, and the errors of cards that list others."""
    return folder.listed(ListedFiles.load(folder.generations / name / MANIFEST).files)


def _check_previous(folder: IndexFolder, known: Mapping[str, Checksum]) -> tuple[int, list[StoredIndexError]]:
    """Verify what only the previous generation has; return how many files that is, and the errors."""
    name = folder.previous_name()
    if name is None:
        return 0, []
    try:
        others, damage = _listed(folder, name)
    except StoredIndexError as error:
        return 0, [_of_previous(error)]
    only = {file: wanted for file, wanted in others.items() if file not in known}
    return len(only) + 1, [_of_previous(error) for error in (*damage, *folder.damage(only))]


def _of_previous(error: StoredIndexError) -> StoredIndexError:
    return StoredIndexError(error.what, where=error.where, fix=NOT_RESTORABLE)
