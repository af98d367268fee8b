"""Judge: decide whether the best candidate answers the question."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.answering.answers import Outcome
from index.answering.confidence import Calibration, Forest, shipped_forest
from index.answering.evidence import by_word, weigh
from index.files.checksums import read_json
from index.searching.retrieval import Candidates, Question
from index.storing.generation import Generation
from index.storing.manifest import CALIBRATION

UNMATCHED = 0.55
"""Cosine that the nearest passage must reach for a word that no document contains; below it, the word is unmatched."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the judge says: the outcome, the confidence (0 to 1) it follows from, and the words that nothing matches."""

    outcome: Outcome
    confidence: float
    unmatched: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges candidates of one generation by a forest, calibrated for that index."""

    generation: Generation
    forest: Forest
    calibration: Calibration

    @classmethod
    def of(cls, generation: Generation) -> "Judge":
        """The judge of a generation. Raises StoredIndexError when its calibration cannot be read."""
        return cls(generation, shipped_forest(), read_json(generation.path / CALIBRATION, Calibration))

    def judge(self, question: Question, candidates: Candidates) -> Verdict:
        """Judge the first of the candidates, of which there is at least one."""
        confidence = self.calibration.confidence(self.share(question, candidates))
        return Verdict(self.calibration.decision.outcome(confidence), confidence, self.unmatched(question, candidates))

    def share(self, question: Question, candidates: Candidates) -> float:
        """The output of the forest before calibration, 0 to 1."""
        return self.forest(self.evidence(question, candidates))

    def evidence(self, question: Question, candidates: Candidates) -> NDArray[np.float32]:
        """The evidence that the first candidate answers, shape (len(evidence.NAMES),)."""
        row, lexical = int(candidates.rows[0]), self.generation.lexical
        shares = np.array([lexical.has(word.term, row) for word in question.words], dtype=bool)
        passages = self.generation.passages
        return weigh(question, candidates, shares, passages[row].text, len(passages))

    def unmatched(self, question: Question, candidates: Candidates) -> tuple[str, ...]:
        """Content words, as written, that no document contains and no candidate comes near; each once."""
        if not question.words:
            return ()
        nearest = by_word(question, candidates.near.anywhere.max(axis=0))
        spans: list[tuple[int, int]] = []
        for word, common, near in zip(question.words, question.is_common, nearest, strict=True):
            if common or word.term in self.generation.lexical or near >= UNMATCHED:
                continue
            if spans and spans[-1][1] == word.start:  # characters of a script written without spaces
                spans[-1] = (spans[-1][0], word.end)
            else:
                spans.append((word.start, word.end))
        return tuple(dict.fromkeys(question.text[start:end] for start, end in spans))
