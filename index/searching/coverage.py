"""Coverage: measure how well a passage meets each content word of the question, wherever it does so.

Meaning as a whole can be near although one asked word is met by nothing. The longer the question, the more often that is so,
and the more coverage counts.
"""

import numpy as np
from numpy.typing import NDArray

Weights = NDArray[np.float32]

NO_WORDS, MANY_WORDS = 2, 6
"""Content words up to which coverage has no weight, and from which it has its highest."""


def coverage_share(content_words: int) -> float:
    """Return how much of its highest weight coverage has for a question with this number of content words, from 0 to 1."""
    return min(max((content_words - NO_WORDS) / (MANY_WORDS - NO_WORDS), 0.0), 1.0)


def content_weights(idf: Weights, is_common: NDArray[np.bool_], token_words: NDArray[np.int64]) -> tuple[Weights, int]:
    """Return weights of the question's tokens, shape (tokens,), whose product with similarities is the mean over content words.

    Each word that is not common counts by the root of its IDF, shared by its tokens. Also returns the number of such words
    that the encoder has read; all weights are 0 if there are none.
    """
    counts = np.bincount(token_words, minlength=len(idf))[: len(idf)]
    is_content = (counts > 0) & ~is_common
    by_word = np.where(is_content, np.sqrt(idf), 0) / np.maximum(counts, 1)
    weights = by_word[token_words] if len(idf) else np.zeros(len(token_words))
    total = float(weights.sum())
    return (weights / total if total else weights).astype(np.float32), int(is_content.sum())
