"""An encoder that composes encodings instead of running the model: the vectors of a million texts in minutes.

The tokens of a recombined sentence have the vectors that the model gave them in the sentences that its halves are from, and its
own vector is their mean, as the model's is. Vectors therefore are distributed like real ones.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from index.encoding import Encoder, Encoding
from index.encoding.encoder import Span, to_unit_length
from tests.benchmarks.scale.corpus import halves

Half = tuple[NDArray[np.float16], tuple[Span, ...]]
"""Token vectors and their positions in the half."""


class DrawnEncoder:
    """Encodes texts made of halves of known sentences, below headings; everything else is left to the real encoder."""

    is_usable = True

    def __init__(self, encoder: Encoder, sentences: Sequence[str]) -> None:
        """Encode the sentences whose halves will come."""
        self._encoder = encoder
        self.card, self.limit = encoder.card, encoder.limit
        self.token_starts, self.has_token, self.encode_question = (
            encoder.token_starts,
            encoder.has_token,
            encoder.encode_question,
        )
        self._first: dict[str, Half] = {}
        self._second: dict[str, Half] = {}
        for position, encoding in encoder.encode_passages(sentences):
            first, second = halves(sentences[position])
            cut = len(first) + 1
            here = np.array([start < cut for start, _ in encoding.spans], dtype=bool)
            vectors = encoding.token_vectors.astype(np.float16)
            self._first[first] = vectors[here], tuple(span for span in encoding.spans if span[0] < cut)
            self._second[second] = (
                vectors[~here],
                tuple((start - cut, end - cut) for start, end in encoding.spans if start >= cut),
            )
        self._lead = lru_cache(maxsize=4096)(self._encode_lead)

    def encode_passages(self, texts: Sequence[str]) -> Iterator[tuple[int, Encoding]]:
        """Yield the encodings of passages, in order."""
        for position, text in enumerate(texts):
            yield position, self._encode(text)

    def _encode(self, text: str) -> Encoding:
        """Compose the encoding of a text, whose lead is the name of a module."""
        at = text.find(": ") + 2
        lead, own = text[:at], text[at:]
        found = self._halves(own)
        if found is None:
            [(_, encoding)] = self._encoder.encode_passages([text])
            return encoding
        (first, first_spans), (second, second_spans), cut = found
        before, before_spans = self._lead(lead)
        vectors = np.concatenate([before, first, second]).astype(np.float32)
        spans = (
            *before_spans,
            *((start + at, end + at) for start, end in first_spans),
            *((start + at + cut, end + at + cut) for start, end in second_spans),
        )
        return Encoding(to_unit_length(vectors.mean(axis=0)), vectors, spans)

    def _halves(self, text: str) -> tuple[Half, Half, int] | None:
        """Return the known halves that make up a text, and where the second starts."""
        at = text.find(" ")
        while at >= 0:
            first, second = self._first.get(text[:at]), self._second.get(text[at + 1 :])
            if first and second:
                return first, second, at + 1
            at = text.find(" ", at + 1)
        return None

    def _encode_lead(self, lead: str) -> Half:
        if not lead.strip():
            return np.zeros((0, self.card.dimension), dtype=np.float16), ()
        encoding = self._encoder.encode_question(lead)
        return encoding.token_vectors.astype(np.float16), encoding.spans
