"""Search: a question against the index, with the encoder that the index was built with."""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.answers import Answer, Hit, StepTimes, Surroundings
from index.checksums import read_json, verify
from index.confidence import Calibration, Decision, Forest, shipped_forest
from index.encoding.encoder import Encoder
from index.encoding.preparing import open_encoder
from index.errors import REBUILD, StoredIndexError
from index.evidence import by_word, weigh
from index.highlighting import highlights
from index.lexical import LexicalIndex
from index.manifest import CALIBRATION, FORMS, MANIFEST, PASSAGES, IndexedDocument, Manifest
from index.narrowing import find_rows
from index.passage_file import PassageFile
from index.passages import Passage, SectionRows
from index.questions import clean_question
from index.retrieval import Candidates, Question, Ranking, Retriever
from index.section_file import load_sections
from index.segments import Segment, Segments
from index.settings import Settings
from index.spelling import Speller
from index.storage import IndexFolder
from index.vectors import Match

READERS = 2
"""Threads that compare files with their checksums."""
UNMATCHED = 0.55
"""A word of the question that the corpus does not have, and that no passage comes nearer to than this, is unmatched."""


@dataclass(frozen=True, slots=True)
class Searcher:
    """One generation of an index, open and ready to answer."""

    folder: IndexFolder
    generation: str
    manifest: Manifest
    passages: PassageFile
    segments: Segments
    sections: Sequence[SectionRows]
    """All sections of all documents, in reading order, also those that are empty."""
    calibration: Calibration
    retriever: Retriever
    forest: Forest

    @classmethod
    def open(
        cls, settings: Settings, encoder: Encoder | None = None, *, threads: int | None = None, before: "Searcher | None" = None
    ) -> "Searcher":
        """Open the current index, with its own encoder on so many `threads` (else one a core), unless another is given.

        What a searcher that was opened `before` has in common with it, its encoder and segments, is shared with that.
        Raises NoIndexError when there is none, and StoredIndexError naming the file when one is damaged, for every file is
        compared with its checksum, or when the index was made with another model than `settings` name.
        """
        folder = IndexFolder(settings.index_folder)
        opening = _Opening(settings, folder, encoder, threads, before)
        while True:
            generation = folder.current()
            try:
                return opening.run(generation)
            except StoredIndexError:
                if folder.current() == generation:
                    raise  # else builds have ended meanwhile, and removed what was to be opened

    @property
    def is_current(self) -> bool:
        """Whether no build has ended since this was opened."""
        try:
            return self.folder.current().name == self.generation
        except StoredIndexError:
            return True  # there is nothing else to be opened

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
        was_read = time.perf_counter()
        candidates = self.retriever.retrieve(read, top, rows)
        was_retrieved = time.perf_counter()
        confidence = self.calibration.confidence(self.forest(self._evidence(read, candidates)))
        unmatched = self._unmatched(read, candidates)
        hits = tuple(self._hit(place, read, candidates) for place in range(min(top, len(candidates.rows))))
        ended = time.perf_counter()
        return Answer(
            question=asked,
            outcome=self.decision.outcome(confidence),
            confidence=confidence,
            unmatched=unmatched,
            hits=hits,
            milliseconds=(ended - started) * 1000,
            read_as=read.text if read.text != asked else None,
            is_cut=read.encoding.is_cut,
            steps=StepTimes(was_read - started, was_retrieved - was_read, ended - was_retrieved),
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
        for found in self.manifest.documents:
            if found.path == passage.document:
                return found
        raise StoredIndexError(f"no document {passage.document!r}", where=str(self.folder.path), fix=REBUILD)

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


@dataclass(frozen=True, slots=True)
class _Opening:
    """How a generation is opened, and the searcher before it that shares what they have in common."""

    settings: Settings
    folder: IndexFolder
    encoder: Encoder | None
    threads: int | None
    before: Searcher | None

    def run(self, generation: Path) -> Searcher:
        """Open a generation while all that is in it is compared with its checksum."""
        manifest = Manifest.load(generation / MANIFEST)
        encoder = self._encoder_at_hand(manifest)
        known = {segment.name: segment for segment in self.before.segments.segments} if self.before else {}
        unread = [f"segments/{entry.name}/" for entry in manifest.segments if entry.name not in known]
        with ThreadPoolExecutor(READERS) as pool:
            checks = [pool.submit(verify, self.folder.path, manifest.files_in(folder)) for folder in unread]
            if encoder is None:
                checks.append(pool.submit(verify, self.folder.path, manifest.files_in("encoders/")))
            verify(self.folder.path, manifest.files_in(f"generations/{generation.name}/"))
            try:
                return self._load(generation, manifest, known, encoder)
            finally:
                for check in checks:
                    check.result()

    def _encoder_at_hand(self, manifest: Manifest) -> Encoder | None:
        """The encoder, if it need not be loaded. Raises StoredIndexError when the index was made with another model."""
        if self.encoder is not None:
            return self.encoder
        if not manifest.is_of_model(self.settings):
            made, named = f"{manifest.model} ({manifest.runtime})", f"{self.settings.model} ({self.settings.runtime})"
            raise StoredIndexError(f"built with model {made}, not {named}", where=str(self.folder.path), fix=REBUILD)
        is_same = self.before is not None and self.before.manifest.encoder == manifest.encoder
        return self.before.retriever.encoder if self.before and is_same else None

    def _load(self, generation: Path, manifest: Manifest, known: dict[str, Segment], encoder: Encoder | None) -> Searcher:
        """Open all parts, but for the segments that are known already."""
        segments = Segments(
            known.get(entry.name) or Segment.open(self.folder.segment(entry.name), entry.passages, manifest.dimension)
            for entry in manifest.segments
        )
        passages = PassageFile(generation / PASSAGES)
        if not len(segments) == len(passages) == manifest.passages:
            what = f"{manifest.passages} passages by the manifest, {len(passages)} texts, {len(segments)} vectors"
            raise StoredIndexError(what, where=str(generation), fix=REBUILD)
        lexical = LexicalIndex.load(generation, manifest.passages)
        forms = read_json(generation / FORMS, dict[str, int])
        sections = load_sections(generation, manifest)
        calibration = read_json(generation / CALIBRATION, Calibration)
        if encoder is None:
            place = self.folder.encoder(manifest)
            encoder = open_encoder(place, self.settings.root, manifest.model, threads=self.threads)
        if encoder.card.dimension != manifest.dimension:
            what = f"vectors of dimension {manifest.dimension}, and a model of dimension {encoder.card.dimension}"
            raise StoredIndexError(what, where=str(generation), fix=REBUILD)
        speller = Speller(forms, lexical, manifest.language, encoder.knows)
        retriever = Retriever(encoder, segments, lexical, segments, speller, manifest.language, self.settings.candidates)
        return Searcher(
            self.folder, generation.name, manifest, passages, segments, sections, calibration, retriever, shipped_forest()
        )
