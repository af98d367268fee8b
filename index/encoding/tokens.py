"""Token positions: which tokens of a passage to store, and which word each token belongs to."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.passages.splitting import Span
from index.text.words import PIECE, is_common


def tokens_to_keep(spans: Sequence[Span], text: str, lead: int, language: str) -> NDArray[np.int64]:
    """Return the positions of the tokens of a passage that are worth storing.

    `spans` are the tokens' positions in `text`, whose first `lead` characters are the section path and context. Punctuation is
    dropped, and so are common words after the lead: this made no metric worse on thirteen question sets and saves a third of
    storage and comparisons. Common words in the lead are kept, because the headings of an FAQ are questions; those after the
    lead are kept if there are no others.
    """
    found = [(word.start(), word.end(), is_common(word.group(), language)) for word in PIECE.finditer(text)]
    is_all_common = all(common for start, _, common in found if start >= lead)  # as in "You can."
    kept_spans = [(start, end) for start, end, common in found if start < lead or is_all_common or not common]
    kept = np.flatnonzero(containing_spans(spans, kept_spans) >= 0)
    return kept if len(kept) else np.arange(len(spans))


def containing_spans(tokens: Sequence[Span], spans: Sequence[Span]) -> NDArray[np.int64]:
    """Return, for each token, the index of the span that it starts in, or -1 if none; `spans` must be sorted."""
    starts = np.array([start for start, _ in tokens], dtype=np.int64)
    bounds = np.array(spans or [(0, 0)], dtype=np.int64)
    indices = np.searchsorted(bounds[:, 0], starts, side="right") - 1
    return np.where((indices >= 0) & (starts < bounds[indices, 1]), indices, -1)
