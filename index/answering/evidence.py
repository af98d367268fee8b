"""Evidence: measure how well the best passage answers the question, as features for a calibrated model.

All features describe the best passage and are comparable between questions and corpora: how well it fits by each measure, how
far it is ahead of the others, how well it matches each content word of the question (a single rare word that nothing matches
often means that the document does not answer), and whether it contains the kind of answer asked for.
"""

import numpy as np
from numpy.typing import NDArray

from index.searching.candidates import Candidates
from index.searching.question_reading import Question
from index.searching.rereading import READ
from index.searching.retrieval import TokenStore
from index.text.answer_kinds import holds_new

NAMES = (
    "score",
    "cosine",
    "lexical",
    "text",
    "lead",
    "ahead_of_2",
    "ahead_of_5",
    "ahead_of_20",
    "least_met",
    "two_least_met",
    "met",
    "shared_by_rarity",
    "shared",
    "largest_gap",
    "least_met_anywhere",
    "met_anywhere",
    "least_met_by_text",
    "met_by_text",
    "words",
    "rarity",
    "rarest",
    "asks_for_a_kind",
    "lacks_the_kind",
    "lacks_a_new_one",
    "coverage",
    "thing",
    "met_better_elsewhere",
    "read_as_answer",
    "read_ahead_of_others",
    "best_read",
    "stands_alone",
    "agreement",
)
"""The names of the features, in order; new ones are added at the end, so that trees which do not know them stay valid."""
CLOSEST, TEMPERATURE = 10, 0.05
"""How many scores `stands_alone` compares, and the difference of scores that divides the weight of one by e."""


def gather_evidence(
    question: Question, candidates: Candidates, is_shared: NDArray[np.bool_], text: str, passages: int
) -> NDArray[np.float32]:
    """Return the evidence for the first candidate, shape (len(NAMES),).

    `is_shared` is True for each word of the question that the first candidate contains, `text` is the text of that candidate,
    and `passages` is the number of passages in the corpus.
    """
    scores = candidates.scores if candidates.own is None else candidates.own
    kind = _kind_evidence(question, text)
    last = (float(candidates.parts.coverage[0]), float(candidates.parts.thing[0]), _met_better_elsewhere(question, candidates))
    read = _reading_evidence(candidates)
    first = [float(part[0]) for part in (scores, *_score_parts(candidates))]
    ahead = [float(scores[0] - scores[min(position, len(scores) - 1)]) for position in (1, 4, 19)]
    words = _word_evidence(question, candidates, is_shared, passages)
    lead = _stands_alone(scores), _agreement(candidates)
    return np.array([*first, *ahead, *words, *kind, *last, *read, *lead], dtype=np.float32)


def _score_parts(candidates: Candidates) -> tuple[NDArray[np.float32], ...]:
    parts = candidates.parts
    return parts.cosine, parts.lexical, parts.text, parts.lead


def _stands_alone(scores: NDArray[np.float32]) -> float:
    """Return the share of the first score in the softmax of the best ones: 1 if none comes near it."""
    return 1 / float(np.exp((scores[:CLOSEST] - scores[0]) / TEMPERATURE).sum())


def _agreement(candidates: Candidates) -> float:
    """Return by how many parts of the score no candidate is better than the first."""
    return float(sum(bool((part <= part[0]).all()) for part in _score_parts(candidates)))


def mean_by_word(question: Question, near: NDArray[np.float32]) -> NDArray[np.float32]:
    """Average token similarities over each word: from shape (..., tokens) to (..., words)."""
    count = len(question.words)
    membership = (question.token_words[:, np.newaxis] == np.arange(count)).astype(np.float32)
    return np.asarray(near @ (membership / np.maximum(membership.sum(axis=0), 1)), dtype=np.float32)


def in_lead(name: str, lead: str, row: int, tokens: TokenStore) -> NDArray[np.bool_] | None:
    """Return which tokens of the passage in a row are those of a name in its lead; None if it is not there."""
    start = lead.rfind(name.rstrip(":")) if name else -1
    if start < 0:
        return None
    places = tokens.token_starts(row) + len(lead)
    return np.asarray((places >= start) & (places < start + len(name)), dtype=np.bool_)


def medians(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the medians along the first axis; `np.median` imports a package for masked arrays, which delays a first answer."""
    ordered = np.sort(values, axis=0)
    return np.asarray((ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2, dtype=np.float32)


def _word_evidence(question: Question, candidates: Candidates, is_shared: NDArray[np.bool_], passages: int) -> list[float]:
    """Return the features about the content words, from `least_met` to `rarest`; zeros if there are none."""
    content = question.focus.words
    if not len(content):
        return [0.0] * 13
    anywhere = candidates.near.anywhere
    similarities = np.stack([anywhere[0], anywhere.max(axis=0), candidates.near.text[0]])
    met, best, by_text = mean_by_word(question, similarities)[:, content]
    rarity = question.idf[content] / np.float32(np.log(passages + 1))
    shared = is_shared[content]
    total = max(float(rarity.sum()), 1e-9)
    ordered = np.sort(met)
    return [
        float(ordered[0]),
        float(ordered[:2].mean()),
        float((rarity * met).sum() / total),
        float((rarity * shared).sum() / total),
        float(shared.mean()),
        float((rarity * (1 - met)).max()),
        float(best.min()),
        float((rarity * best).sum() / total),
        float(by_text.min()),
        float(by_text.mean()),
        float(np.log1p(len(content))),
        float(rarity.mean()),
        float(rarity.max()),
    ]


def _kind_evidence(question: Question, text: str) -> tuple[float, float, float]:
    """Return 1.0 or 0.0 each: whether a kind of answer is asked for, whether the text lacks it, and whether it adds none."""
    kind = question.focus.kind
    if kind in (None, "reason"):  # a reason may be given without any word for it
        return 0.0, 0.0, 0.0
    has_none, adds_none = (float(not holds_new(kind, text, known, question.focus.language)) for known in ("", question.text))
    return 1.0, has_none, adds_none


def _met_better_elsewhere(question: Question, candidates: Candidates) -> float:
    """Return how much better other candidates meet the content words than the first does, on average."""
    anywhere = candidates.near.anywhere
    return float((anywhere.max(axis=0) - anywhere[0]) @ question.focus.content)


def _reading_evidence(candidates: Candidates) -> tuple[float, float, float]:
    """Return how well the first answers by the reader, how far ahead of the best other it is, and how well the best does."""
    answers = candidates.answers[:READ]
    others = float(answers[1:].max()) if len(answers) > 1 else 0.0
    return float(answers[0]), float(answers[0]) - others, float(answers.max())
