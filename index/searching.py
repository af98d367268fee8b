"""Search: a question against the index, with the encoder that the index was built with."""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.answers import Answer, Hit, Surroundings
from index.checksums import read_json, verify
from index.confidence import Calibration, Decision, Forest, shipped_forest
from index.encoding.encoder import Encoder
from index.encoding.preparing import open_encoder
from index.errors import REBUILD, StoredIndexError
from index.evidence import by_word, weigh
from index.highlighting import highlights
from index.lexical import LexicalIndex
from index.narrowing import find_rows
from index.passages import Passage, SectionRows
from index.questions import clean_question
from index.retrieval import Candidates, Question, Ranking, Retriever
from index.settings import Settings
from index.spelling import Speller
from index.storage import (
    CALIBRATION,
    MANIFEST,
    PASSAGES,
    SECTIONS,
    SURFACES,
    VECTORS,
    IndexedDocument,
    IndexFolder,
    Manifest,
    PassageFile,
)
from index.token_vectors import TokenVectors
from index.vectors import FaissStore, Match

UNMATCHED = 0.55
"""A word of the question that the corpus does not have, and that no passage comes nearer to than this, is unmatched."""


@dataclass(frozen=True, slots=True)
class Searcher:
    """One generation of an index, open and ready to answer."""

    manifest: Manifest
    passages: PassageFile
    sections: Sequence[SectionRows]
    """All sections of all documents, in reading order, also those that are empty."""
    calibration: Calibration
    retriever: Retriever
    forest: Forest

    @classmethod
    def open(cls, settings: Settings, encoder: Encoder | None = None, *, threads: int | None = None) -> "Searcher":
        """Open the current index, with its own encoder on so many `threads` (else one a core), unless another is given.

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
            if not len(store) == len(passages) == manifest.passages:
                what = f"{manifest.passages} passages by the manifest, {len(passages)} texts, {len(store)} vectors"
                raise StoredIndexError(what, where=str(generation), fix=REBUILD)
            lexical = LexicalIndex.load(generation, manifest.passages)
            tokens = TokenVectors.load(generation, manifest.passages)
            surfaces = read_json(generation / SURFACES, dict[str, str])
            sections = read_json(generation / SECTIONS, tuple[SectionRows, ...])
            calibration = read_json(generation / CALIBRATION, Calibration)
            try:
                encoder = encoder or open_encoder(place, settings.root, threads=threads)
            finally:
                checking.result()
        speller = Speller(surfaces, lexical, manifest.language, encoder.knows)
        retriever = Retriever(encoder, store, lexical, tokens, speller, manifest.language, settings.candidates)
        return cls(manifest, passages, sections, calibration, retriever, shipped_forest())

    @property
    def decision(self) -> Decision:
        """From which confidence on what is said."""
        return self.calibration.decision

    def ask(self, question: str, *, top: int = 3, section: str | None = None, document: str | None = None) -> Answer:
        """What the documents say, with the `top` closest passages; only below a section or in a document if named.

        Raises UsageError when the question is none, or when no document or section has that name.
        """
        started = time.perf_counter()
        asked = clean_question(question)
        rows = self.narrow(section, document)
        read = self.retriever.read(asked)
        candidates = self.retriever.retrieve(read, top, rows)
        confidence = self.calibration.confidence(self.forest(self._evidence(read, candidates)))
        return Answer(
            question=asked,
            outcome=self.decision.outcome(confidence),
            confidence=confidence,
            unmatched=self._unmatched(read, candidates),
            hits=tuple(self._hit(place, read, candidates) for place in range(min(top, len(candidates.rows)))),
            milliseconds=(time.perf_counter() - started) * 1000,
            read_as=read.text if read.text != asked else None,
            is_cut=read.encoding.is_cut,
        )

    def narrow(self, section: str | None, document: str | None) -> list[range] | None:
        """The rows below a section or in a document, None for all. Raises UnknownNameError when nothing has that name."""
        return find_rows(self.manifest.documents, self.sections, section, document)

    def find(self, passage_id: str, row: int) -> int | None:
        """Where a passage stands now that stood in `row` once; None when no document has it any more."""
        if row < len(self.passages) and self.passages[row].id == passage_id:
            return row
        return self.passages.find(passage_id)

    def quote(self, question: str, rows: Sequence[int]) -> list[Hit]:
        """The passages of some rows, in their order, as hits for a question, whatever their rank would be; `rank` is 1.

        Raises QuestionError when the question is none.
        """
        read = self.retriever.read(clean_question(question))
        return [self._hit(0, read, self.retriever.retrieve(read, 1, [range(row, row + 1)])) for row in rows]

    def surroundings(self, row: int, reach: int) -> Surroundings:
        """The passage of a row with up to `reach` neighbours on either side that are directly in its section."""
        passage = self.passages[row]
        inside = next(rows for rows in self.sections if rows.start <= row < rows.stop)
        first, last = max(inside.start, row - reach), min(inside.stop, row + reach + 1)
        document = self._document(passage)
        return Surroundings(
            passage=passage,
            title=document.title,
            url=document.url,
            before=tuple(self.passages[place] for place in range(first, row)),
            after=tuple(self.passages[place] for place in range(row + 1, last)),
            earlier=first - inside.start,
            later=inside.stop - last,
        )

    def _document(self, passage: Passage) -> IndexedDocument:
        return next(found for found in self.manifest.documents if found.path == passage.document)

    def rank(self, question: str, count: int, ranking: Ranking = "fused") -> list[Match]:
        """The `count` best rows for a question, best first, by one way to rank. Raises UsageError when it is no question."""
        return self.retriever.rank(clean_question(question), count, ranking)

    def share(self, question: str) -> float:
        """What the forest says of a question, before calibration: 0 to 1."""
        return self.forest(self.evidence(question))

    def evidence(self, question: str) -> NDArray[np.float32]:
        """What speaks for the first passage answering a question, as `index.evidence` names it."""
        read = self.retriever.read(clean_question(question))
        return self._evidence(read, self.retriever.retrieve(read))

    def _evidence(self, read: Question, candidates: Candidates) -> NDArray[np.float32]:
        row = int(candidates.rows[0])
        shares = np.array([self.retriever.lexical.has(word.term, row) for word in read.words], dtype=bool)
        return weigh(read, candidates, shares, self.passages[row].text, len(self.passages))

    def _unmatched(self, read: Question, candidates: Candidates) -> tuple[str, ...]:
        """Content words that the corpus does not have and that nothing comes near, as they were written, each once."""
        if not read.words:
            return ()
        nearest = by_word(read, candidates.near.anywhere.max(axis=0))
        spans: list[tuple[int, int]] = []
        for word, common, near in zip(read.words, read.is_common, nearest, strict=True):
            if common or word.term in self.retriever.lexical or near >= UNMATCHED:
                continue
            if spans and spans[-1][1] == word.start:  # characters of a script without blanks
                spans[-1] = (spans[-1][0], word.end)
            else:
                spans.append((word.start, word.end))
        return tuple(dict.fromkeys(read.text[start:end] for start, end in spans))

    def _hit(self, place: int, read: Question, candidates: Candidates) -> Hit:
        row = int(candidates.rows[place])
        passage = self.passages[row]
        document = self._document(passage)
        starts, cosines = self.retriever.tokens.starts(row), candidates.near.cosines[candidates.near.spans[place]]
        marked = highlights(read, passage, starts, cosines, self.manifest.language)
        return Hit(place + 1, float(candidates.scores[place]), row, passage, document.title, document.url, marked)
