"""Token positions: which tokens of a passage are worth storing, and which word each token belongs to."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.passages.splitting import Span
from index.text.words import PIECE, is_common


def tokens_to_keep(spans: Sequence[Span], text: str, lead: int, language: str) -> NDArray[np.int64]:
    """Positions of the tokens of a passage worth comparing with, given where they stand in lead and text.

    Marks are left out, and common words of the text: that changes no figure for the worse (thirteen question sets), and
    leaves a third less to store and to compare. Those of the lead stay, for headings of an FAQ are questions.
    """
    found = [(word.start(), word.end(), is_common(word.group(), language)) for word in PIECE.finditer(text)]
    says_little = all(common for start, _, common in found if start >= lead)  # as "You can." does, which then is kept whole
    worth = [(start, end) for start, end, common in found if start < lead or says_little or not common]
    kept = np.flatnonzero(starts_in(spans, worth) >= 0)
    return kept if len(kept) else np.arange(len(spans))


def starts_in(tokens: Sequence[Span], spans: Sequence[Span]) -> NDArray[np.int64]:
    """For each token the position of the span that it starts in, among spans in order, or -1 where it is in none."""
    starts = np.array([start for start, _ in tokens], dtype=np.int64)
    bounds = np.array(spans or [(0, 0)], dtype=np.int64)
    places = np.searchsorted(bounds[:, 0], starts, side="right") - 1
    return np.where((places >= 0) & (starts < bounds[places, 1]), places, -1)
