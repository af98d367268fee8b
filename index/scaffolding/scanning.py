"""Scans a folder for documents, and says which files in it are left out, and why."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from index.errors import DocumentError, UsageError
from index.files.paths import follow_links
from index.reading.kinds import ADVICE, READABLE, check_name
from index.text.characters import list_first, pluralize

MAX_FILES = 2_000
"""Documents that a folder may contain; one with more is probably the wrong folder."""
MAX_ENTRIES = 20_000
"""Files and folders to look at before giving up on a folder, which is then probably the wrong one."""
MAX_NAMED = 5
"""Files to name for one reason; any others are counted."""
HOUSEKEEPING = {".git", ".gitignore", ".DS_Store", ".footnote"}
"""Hidden files and folders that nobody expects to be read, so that they are not worth a line."""


@dataclass
class FolderScan:
    """The documents found in a folder, sorted by path, and what is left out: files of other kinds, hidden ones and links.

    `errors` has the files that could be converted, each with the way to do that, and folders that cannot be read.
    """

    folder: Path
    documents: list[Path] = field(default_factory=list)
    errors: list[DocumentError] = field(default_factory=list)
    others: list[Path] = field(default_factory=list)
    hidden: list[Path] = field(default_factory=list)
    linked: list[Path] = field(default_factory=list)
    repeated: list[Path] = field(default_factory=list)

    @property
    def left_out(self) -> list[str]:
        """A line for each reason why files are left out, except for those that cannot be read."""
        reasons = (
            ("not documents", self.others),
            ("hidden", self.hidden),
            ("links to folders", self.linked),
            ("links to other documents here", self.repeated),
        )
        return [f"{self.folder}: {reason}, so left out: {self._names(paths)}" for reason, paths in reasons if paths]

    def _names(self, paths: Sequence[Path]) -> str:
        return list_first([path.relative_to(self.folder).as_posix() for path in sorted(paths)], MAX_NAMED)


def scan_folder(folder: Path) -> FolderScan:
    """Scan a folder and its subfolders, without following links to folders.

    Raises UsageError if it contains too many documents or files.
    """
    scan = FolderScan(folder)
    count = 0
    for parent, subfolders, names in os.walk(folder, onerror=lambda error: scan.errors.append(_unreadable(error))):
        count += len(subfolders) + len(names)
        _add_files(scan, [Path(parent) / name for name in names])
        subfolders[:] = [name for name in subfolders if _is_entered(scan, Path(parent) / name)]
        if len(scan.documents) > MAX_FILES or count > MAX_ENTRIES:
            found = pluralize(MAX_FILES, "document") if len(scan.documents) > MAX_FILES else pluralize(MAX_ENTRIES, "file")
            raise UsageError(f"contains more than {found}", where=str(folder), fix="name a smaller folder, or single files")
    originals = {follow_links(path) for path in scan.documents if not path.is_symlink()}
    scan.repeated = [path for path in scan.documents if path.is_symlink() and follow_links(path) in originals]
    scan.documents = sorted(set(scan.documents).difference(scan.repeated))
    return scan


def _add_files(scan: FolderScan, paths: Iterable[Path]) -> None:
    """Add files to a scan, each to the documents or to what is left out."""
    for path in paths:
        suffix = path.suffix.lower()
        if path.name.startswith("."):
            _add_hidden(scan, path)
        elif suffix in READABLE:
            scan.documents.append(path)
        elif suffix in ADVICE or suffix in (".pdf", ""):
            try:
                check_name(path, str(path))
            except DocumentError as error:
                scan.errors.append(error)
        else:
            scan.others.append(path)


def _add_hidden(scan: FolderScan, path: Path) -> None:
    if path.name not in HOUSEKEEPING:
        scan.hidden.append(path)


def _is_entered(scan: FolderScan, folder: Path) -> bool:
    """Return whether a subfolder is scanned; if not, it is added to what is left out."""
    if folder.name.startswith("."):
        _add_hidden(scan, folder)
    elif folder.is_symlink():
        scan.linked.append(folder)
    else:
        return True
    return False


def _unreadable(error: OSError) -> DocumentError:
    return DocumentError(f"cannot be read ({error.strerror})", where=str(error.filename), fix="check its permissions")
