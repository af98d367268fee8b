"""Search: a question against the index, with the encoder that the index was built with."""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from index.answers import Answer, Hit
from index.checksums import read_json, verify
from index.confidence import Calibration, Decision, Forest, shipped_forest
from index.encoding.encoder import Encoder
from index.encoding.preparing import open_encoder
from index.errors import REBUILD, StoredIndexError
from index.evidence import by_word, content_words, weigh
from index.highlighting import highlights
from index.lexical import LexicalIndex
from index.narrowing import find_rows
from index.passages import SectionRows
from index.questions import clean_question
from index.retrieval import Candidates, Question, Ranking, Retriever
from index.settings import Settings
from index.spelling import Speller
from index.storage import CALIBRATION, MANIFEST, PASSAGES, SECTIONS, SURFACES, VECTORS, IndexFolder, Manifest, PassageFile
from index.token_vectors import TokenVectors
from index.vectors import FaissStore, Match
from index.words import stemmer

UNMATCHED = 0.55
"""A word of the question that the corpus does not have, and that no passage comes nearer to than this, is unmatched."""


class Searcher:
    """One generation of an index, open and ready to answer."""

    def __init__(
        self,
        manifest: Manifest,
        retriever: Retriever,
        passages: PassageFile,
        sections: Sequence[SectionRows],
        calibration: Calibration,
        forest: Forest | None = None,
    ) -> None:
        self.manifest = manifest
        self.passages = passages
        self.calibration = calibration
        self._retriever = retriever
        self._sections = sections
        self._forest = forest or shipped_forest()
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
            lexical = LexicalIndex.load(generation, manifest.passages)
            tokens = TokenVectors.load(generation, manifest.passages)
            surfaces = read_json(generation / SURFACES, dict[str, str])
            passages = PassageFile(generation / PASSAGES)
            sections = read_json(generation / SECTIONS, tuple[SectionRows, ...])
            calibration = read_json(generation / CALIBRATION, Calibration)
            try:
                encoder = encoder or open_encoder(place, settings.root)
            finally:
                checking.result()
        if not len(store) == len(passages) == manifest.passages:
            what = f"{manifest.passages} passages by the manifest, {len(passages)} texts, {len(store)} vectors"
            raise StoredIndexError(what, where=str(generation), fix=REBUILD)
        speller = Speller(surfaces, lexical, stemmer(manifest.language), encoder.knows)
        retriever = Retriever(encoder, store, lexical, tokens, speller, manifest.language, settings.candidates)
        return cls(manifest, retriever, passages, sections, calibration)

    @property
    def sections(self) -> Sequence[SectionRows]:
        """All sections of all documents, in reading order, also those that are empty."""
        return self._sections

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
        rows = find_rows(self.manifest.documents, self._sections, section, document)
        read = self._retriever.read(asked)
        candidates = self._retriever.retrieve(read, rows)
        confidence = self.calibration.confidence(self._forest(self._evidence(read, candidates)))
        shown = zip(candidates.rows[:top].tolist(), candidates.scores[:top].tolist(), strict=True)
        return Answer(
            question=asked,
            outcome=self.decision.outcome(confidence),
            confidence=confidence,
            unmatched=self._unmatched(read, candidates),
            hits=tuple(self._hit(rank, row, score, read) for rank, (row, score) in enumerate(shown, start=1)),
            milliseconds=(time.perf_counter() - started) * 1000,
            read_as=read.text if read.text != asked else None,
            is_cut=read.encoding.is_cut,
        )

    def rank(self, question: str, count: int, ranking: Ranking = "fused") -> list[Match]:
        """The `count` best rows for a question, best first, by one way to rank. Raises UsageError when it is no question."""
        return self._retriever.rank(clean_question(question), count, ranking)

    def share(self, question: str) -> float:
        """What the forest says of a question, before calibration: 0 to 1."""
        return self._forest(self.evidence(question))

    def evidence(self, question: str) -> NDArray[np.float32]:
        """What speaks for the first passage answering a question, as `index.evidence` names it."""
        read = self._retriever.read(clean_question(question))
        return self._evidence(read, self._retriever.retrieve(read))

    def _evidence(self, read: Question, candidates: Candidates) -> NDArray[np.float32]:
        row = int(candidates.rows[0])
        shares = np.array([self._retriever.lexical.has(word.term, row) for word in read.words], dtype=bool)
        return weigh(read, candidates, shares, self.passages[row].text, len(self.passages))

    def _unmatched(self, read: Question, candidates: Candidates) -> tuple[str, ...]:
        """Content words that the corpus does not have and that nothing comes near, as they were written, each once."""
        if not read.words:
            return ()
        nearest = by_word(read, candidates.near.anywhere.max(axis=0))
        found = [
            read.text[word.start : word.end]
            for position in content_words(read)
            if (word := read.words[position]).term not in self._retriever.lexical and nearest[position] < UNMATCHED
        ]
        return tuple(dict.fromkeys(found))

    def _hit(self, rank: int, row: int, score: float, read: Question) -> Hit:
        passage = self.passages[row]
        document = self._documents[passage.document]
        tokens = self._retriever.tokens_of(row)
        marked = highlights(read, passage, tokens, self._retriever.encoder, self.manifest.language)
        return Hit(rank, score, passage, document.title, document.url, marked)
