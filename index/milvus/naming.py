"""Which documents in a store config.yaml names, on a machine that may have none of their files."""

import glob
from collections.abc import Iterable
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

from index.reading import named_documents
from index.settings import Settings


def named_in_store(settings: Settings, paths: Iterable[str]) -> set[str]:
    """Return the paths that config.yaml names, of files that are here and of those in a store that its patterns match."""
    names = {form for entry in settings.documents for form in _forms(entry.path)}
    return named_documents(settings) | {path for path in paths if any(_matches(path, name) for name in names)}


def _forms(pattern: str) -> set[str]:
    """Return a path as documents have it, without `./`, and a pattern also for files right in the folder of a `**`."""
    path = PurePosixPath(pattern).as_posix()
    return {path, path.replace("**/", "")} if glob.has_magic(path) else {path}


def _matches(path: str, name: str) -> bool:
    return path == name or (glob.has_magic(name) and fnmatchcase(path, name))
