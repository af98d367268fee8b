"""The manifest: the documents and model that an index was built from, and its files."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from index.errors import REBUILD, DamagedIndexError, NewerIndexError, NoIndexError, OtherFormatError, StoredIndexError
from index.files.checksums import Checksum, decode_json, read_sealed, write_json
from index.settings import Language, Settings
from index.version import VERSION

FORMAT = 6
OLDEST_FORMAT = 6
"""The oldest format that can be read."""
MANIFEST = "manifest.json"
SEGMENT_CARD = "segment.json"
PASSAGES = "passages.jsonl"
PASSAGE_ENDS = "passage-ends.npy"
SECTIONS, SECTION_STARTS, SECTION_LINES = "sections.jsonl", "section-starts.npy", "section-lines.npy"
KEYS = "keys.npy"
VIEWS, VIEW_LINES, VIEW_ROWS = "views.jsonl", "view-lines.npy", "view-rows.npy"
VIEW_KEYS = "view-keys.npy"
VIEWS_VERSION = 1
"""The version of the rules for which questions are views of which passages; raise it when a change to them alters views."""


@dataclass(frozen=True, slots=True)
class IndexedDocument:
    """A document as of the build; `settings` is the sha256 of its settings in config.yaml."""

    path: str
    title: str
    url: str | None
    sha256: str
    settings: str
    passages: int


@dataclass(frozen=True, slots=True)
class Splitting:
    """How documents were split: the version of the rules, and the maximum number of tokens in a passage (`window`)."""

    version: int
    window: int


@dataclass(frozen=True, slots=True)
class SegmentEntry:
    """A segment of an index: its name and its number of passages."""

    name: str
    passages: int


@dataclass(frozen=True, slots=True)
class IndexedQuestions:
    """A file of known questions as of the build: its path as written in config.yaml, and the sha256 of its bytes."""

    path: str
    sha256: str


@dataclass(frozen=True, slots=True)
class IndexedCodes:
    """The codes of the vectors of an index: their mean squared error when the codebook was fitted, and now."""

    fitted: float
    now: float


@dataclass(frozen=True, slots=True)
class Views:
    """The views of an index: the questions that are known to be answered by some of its passages, or by none.

    `files` are those that the known questions are from, `count` is the number of all views, and `segments` hold their vectors.
    """

    version: int = 0
    files: tuple[IndexedQuestions, ...] = ()
    count: int = 0
    segments: tuple[SegmentEntry, ...] = ()
    codes: IndexedCodes | None = None


@dataclass(frozen=True, slots=True)
class IndexedReranker:
    """The cross-encoder of an index: its name in config.yaml, the fingerprint of its files, and its folder in `encoders`."""

    model: str
    fingerprint: str
    folder: str


ModelNames = tuple[str, str, str | None]
"""A model, its runtime, and what is put before each passage in place of the model's own prompt."""


def models_of(settings: Settings) -> ModelNames:
    """Return the model, runtime and prompt for documents in the settings."""
    return settings.model, settings.runtime, settings.prompts.document if settings.prompts else None


def describe_models(names: ModelNames) -> str:
    """Describe what an index is built with, in words for an error message."""
    model, runtime, prompt = names
    return f"{model} ({runtime})" if prompt is None else f"{model} ({runtime}, document prompt {prompt!r})"


def describe_reranker(reranker: IndexedReranker | None) -> str:
    """Describe which cross-encoder an index is built with, in words for an error message."""
    return f"with reranker {reranker.model}" if reranker else "without a reranker"


@dataclass(frozen=True, slots=True)
class Manifest:
    """The contents of manifest.json: the documents and model that an index was built from, and its files.

    `files` holds the checksum of every file by its path in the index folder; of a segment, only that of its card, which lists
    the others. `documents` and `segments` are in the order of the rows. `document_prompt` is what config.yaml put before each
    passage in place of the model's own prompt, or None. `token_dimension` is that of the model's token vectors, and
    `question_share` the share of headings that are questions. `is_remote` is True if the passages are in a store only.
    `checksum` is that of everything else in the file.
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
    documents: tuple[IndexedDocument, ...]
    segments: tuple[SegmentEntry, ...]
    files: dict[str, Checksum]
    token_dimension: int = 0
    question_share: float = 0.0
    views: Views = Views()
    document_prompt: str | None = None
    reranker: IndexedReranker | None = None
    codes: IndexedCodes | None = None
    is_remote: bool = False
    checksum: str = ""

    def matches_model(self, settings: Settings) -> bool:
        """Return whether the index was built with the model, runtime and prompt for documents in the settings."""
        return self.models == models_of(settings)

    @property
    def models(self) -> ModelNames:
        """The model, runtime and prompt for documents that the index was built with."""
        return self.model, self.runtime, self.document_prompt

    def save(self, folder: Path) -> None:
        """Write manifest.json to the folder of a generation."""
        write_json(self, folder / MANIFEST)

    @property
    def is_in_memory(self) -> bool:
        """True if the documents were in memory when they were indexed, instead of in files that config.yaml names."""
        return not any(document.sha256 for document in self.documents)

    def paths_outside(self, named: Collection[str]) -> list[str]:
        """Return the paths of the documents that are not among the named ones, in order."""
        return [document.path for document in self.documents if document.path not in named]

    @classmethod
    def load(cls, path: Path) -> "Manifest":
        """Read a manifest.

        Raises StoredIndexError if it is missing or damaged, OtherFormatError or NewerIndexError if its format cannot be read.
        """
        data = read_sealed(path)
        _require_readable(path, decode_json(data, _Versioned, path))
        manifest = decode_json(data, cls, path)
        if not manifest.checksum:
            raise DamagedIndexError("damaged: has no checksum", where=str(path), fix=REBUILD)
        if not _is_timestamp(manifest.built):
            raise StoredIndexError(f"damaged (invalid build time {manifest.built[:40]!r})", where=str(path), fix=REBUILD)
        return manifest

    def files_in(self, folder: str) -> dict[str, Checksum]:
        """Return the files in one folder, given with its slash, as in `encoders/`."""
        return {name: found for name, found in self.files.items() if name.startswith(folder)}

    def files_of(self, folder: str) -> dict[str, Checksum]:
        """Return the files in one folder, given with its slash, by their names inside it."""
        return {name.removeprefix(folder): found for name, found in self.files_in(folder).items()}


def without_store(folder: Path) -> NoIndexError:
    """Return the error for an index whose passages are in a store, where config.yaml names none."""
    return NoIndexError("the passages are in a store, which config.yaml does not name", where=str(folder), fix=REBUILD)


def _is_timestamp(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def made_by() -> str:
    """Return the value of `made_by` that this version of Footnote writes."""
    return f"footnote {VERSION}"


class _Versioned(msgspec.Struct, frozen=True):
    """The part of a manifest that every version shares."""

    format: int
    made_by: str = "another version"


def _require_readable(path: Path, found: _Versioned) -> None:
    """Raise OtherFormatError or NewerIndexError if this version cannot read a manifest."""
    if found.format > FORMAT:
        what = f"the index was written by {found.made_by} (format {found.format}), which is newer than this {made_by()}"
        fix = "install that version, or replace the index with `footnote build --full`"
        raise NewerIndexError(what, made_by=found.made_by, where=str(path), fix=fix)
    if found.format < OLDEST_FORMAT:
        what = f"the index has format {found.format} of {found.made_by}, but this version reads format {FORMAT}"
        raise OtherFormatError(what, made_by=found.made_by, where=str(path))


class ListedFiles(msgspec.Struct, frozen=True):
    """The checksums in a manifest of any format, which say what to keep for the version that wrote it."""

    files: dict[str, Checksum]

    @classmethod
    def load(cls, path: Path) -> "ListedFiles":
        """Read the checksums of a manifest. Raises StoredIndexError if it is missing, damaged, or has none."""
        return decode_json(read_sealed(path), cls, path)

    @property
    def folders(self) -> set[str]:
        """The names of the segments and encoders, as in `segments/NAME/FILE`."""
        return {name.split("/")[1] for name in self.files if name.count("/") > 1}
