"""Late interaction: compare each token of a question with the tokens of a passage.

Uses the MaxSim operator of ColBERT (Khattab & Zaharia 2020, "ColBERT: Efficient and Effective Passage Search via
Contextualized Late Interaction over BERT") on token vectors that the encoder computes anyway.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.encoding.encoder import Vectors
from index.storing.token_vectors import PassageTokens

Similarities = NDArray[np.float32]
"""One similarity per passage and question token, shape (passages, question tokens)."""
TOKEN_MULTIPLE = 8
"""Question tokens are padded to a multiple of this number, with which matrix products are fastest."""


@dataclass(frozen=True, slots=True)
class Nearness:
    """For each passage and question token, the highest cosine with a token of the passage.

    `text` covers the passage's own words, `lead` its section path and context, which can say what the words leave out; a
    passage without a lead has its `text` values in both. `cosines` holds all cosines, shape (tokens, question tokens); those
    of passage i are `cosines[spans[i]]`.
    """

    text: Similarities
    lead: Similarities
    cosines: NDArray[np.float32]
    spans: tuple[slice, ...]

    @property
    def anywhere(self) -> Similarities:
        """The higher of `text` and `lead`."""
        return np.maximum(self.text, self.lead)

    def reordered(self, order: NDArray[np.int64]) -> "Nearness":
        """Return a copy with the passages in another order."""
        return Nearness(
            self.text[order], self.lead[order], self.cosines, tuple(self.spans[position] for position in order.tolist())
        )


def nearness(question: Vectors, passages: PassageTokens) -> Nearness:
    """Compare the token vectors of a question, shape (question tokens, dimension), with those of passages."""
    if not len(passages.codes):
        zeros = np.zeros((len(passages.offsets), len(question)), dtype=np.float32)
        return Nearness(zeros, zeros, zeros[:0], tuple(slice(0, 0) for _ in passages.offsets))
    padded = np.zeros((-(-len(question) // TOKEN_MULTIPLE) * TOKEN_MULTIPLE, question.shape[1]), dtype=np.float32)
    padded[: len(question)] = question
    cosines = (passages.codes @ padded.T)[:, : len(question)] * passages.scales[:, np.newaxis]
    offsets, counts, leads = passages.offsets, passages.counts, passages.leads
    highest = _max_between(cosines, np.stack([offsets, offsets + leads], axis=1).ravel())
    text = np.where((counts > leads)[:, np.newaxis], highest[1::2], 0)
    lead = np.where((leads > 0)[:, np.newaxis], highest[0::2], text)
    pairs = zip(offsets.tolist(), (offsets + counts).tolist(), strict=True)
    return Nearness(text, lead, cosines, tuple(slice(first, end) for first, end in pairs))


def _max_between(cosines: NDArray[np.float32], bounds: NDArray[np.int64]) -> Similarities:
    """Return the elementwise maximum of the rows from each bound up to the next.

    If there are none, the result is the row at the bound, or zeros beyond the last row.
    """
    maxima = np.zeros((len(bounds), cosines.shape[1]), dtype=np.float32)
    inside = bounds < len(cosines)
    if inside.any():
        maxima[inside] = np.maximum.reduceat(cosines, bounds[inside], axis=0)
    return maxima


def weighted_mean(similarities: Similarities, weights: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the mean of each passage's similarities, shape (passages,), weighted by question token."""
    total = float(weights.sum())
    return weighted_sum(similarities, weights / np.float32(total)) if total else np.zeros(len(similarities), dtype=np.float32)


def weighted_sum(similarities: Similarities, weights: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the sum of each passage's similarities, shape (passages,), weighted by question token."""
    with np.errstate(invalid="ignore"):  # BLAS may say so of finite numbers whose count fits no register
        return similarities @ weights
