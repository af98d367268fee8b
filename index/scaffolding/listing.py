"""Lists the documents of a new project as config.yaml names them: those of a folder by a pattern, the others one by one."""

import glob
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from index.files.patterns import find_matches
from index.scaffolding.choosing import ChosenDocument


def list_documents(documents: Sequence[ChosenDocument], project: Path) -> tuple[str, ...]:
    """Return the paths and patterns that stand for the documents of a project, and for no other file in it now.

    If several documents of one kind are from one folder, a pattern stands for them and for any that are added to it later.
    """
    paths = {document.path for document in documents}
    listed: dict[str, list[str]] = {}
    for document in documents:
        listed.setdefault(_pattern(document) or document.path, []).append(document.path)
    return tuple(
        entry
        for pattern, matched in listed.items()
        for entry in ([pattern] if matched[1:] and paths.issuperset(find_matches(pattern, project)) else matched)
    )


def _pattern(document: ChosenDocument) -> str | None:
    """Return the pattern for the documents of its kind in the folder that was given, or None if none would match it."""
    path, folder = PurePosixPath(document.path), document.folder
    if folder is None or not path.is_relative_to(folder) or glob.has_magic(folder):
        return None
    return f"{folder}/**/*{path.suffix}"
