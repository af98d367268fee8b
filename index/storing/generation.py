"""A generation: one finished build of an index, opened for reading."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path

from index.errors import REBUILD, StoredIndexError
from index.files.checksums import read_json
from index.passages.passage import Passage, SectionRows
from index.storing.index_folder import IndexFolder
from index.storing.lexical import LexicalIndex
from index.storing.manifest import FORMS, PASSAGES, IndexedDocument, Manifest, SegmentEntry
from index.storing.passage_file import PassageFile
from index.storing.section_file import load_sections
from index.storing.segments import Segment, Segments
from index.storing.titles import distinct_titles
from index.storing.view_file import View, load_views

NO_SEGMENTS: Mapping[str, Segment] = {}
START = attrgetter("start")


@dataclass(frozen=True, slots=True)
class Generation:
    """Everything that one build stored, except the encoder.

    `path` is the folder of the generation inside `folder`. `sections` holds every section of every document in reading
    order, including empty ones. `forms` counts how often the documents write each word. `view_segments` holds the vectors of
    `views`. `distinct_titles` tells apart the documents that share a title, by path.
    """

    folder: IndexFolder
    path: Path
    manifest: Manifest
    passages: PassageFile
    segments: Segments
    sections: tuple[SectionRows, ...]
    lexical: LexicalIndex
    forms: Mapping[str, int]
    views: tuple[View, ...]
    view_segments: Segments
    distinct_titles: Mapping[str, str]

    @classmethod
    def load(
        cls, folder: IndexFolder, path: Path, manifest: Manifest, shared: Mapping[str, Segment] = NO_SEGMENTS
    ) -> "Generation":
        """Open the files of a generation, taking segments from `shared` where their names match.

        Raises StoredIndexError if a file cannot be read or the files disagree. Checksums are not verified here.
        """

        def opened(entries: Iterable[SegmentEntry]) -> Segments:
            return Segments(
                shared.get(entry.name) or Segment.open(folder.segment(entry.name), entry.passages, manifest.dimension)
                for entry in entries
            )

        segments = opened(manifest.segments)
        passages = PassageFile(path / PASSAGES)
        if not len(segments) == len(passages) == manifest.passages:
            what = f"{manifest.passages} passages in the manifest, but {len(passages)} texts and {len(segments)} vectors"
            raise StoredIndexError(what, where=str(path), fix=REBUILD)
        lexical = LexicalIndex.load(path, manifest.passages)
        forms = read_json(path / FORMS, dict[str, int])
        views, view_segments = load_views(path, manifest), opened(manifest.views.segments)
        if len(views) != len(view_segments):
            what = f"{len(views)} views, but {len(view_segments)} vectors of views"
            raise StoredIndexError(what, where=str(path), fix=REBUILD)
        sections = load_sections(path, manifest)
        titles = distinct_titles(manifest.documents)
        return cls(folder, path, manifest, passages, segments, sections, lexical, forms, views, view_segments, titles)

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
        """Return the position of that section among all sections."""
        return bisect_right(self.sections, row, key=START) - 1

    def title_of(self, document: IndexedDocument) -> str:
        """Return the title of a document as answers show it, which no other document has."""
        return self.distinct_titles.get(document.path, document.title)

    def document_of(self, passage: Passage) -> IndexedDocument:
        """Return the document that a passage is from. Raises StoredIndexError if the manifest does not list it."""
        for document in self.manifest.documents:
            if document.path == passage.document:
                return document
        raise StoredIndexError(f"the manifest lists no document {passage.document!r}", where=str(self.folder.path), fix=REBUILD)
