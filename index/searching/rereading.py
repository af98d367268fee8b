"""Reread: let the reader look at the first candidates, to order them and to say how well each answers.

The reader was trained for the token vectors of one model; with another model, nothing is reread.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.searching.fusing import ScoreParts, Scores
from index.searching.question_reading import Question
from index.searching.reader import Reader
from index.storing.token_vectors import PassageTokens

READ = 8
"""Candidates that are read."""
GAIN = np.float32(0.02)
"""What one unit of the reader's preference adds to a score; reader.md says how it was chosen."""
LONGEST_MEAN = 60
"""Stored tokens of the candidates, on average, up to which the reader may reorder them; of longer ones it reads too little."""


@dataclass(frozen=True, slots=True)
class Rereading:
    """What the reader makes of candidates, each of shape (passages,); 0 for those that it has not read.

    `gains` is added to their scores, and `answers` says how well each answers, as log odds.
    """

    gains: Scores
    answers: Scores


def reread(
    reader: Reader | None, question: Question, tokens: PassageTokens, parts: ScoreParts, first: NDArray[np.int64]
) -> Rereading:
    """Read the candidates at the positions `first`, at most `READ`; `tokens` and `parts` are those of all candidates.

    Where the question names an identifier or a literal, those say more than the reader, and nobody gains.
    """
    gains, answers = np.zeros_like(parts.cosine), np.zeros_like(parts.cosine)
    if reader is None or not len(question.token_words):
        return Rereading(gains, answers)
    passages = [_passage(tokens, position) for position in first.tolist()]
    measures = np.stack([parts.fused, parts.cosine, parts.lexical, parts.text, parts.lead], axis=1)[first]
    preferred, answers[first] = reader(question.encoding.token_vectors, question.about_tokens, passages, measures)
    names_things = any(each.is_sure for each in question.identifiers) or not all(each.is_word for each in question.literals)
    if not names_things and tokens.counts[first].mean() <= LONGEST_MEAN:
        gains[first] = GAIN * (preferred - preferred.min())
    return Rereading(gains, answers)


def _passage(tokens: PassageTokens, position: int) -> tuple[NDArray[np.float32], int]:
    """Return the token vectors of a candidate, and how many of them belong to its lead."""
    span = slice(int(tokens.offsets[position]), int(tokens.offsets[position] + tokens.counts[position]))
    return tokens.codes[span] * tokens.scales[span, np.newaxis], int(tokens.leads[position])
