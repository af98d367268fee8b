"""Evidence: what speaks for the best passage answering the question, as numbers that a calibrated model weighs.

All are of the best passage and comparable between questions and corpora: how well it fits in each way, how far it is ahead
of the others, how well each content word of the question is met (a single rare word that nothing comes near often means
that the document does not say), and whether it holds the kind of thing that is asked for.
"""

import re

import numpy as np
from numpy.typing import NDArray

from index.searching.retrieval import Candidates, Question

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
)

NUMBER = r"\d|\b(one|two|three|four|five|six|seven|eight|nine|ten|hundred|thousand|[mb]illion|dozen|half|double|twice)\b"
MONTH = r"\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b"
TIME = rf"{MONTH}|\b(year|month|week|day|hour|minute|spring|summer|autumn|winter)s?\b"
NAME = r"(?<!^)(?<![.!?] )\b[A-Z][a-z]+"
KINDS = tuple(
    (re.compile(asked, re.IGNORECASE), re.compile(held, 0 if held == NAME else re.IGNORECASE))
    for asked, held in (
        (r"how (many|much)|what (percent|number|amount|share)|\b(price|cost|rate|fee)s?\b", NUMBER),
        (r"\bwhen\b|what (year|month|day|date|time)|how (long|soon|fast|quick)|opening hours|deadline", f"{NUMBER}|{TIME}"),
        (r"\bwho\b|\bwhose\b|name of", NAME),
        (r"\bwhere\b|which (countr|cit|place)", NAME),
    )
)
"""What a question asks for (English), and what a passage that answers it has."""


def weigh(question: Question, candidates: Candidates, shares: NDArray[np.bool_], text: str, corpus: int) -> NDArray[np.float32]:
    """The evidence for the first candidate, shape (len(NAMES),).

    `shares` tells of each of the question's words whether the first candidate has it, `text` is what the candidate says,
    and `corpus` the number of passages.
    """
    scores = candidates.scores
    kind = _kind(question.text, text)
    first = [float(part[0]) for part in (scores, *_parts(candidates))]
    ahead = [float(scores[0] - scores[min(place, len(scores) - 1)]) for place in (1, 4, 19)]
    return np.array([*first, *ahead, *_words(question, candidates, shares, corpus), *kind], dtype=np.float32)


def _parts(candidates: Candidates) -> tuple[NDArray[np.float32], ...]:
    parts = candidates.parts
    return parts.cosine, parts.lexical, parts.text, parts.lead


def content_words(question: Question) -> NDArray[np.int64]:
    """Positions of the words that say what is asked about, of those that the encoder read."""
    read = np.zeros(len(question.words) + 1, dtype=bool)
    read[question.token_words] = True
    return np.flatnonzero(read[:-1] & ~question.is_common)


def by_word(question: Question, near: NDArray[np.float32]) -> NDArray[np.float32]:
    """The mean over the tokens of each word: from shape (..., tokens) to (..., words)."""
    count = len(question.words)
    member = (question.token_words[:, np.newaxis] == np.arange(count)).astype(np.float32)
    return np.asarray(near @ (member / np.maximum(member.sum(axis=0), 1)), dtype=np.float32)


def _words(question: Question, candidates: Candidates, shares: NDArray[np.bool_], corpus: int) -> list[float]:
    content = content_words(question)
    if not len(content):
        return [0.0] * 13
    anywhere = candidates.near.anywhere
    looked_at = np.stack([anywhere[0], anywhere.max(axis=0), candidates.near.text[0]])
    met, best, by_text = by_word(question, looked_at)[:, content]
    rarity = question.idf[content] / np.float32(np.log(corpus + 1))
    share = shares[content]
    total = max(float(rarity.sum()), 1e-9)
    ordered = np.sort(met)
    return [
        float(ordered[0]),
        float(ordered[:2].mean()),
        float((rarity * met).sum() / total),
        float((rarity * share).sum() / total),
        float(share.mean()),
        float((rarity * (1 - met)).max()),
        float(best.min()),
        float((rarity * best).sum() / total),
        float(by_text.min()),
        float(by_text.mean()),
        float(np.log1p(len(content))),
        float(rarity.mean()),
        float(rarity.max()),
    ]


def _kind(question: str, text: str) -> tuple[float, float]:
    """Whether a kind of answer is asked for, and whether the text lacks it."""
    for asked, held in KINDS:
        if asked.search(question):
            return 1.0, float(not held.search(text))
    return 0.0, 0.0
