"""The manifest: what an index was made of and with, and which files belong to it."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from index.errors import REBUILD, OtherFormatError, StoredIndexError
from index.files.checksums import Checksum, read_json, write_json
from index.settings import Language, Settings
from index.version import VERSION

FORMAT = 3
MANIFEST = "manifest.json"
PASSAGES = "passages.jsonl"
SECTIONS = "sections.json"
FORMS = "forms.json"
KEYS = "keys.npy"
CALIBRATION = "calibration.json"


@dataclass(frozen=True, slots=True)
class IndexedDocument:
    """A document as it was when the index was built; `settings` is the sha256 of what config.yaml said of it."""

    path: str
    title: str
    url: str | None
    sha256: str
    settings: str
    passages: int


@dataclass(frozen=True, slots=True)
class Splitting:
    """How documents were split: by which version of the rules, into passages of at most how many tokens."""

    version: int
    window: int


@dataclass(frozen=True, slots=True)
class SegmentEntry:
    """A segment of an index: its name, and how many passages it holds the vectors of."""

    name: str
    passages: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """manifest.json: what an index was made of and with. `files` has the checksum of every file by its path in the folder.

    `documents` and `segments` are in the order of the rows; `is_calibrated` tells whether the index has a calibration of its
    own, rather than the one that is shipped.
    """

    format: int
    made_by: str
    built: str
    model: str
    fingerprint: str
    runtime: str
    encoder: str
    dimension: int
    language: Language
    splitting: Splitting
    passages: int
    is_calibrated: bool
    documents: tuple[IndexedDocument, ...]
    segments: tuple[SegmentEntry, ...]
    files: dict[str, Checksum]

    def is_of_model(self, settings: Settings) -> bool:
        """Whether the index was made with the model that settings name, run by what they name."""
        return (self.model, self.runtime) == (settings.model, settings.runtime)

    def save(self, folder: Path) -> None:
        """Write manifest.json into a generation's folder."""
        write_json(self, folder / MANIFEST)

    @classmethod
    def load(cls, path: Path) -> "Manifest":
        """Read a manifest. Raises StoredIndexError when it is missing or damaged, OtherFormatError when of another version."""
        found = read_json(path, _Versioned).format
        if found != FORMAT:
            what = f"an index of format {found}, but this version reads format {FORMAT}"
            raise OtherFormatError(what, where=str(path), fix=REBUILD)
        manifest = read_json(path, cls)
        if not _is_moment(manifest.built):
            raise StoredIndexError(f"damaged (built {manifest.built[:40]!r})", where=str(path), fix=REBUILD)
        return manifest

    def files_in(self, folder: str) -> dict[str, Checksum]:
        """Those of the files that are in a folder, as `segments/`."""
        return {name: found for name, found in self.files.items() if name.startswith(folder)}


def _is_moment(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def made_by() -> str:
    """What this version of Footnote writes into manifests."""
    return f"footnote {VERSION}"


class _Versioned(msgspec.Struct):
    """What any version's manifest says."""

    format: int
