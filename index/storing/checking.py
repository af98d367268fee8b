"""Check every file of an index against its checksum: of the generation in use, and of the one kept for a rollback."""

from dataclasses import dataclass

from index.errors import StoredIndexError
from index.storing.index_folder import IndexFolder
from index.storing.manifest import MANIFEST, ListedFiles

NOT_RESTORABLE = "only `footnote build --rollback` needs it; the next build that changes the index replaces it"
"""What to do about a file that only the previous generation has."""


@dataclass(frozen=True, slots=True)
class Checkup:
    """How many files were verified, and the errors of those that are damaged or cannot be read."""

    files: int
    damage: tuple[StoredIndexError, ...]


def check_index(folder: IndexFolder) -> Checkup:
    """Verify all files. Raises NoIndexError if there is no index, StoredIndexError if it is not known what belongs to it."""
    folder.load_manifest()
    listed, damage = folder.listed(ListedFiles.load(folder.current() / MANIFEST).files)
    damage += folder.damage(listed)
    previous = folder.previous()
    if previous is None:
        return Checkup(len(listed), tuple(damage))
    try:
        others, errors = folder.listed(ListedFiles.load(folder.generations / previous / MANIFEST).files)
    except StoredIndexError as error:
        return Checkup(len(listed), (*damage, _of_previous(error)))
    only = {name: wanted for name, wanted in others.items() if name not in listed}
    known = {error.where for error in damage}
    found = (*errors, *folder.damage(only))
    return Checkup(len(listed) + len(only), (*damage, *(_of_previous(error) for error in found if error.where not in known)))


def _of_previous(error: StoredIndexError) -> StoredIndexError:
    return StoredIndexError(error.what, where=error.where, fix=NOT_RESTORABLE)
