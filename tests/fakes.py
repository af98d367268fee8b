"""A stand-in for a model: exact, quick and without surprises."""

import hashlib
import re
from collections.abc import Callable, Sequence

import numpy as np

from index.encoding import EncoderCard, Encoding, Vector, Vectors
from index.encoding.encoder import to_unit_length

DIMENSION = 256


class FakeEncoder:
    """Counts words: a text's vector has one direction a word, so that the passage that shares most words comes first."""

    def __init__(self, limit: int = 64) -> None:
        self.limit = limit
        self.card = EncoderCard("fake", "0" * 64, "onnx", DIMENSION, limit + 2, "", "", 0, pad_left=False, made_with="tests")

    def token_starts(self, text: str) -> Sequence[int]:
        """One token a word or mark."""
        return [match.start() for match in re.finditer(r"\w+|[^\w\s]", text)]

    def encode_passages(self, texts: Sequence[str], advance: Callable[[int], None] | None = None) -> Vectors:
        """The vectors of passages, shape (texts, DIMENSION)."""
        vectors = np.zeros((len(texts), DIMENSION), dtype=np.float32)
        for position, text in enumerate(texts):
            vectors[position] = self._vector(text)
            if advance:
                advance(1)
        return vectors

    def encode_question(self, text: str) -> Encoding:
        """The vector of a question, and one for each of its words."""
        words = re.findall(r"\w+", text) or [text]
        return Encoding(self._vector(text), np.stack([self._vector(word) for word in words]), len(words) > self.limit)

    @staticmethod
    def _vector(text: str) -> Vector:
        vector = np.zeros(DIMENSION, dtype=np.float32)
        for word in re.findall(r"\w+", text.lower()):
            vector[int.from_bytes(hashlib.sha256(word.encode()).digest()[:4]) % DIMENSION] += 1
        return to_unit_length(vector)
