"""Late interaction: how near each token of a question comes to what a passage says.

The operator is MaxSim of ColBERT (Khattab & Zaharia 2020, "ColBERT: Efficient and Effective Passage Search via
Contextualized Late Interaction over BERT"), over the token vectors that the encoder makes anyway.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.encoding.encoder import Vectors
from index.storing.token_vectors import PassageTokens

Similarities = NDArray[np.float32]
"""Shape (passages, question tokens)."""
ROW = 8
"""Numbers of question tokens that matrix products are fastest with are multiples of this."""


@dataclass(frozen=True, slots=True)
class Nearness:
    """For each passage and token of a question, the largest cosine with a token of the passage.

    `text` looks at the passage's own words, `lead` at its section path and context, which can say what the words leave
    out; a passage without a lead has its words stand for it. `cosines` holds them all, shape (tokens, question tokens), of
    which those of passage i are `cosines[spans[i]]`.
    """

    text: Similarities
    lead: Similarities
    cosines: NDArray[np.float32]
    spans: tuple[slice, ...]

    @property
    def anywhere(self) -> Similarities:
        """The larger of the two."""
        return np.maximum(self.text, self.lead)

    def in_order(self, order: NDArray[np.int64]) -> "Nearness":
        """The same, of the passages in another order."""
        return Nearness(self.text[order], self.lead[order], self.cosines, tuple(self.spans[place] for place in order.tolist()))


def nearness(question: Vectors, passages: PassageTokens) -> Nearness:
    """Compare a question's token vectors, shape (question tokens, dimension), with those of passages."""
    if not len(passages.codes):
        nothing = np.zeros((len(passages.firsts), len(question)), dtype=np.float32)
        return Nearness(nothing, nothing, nothing[:0], tuple(slice(0, 0) for _ in passages.firsts))
    filled = np.zeros((-(-len(question) // ROW) * ROW, question.shape[1]), dtype=np.float32)
    filled[: len(question)] = question
    cosines = (passages.codes @ filled.T)[:, : len(question)] * passages.scales[:, np.newaxis]
    firsts, counts, leads = passages.firsts, passages.counts, passages.leads
    largest = _largest_between(cosines, np.stack([firsts, firsts + leads], axis=1).ravel())
    text = np.where((counts > leads)[:, np.newaxis], largest[1::2], 0)
    lead = np.where((leads > 0)[:, np.newaxis], largest[0::2], text)
    pairs = zip(firsts.tolist(), (firsts + counts).tolist(), strict=True)
    return Nearness(text, lead, cosines, tuple(slice(first, end) for first, end in pairs))


def _largest_between(cosines: NDArray[np.float32], bounds: NDArray[np.int64]) -> Similarities:
    """The largest rows, number by number, from each bound up to the next; where none is between, the row at the bound or 0."""
    found = np.zeros((len(bounds), cosines.shape[1]), dtype=np.float32)
    inside = bounds < len(cosines)
    if inside.any():
        found[inside] = np.maximum.reduceat(cosines, bounds[inside], axis=0)
    return found


def weighted_mean(similarities: Similarities, weights: NDArray[np.float32]) -> NDArray[np.float32]:
    """The mean of each passage's similarities, shape (passages,), each token counting by its weight."""
    total = float(weights.sum())
    return similarities @ (weights / np.float32(total)) if total else np.zeros(len(similarities), dtype=np.float32)
