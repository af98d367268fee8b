"""Late interaction: how near each token of a question comes to what a passage says.

The operator is MaxSim of ColBERT (Khattab & Zaharia 2020, "ColBERT: Efficient and Effective Passage Search via
Contextualized Late Interaction over BERT"), over the token vectors that the encoder makes anyway.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.encoding.encoder import Vectors
from index.token_vectors import PassageTokens

Similarities = NDArray[np.float32]
"""Shape (passages, question tokens)."""


@dataclass(frozen=True, slots=True)
class Nearness:
    """For each passage and token of a question, the largest cosine with a token of the passage.

    `text` looks at the passage's own words, `lead` at its section path and context, which can say what the words leave
    out; a passage without a lead has its words stand for it.
    """

    text: Similarities
    lead: Similarities

    @property
    def anywhere(self) -> Similarities:
        """The larger of the two."""
        return np.maximum(self.text, self.lead)


def nearness(question: Vectors, passages: PassageTokens) -> Nearness:
    """Compare a question's token vectors, shape (question tokens, dimension), with those of passages."""
    cosines = (passages.codes @ question.T) * passages.scales[:, np.newaxis]
    starts, leads = passages.starts[:-1], passages.leads
    ends = passages.starts[1:]
    text = _largest(cosines, starts + leads, ends)
    lead = _largest(cosines, starts, starts + leads)
    return Nearness(text, np.where((leads > 0)[:, np.newaxis], lead, text))


def _largest(cosines: Similarities, starts: NDArray[np.int64], ends: NDArray[np.int64]) -> Similarities:
    """The largest row, number by number, of each run of rows; 0 where a run is empty."""
    found = np.zeros((len(starts), cosines.shape[1]), dtype=np.float32)
    filled = ends > starts
    if filled.any():
        bounds = np.stack([starts[filled], ends[filled]], axis=1).ravel()
        within = bounds[:-1] if bounds[-1] == len(cosines) else bounds
        found[filled] = np.maximum.reduceat(cosines, within, axis=0)[::2]
    return found


def weighted_mean(similarities: Similarities, weights: NDArray[np.float32]) -> NDArray[np.float32]:
    """The mean of each passage's similarities, shape (passages,), each token counting by its weight."""
    total = float(weights.sum())
    return similarities @ (weights / np.float32(total)) if total else np.zeros(len(similarities), dtype=np.float32)
