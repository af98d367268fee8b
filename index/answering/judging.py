"""Judge: decide whether the best candidate answers the question."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from index.answering.answers import Outcome
from index.answering.confidence import Calibration, Forest, shipped_forest
from index.answering.evidence import NAMES, gather_evidence
from index.answering.knowing import confidence_with_views
from index.answering.model_confidence import Scale
from index.answering.short_questions import says_too_little
from index.answering.table_rows import TableRows
from index.answering.unmatched import UnmatchedWords
from index.searching.candidates import Candidates
from index.searching.identifiers import IN_HEADING
from index.searching.opening import OpenIndex
from index.searching.question_reading import Question
from index.searching.titles import Titles
from index.storing.generation import Generation
from index.text.clock_questions import lacks_time
from index.text.contacts import given_contacts, lacks_contact
from index.text.given_amounts import given_amounts
from index.text.languages import ENGLISH

ASKING = {
    *("about", "changed", "changes", "explain", "happened", "happens", "mean", "means", "new", "news"),
    *("said", "say", "says", "stand", "stands", "text"),
}
"""Words (English) that ask for what an identifier names."""
MET_COSINE = 0.8
"""The least cosine that counts for the words of a literal that the first passage holds, however it writes it."""
COSINE = NAMES.index("cosine")
WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Verdict:
    """A judgement: the outcome, the confidence behind it (0 to 1), and what of the question the documents never mention.

    An answer mentions all that matters: nothing is unmatched.
    """

    outcome: Outcome
    confidence: float
    unmatched: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges candidates of one generation with a forest and a calibration.

    `scale` brings the evidence of another model than the default one to the scale that the forest knows.
    """

    generation: Generation
    titles: Titles
    forest: Forest
    calibration: Calibration
    unmatched: UnmatchedWords
    scale: Scale | None = None

    @classmethod
    def load(cls, index: OpenIndex, calibration: Calibration, scale: Scale | None = None) -> "Judge":
        """Return the judge of an open index."""
        titles = index.retriever.titles
        unmatched = UnmatchedWords(index.generation, titles, index.retriever.reader.encoder)
        return cls(index.generation, titles, shipped_forest(), calibration, unmatched, scale)

    def judge(self, question: Question, candidates: Candidates, *, is_alone: bool = True) -> Verdict:
        """Judge the first of one or more candidates; a short question says enough unless it `is_alone`."""
        evidence = self._scaled_evidence(question, candidates)
        confidence = self.calibration.confidence(self.forest(evidence))
        decision = self.calibration.decision
        unmet = (*candidates.missing, *candidates.lacking)
        row, in_cell = int(candidates.rows[0]), TableRows(self.generation).holds_answer(question, candidates)
        is_named = candidates.level >= IN_HEADING and _asks_only_for_identifiers(question)
        if unmet or in_cell is False or not question.focus.is_read or self._lacks_kind(question, row):
            confidence = min(confidence, decision.below_answer)
        elif (
            is_named
            or in_cell
            or _states_all(question, candidates)
            or (confidence >= decision.below_answer and _names(question, candidates))
        ):
            confidence = max(confidence, decision.answer_from)
        elif is_alone and says_too_little(question, float(evidence[COSINE])):
            confidence = min(confidence, decision.below_answer)
        confidence = confidence_with_views(confidence, row, candidates.views, decision)
        is_known = any(view.is_same and row in view.rows for view in candidates.views)  # in words that need not be its own
        if confidence >= decision.answer_from and not is_known and self.unmatched.subject(question, candidates):
            confidence = decision.below_answer
        outcome = decision.outcome(confidence)
        if outcome == "answer" or is_known:
            return Verdict(outcome, confidence, ())
        is_likely = confidence >= decision.likely_from  # a word may be met in ways unknown here
        candidates = self._with_given(question, candidates)
        unmatched = (*unmet, *self.unmatched.find(question, candidates, only_names=is_likely))
        return Verdict(outcome, confidence, tuple(dict.fromkeys(unmatched)))

    def _lacks_kind(self, question: Question, row: int) -> bool:
        """Return whether a question asks for a phone number, a time of day or the like of which a passage says nothing."""
        text = self.generation.passages[row].text_below_headings
        if lacks_contact(question.text, text):
            return True
        names_day = any(literal.kind == "weekday" for literal in question.literals)
        return question.focus.language == ENGLISH and lacks_time(question.text, text, names_day=names_day)

    def share(self, question: Question, candidates: Candidates) -> float:
        """Return the output of the forest before calibration, from 0 to 1."""
        return self.forest(self._scaled_evidence(question, candidates))

    def _scaled_evidence(self, question: Question, candidates: Candidates) -> NDArray[np.float32]:
        """Return the evidence on the scale that the forest knows."""
        evidence = self.evidence(question, candidates)
        return self.scale(evidence) if self.scale else evidence

    def evidence(self, question: Question, candidates: Candidates) -> NDArray[np.float32]:
        """Return the evidence that the first candidate answers, shape (len(evidence.NAMES),)."""
        row, lexical = int(candidates.rows[0]), self.generation.lexical
        shared = [lexical.has(word.term, row) or self.titles.distinguishes(word.term, row) for word in question.words]
        is_shared = np.array(shared, dtype=bool)
        candidates = _with_held_met(question, self._with_given(question, candidates))
        passages = self.generation.passages
        return gather_evidence(question, candidates, is_shared, passages[row].text, len(passages))

    def _with_given(self, question: Question, candidates: Candidates) -> Candidates:
        """Return candidates whose first holds words such as *email* or *much* if it gives an address or price without them."""
        text = self.generation.passages[int(candidates.rows[0])].text
        given = given_contacts(question.text, text)
        if question.focus.language == ENGLISH:
            given += given_amounts(question.text, text)
        return replace(candidates, held=(*candidates.held, *given)) if given else candidates


def _with_held_met(question: Question, candidates: Candidates) -> Candidates:
    """Return candidates whose first meets the words of the literals that it holds, as *Mon to Fri* meets *Tuesday*."""
    if not candidates.held:
        return candidates
    is_held = np.append(_is_in(candidates.held, question), False)[question.token_words]  # tokens of no word
    text = candidates.near.text.copy()
    text[0, is_held] = np.maximum(text[0, is_held], MET_COSINE)
    return replace(candidates, near=replace(candidates.near, text=text))


def _is_in(written: Sequence[str], question: Question) -> NDArray[np.bool_]:
    """Return, for each word of a question, whether it belongs to one of the literals or identifiers as written."""
    inside = set(WORD.findall(" ".join(written).lower()))
    found = [question.text[word.start : word.end].lower() in inside for word in question.words]
    return np.array(found, dtype=bool)


def _names(question: Question, candidates: Candidates) -> bool:
    """Return whether the first passage has an identifier or literal of the question, which may tip the scales.

    To hold a time, as opening hours do, says little to a question that asks what there is at that time.
    """
    return candidates.level > 0 or (bool(candidates.held) and not question.is_about_literals)


def _states_all(question: Question, candidates: Candidates) -> bool:
    """Return whether a question asks what there is at a time, and the first passage states that time."""
    return question.is_about_literals and candidates.level > 0


def _asks_only_for_identifiers(question: Question) -> bool:
    """Return whether a question asks for what an identifier names, as in *What is rule 2?*, and for nothing else."""
    named = " ".join(identifier.written for identifier in question.identifiers)
    pairs = zip(question.words, question.is_common, strict=True)
    words = [question.text[word.start : word.end] for word, common in pairs if not common]
    return bool(named) and all(word in named or word.lower() in ASKING for word in words)
