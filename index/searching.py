"""Search: a question against the index, with the encoder that the index was built with."""

import difflib
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import PurePosixPath

from index.answers import Answer, Hit
from index.characters import fold
from index.checksums import read_json, verify
from index.encoding.encoder import Encoder
from index.encoding.preparing import open_encoder
from index.errors import REBUILD, StoredIndexError, UsageError
from index.passages import Passage, SectionRows
from index.questions import clean_question
from index.settings import Settings
from index.storage import (
    MANIFEST,
    PASSAGES,
    SECTIONS,
    VECTORS,
    IndexedDocument,
    IndexFolder,
    Manifest,
    PassageFile,
)
from index.vectors import FaissStore, VectorStore


class Searcher:
    """One generation of an index, open and ready to answer."""

    def __init__(
        self,
        manifest: Manifest,
        encoder: Encoder,
        store: VectorStore,
        passages: PassageFile,
        sections: Sequence[SectionRows],
    ) -> None:
        self.manifest = manifest
        self._encoder = encoder
        self._store = store
        self._passages = passages
        self._sections = sections
        self._documents = {document.path: document for document in manifest.documents}

    @classmethod
    def open(cls, settings: Settings, encoder: Encoder | None = None) -> "Searcher":
        """Open the current index, with its own encoder unless another is given.

        Raises NoIndexError when there is none, and StoredIndexError naming the file when one is damaged: every file is
        compared with its checksum, the weights while the rest is being loaded.
        """
        folder = IndexFolder(settings.index_folder)
        generation = folder.current()
        manifest = Manifest.load(generation / MANIFEST)
        place = folder.encoder(manifest)
        weights = {name: found for name, found in manifest.files.items() if name.startswith("encoders/")}
        others = {name: found for name, found in manifest.files.items() if name not in weights}
        with ThreadPoolExecutor(1) as pool:
            checking = pool.submit(verify, folder.path, weights)
            verify(folder.path, others)
            store = FaissStore.load(generation / VECTORS, manifest.dimension)
            passages = PassageFile(generation / PASSAGES)
            sections = read_json(generation / SECTIONS, tuple[SectionRows, ...])
            try:
                encoder = encoder or open_encoder(place, settings.root)
            finally:
                checking.result()
        if not len(store) == len(passages) == manifest.passages:
            what = f"{manifest.passages} passages by the manifest, {len(passages)} texts, {len(store)} vectors"
            raise StoredIndexError(what, where=str(generation), fix=REBUILD)
        return cls(manifest, encoder, store, passages, sections)

    @property
    def sections(self) -> Sequence[SectionRows]:
        """All sections of all documents, in reading order, also those that are empty."""
        return self._sections

    @property
    def passages(self) -> Iterator[Passage]:
        """All passages, in reading order."""
        return (self._passages[row] for row in range(len(self._passages)))

    def ask(self, question: str, *, top: int = 3, section: str | None = None, document: str | None = None) -> Answer:
        """The `top` passages closest to a question, only below a section or in a document if those are named.

        Raises UsageError when the question is none, or when no document or section has that name.
        """
        started = time.perf_counter()
        question = clean_question(question)
        rows = self._rows(section, document)
        encoding = self._encoder.encode_question(question)
        matches = self._store.search(encoding.vector, top, rows)
        hits = tuple(self._hit(rank, match.row, match.score) for rank, match in enumerate(matches, start=1))
        return Answer(question, "answer", hits, (time.perf_counter() - started) * 1000, encoding.is_cut)

    def _hit(self, rank: int, row: int, score: float) -> Hit:
        passage = self._passages[row]
        document = self._documents[passage.document]
        return Hit(rank, score, passage, document.title, document.url)

    def _rows(self, section: str | None, document: str | None) -> list[range] | None:
        """The rows that a search is limited to, or None for all."""
        if section is None and document is None:
            return None
        documents = {found.path for found in self._find_documents(document)}
        below = [rows for rows in self._sections if rows.document in documents]
        if section is not None:
            below = _below(section, below)
        found = [range(rows.start, rows.stop) for rows in below if rows.start < rows.stop]
        if not found:
            raise UsageError(f"section {section!r} is empty in the document", fix="name another")
        return found

    def _find_documents(self, name: str | None) -> list[IndexedDocument]:
        """Documents by path, file name, with or without its suffix, or title, in any case."""
        everything = list(self._documents.values())
        if name is None:
            return everything
        found = [document for document in everything if _fold(name) in _names(document)]
        if not found:
            known = ", ".join(document.path for document in everything[:8])
            raise UsageError(f"no document {name!r}", where="--document", fix=f"the documents are {known}")
        return found


def _names(document: IndexedDocument) -> set[str]:
    path = PurePosixPath(document.path)
    return {_fold(name) for name in (document.path, path.name, path.stem, document.title)}


def _below(name: str, sections: Sequence[SectionRows]) -> list[SectionRows]:
    """Sections whose path has the heading of that name, or the run of headings `Outer > Inner`, anywhere.

    Raises UsageError with the nearest names when there is none.
    """
    found: list[SectionRows] = []
    for wanted in ([_fold(name)], [_fold(part) for part in name.split(" > ")]):
        found = found or [rows for rows in sections if _has_run([_fold(part) for part in rows.path], wanted)]
    if not found:
        known = {_fold(part): part for rows in sections for part in rows.path}
        near = [known[match] for match in difflib.get_close_matches(_fold(name), known, n=3, cutoff=0.5)]
        fix = f"did you mean {', '.join(near)}?" if near else "`footnote outline FILE` lists the sections of a document"
        raise UsageError(f"no section {name!r}", where="--section", fix=fix)
    return found


def _has_run(path: list[str], wanted: list[str]) -> bool:
    return any(path[start : start + len(wanted)] == wanted for start in range(len(path)))


def _fold(text: str) -> str:
    return fold(text).casefold()
