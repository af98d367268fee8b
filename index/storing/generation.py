"""A generation: one finished build of an index, opened for reading."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.errors import REBUILD, DamagedIndexError, StoredIndexError
from index.files.blocks import CheckedFolder
from index.passages.passage import Passage, SectionRows
from index.storing.dense import DenseSearch
from index.storing.documents import Documents
from index.storing.form_table import FormTable
from index.storing.index_folder import IndexFolder
from index.storing.lexical import LexicalIndex
from index.storing.manifest import (
    MANIFEST,
    SEGMENT_CARD,
    IndexedCodes,
    IndexedDocument,
    Manifest,
    SegmentEntry,
)
from index.storing.passage_file import PassageFile
from index.storing.pins import Pin
from index.storing.section_file import SectionFile
from index.storing.segments import Segment, Segments
from index.storing.vector_codes import VIEW_PREFIX, VectorCodes
from index.storing.view_file import View, load_views

NO_SEGMENTS: Mapping[str, Segment] = {}


@dataclass(frozen=True, slots=True)
class Contents:
    """The passages of a generation with their vectors, words, and what searches them; or those of a store that stand in."""

    passages: PassageFile
    segments: Segments
    lexical: LexicalIndex
    dense: DenseSearch


Opener = Callable[[CheckedFolder, Documents, SectionFile], Contents]
"""Opens the contents of a generation that are elsewhere."""


@dataclass(frozen=True, slots=True)
class Generation:
    """Everything that one build stored, except the encoder.

    `path` is the folder of the generation inside `folder`, with the `files`. `sections` holds every section of every document
    in reading order, including empty ones. `forms` counts how often the documents write each word. `view_segments` holds the
    vectors of `views`; `dense` and `view_dense` search those of passages and of views. `pin` keeps a build from removing what
    is not open yet.
    """

    folder: IndexFolder
    path: Path
    manifest: Manifest
    files: CheckedFolder
    documents: Documents
    passages: PassageFile
    segments: Segments
    sections: SectionFile
    lexical: LexicalIndex
    forms: FormTable
    views: Sequence[View]
    view_segments: Segments
    dense: DenseSearch
    view_dense: DenseSearch
    pin: Pin

    @classmethod
    def load(
        cls,
        folder: IndexFolder,
        path: Path,
        manifest: Manifest,
        shared: Mapping[str, Segment] = NO_SEGMENTS,
        elsewhere: Opener | None = None,
    ) -> "Generation":
        """Open the files of a generation, taking segments from `shared` where their names match.

        If its passages are looked up `elsewhere`, those here are not opened.
        Raises StoredIndexError if a file cannot be read, is of another size than the one that was built, or does not match the
        others. Small files are verified at once; segments, and what is in large files, when they are read.
        """

        def opened(entries: Iterable[SegmentEntry]) -> Segments:
            return Segments(shared.get(entry.name) or _segment(folder, manifest, entry) for entry in entries)

        def searched(stored: Segments, codes: IndexedCodes | None, prefix: str = "") -> DenseSearch:
            return DenseSearch(stored, VectorCodes(files, len(stored), manifest.dimension, prefix) if codes else None)

        pin = Pin(path / MANIFEST)
        files = open_files(path, manifest)
        documents = Documents.of(manifest, path)
        sections = SectionFile(files, documents)

        def stored() -> Contents:
            segments, passages = opened(manifest.segments), PassageFile(files)
            if not len(segments) == len(passages) == documents.passages == manifest.passages:
                what = f"{manifest.passages} passages in the manifest, but {len(passages)} texts and {len(segments)} vectors"
                raise StoredIndexError(what, where=str(path), fix=REBUILD)
            lexical = LexicalIndex.open(files, manifest.passages)
            return Contents(passages, segments, lexical, searched(segments, manifest.codes))

        contents = elsewhere(files, documents, sections) if elsewhere else stored()
        forms = FormTable.open(files)
        views, view_segments = load_views(files, manifest), opened(manifest.views.segments)
        if len(views) != len(view_segments):
            what = f"{len(views)} views, but {len(view_segments)} vectors of views"
            raise StoredIndexError(what, where=str(path), fix=REBUILD)
        view_dense = searched(view_segments, manifest.views.codes, VIEW_PREFIX)
        parts = documents, contents.passages, contents.segments, sections, contents.lexical, forms, views, view_segments
        return cls(folder, path, manifest, files, *parts, contents.dense, view_dense, pin)

    @property
    def name(self) -> str:
        """The name of the generation, which the file `current` in the index folder contains while it is in use."""
        return self.path.name

    @property
    def is_current(self) -> bool:
        """True until another generation takes its place."""
        try:
            return self.folder.current().name == self.name
        except StoredIndexError:
            return True  # no other generation can be opened

    def section_at(self, row: int) -> SectionRows:
        """Return the section that the passage in a row is directly in."""
        return self.sections[self.section_position(row)]

    def section_position(self, row: int) -> int:
        """Return the position, among all sections, of the one that the passage in a row is directly in."""
        return self.sections.position_of(row)

    def title_of(self, document: IndexedDocument) -> str:
        """Return the title of a document as answers show it, which no other document has."""
        return self.documents.distinct_titles.get(document.path, document.title)

    def document_of(self, passage: Passage) -> IndexedDocument:
        """Return the document that a passage is from. Raises StoredIndexError if the manifest does not list it."""
        if (found := self.documents.by_path.get(passage.document)) is not None:
            return found
        raise StoredIndexError(f"the manifest lists no document {passage.document!r}", where=str(self.folder.path), fix=REBUILD)

    def verify(self, pause: Callable[[], None] | None = None) -> Iterator[StoredIndexError]:
        """Verify all of the generation that has not been read yet, except for the model; yield the error of each bad file.

        `pause` is called often, to let others work.
        """
        yield from self.files.verify(pause)
        for segment in (*self.segments.segments, *self.view_segments.segments):
            try:
                yield from segment.verify(pause)
            except StoredIndexError as error:
                yield error


def open_files(path: Path, manifest: Manifest) -> CheckedFolder:
    """Open the files of a generation with the checksums in its manifest. Raises StoredIndexError."""
    return CheckedFolder.open(path, manifest.files_of(f"generations/{path.name}/"))


def open_passages(folder: IndexFolder) -> PassageFile:
    """Open the passages of the current generation. Raises the errors of `load_manifest`, and StoredIndexError."""
    path = folder.current()
    return PassageFile(open_files(path, Manifest.load(path / MANIFEST)))


def _segment(folder: IndexFolder, manifest: Manifest, entry: SegmentEntry) -> Segment:
    """Return a segment, which is not opened yet. Raises DamagedIndexError if the manifest does not vouch for it."""
    path = folder.segment(entry.name)
    card = manifest.files.get(f"{path.parent.name}/{path.name}/{SEGMENT_CARD}")
    if card is None:
        raise DamagedIndexError("damaged: the manifest has no checksum of this folder", where=str(path), fix=REBUILD)
    return Segment(path, entry.passages, manifest.dimension, manifest.token_dimension, card)
