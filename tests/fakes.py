"""A fake encoder: exact, fast and predictable."""

import hashlib
import re
from collections.abc import Iterator, Sequence

import numpy as np

from index.encoding import EncoderCard, Encoding, Vector
from index.encoding.encoder import to_unit_length

DIMENSION = 256


class FakeEncoder:
    """Encodes a text by counting its words, one direction per word: the passage that shares most words ranks first."""

    is_usable = True

    def __init__(self, limit: int = 64) -> None:
        self.limit = limit
        self.card = EncoderCard("fake", "0" * 64, "onnx", DIMENSION, limit + 2, "", "", 0, pad_left=False, made_with="tests")

    def token_starts(self, text: str) -> Sequence[int]:
        """Return where tokens start; each word and punctuation mark is one."""
        return [match.start() for match in re.finditer(r"\w+|[^\w\s]", text)]

    def has_token(self, word: str) -> bool:
        """Return False: only words of the corpus are known."""
        return False

    def encode_passages(self, texts: Sequence[str]) -> Iterator[tuple[int, Encoding]]:
        """Yield the encodings of passages, last first."""
        for position in reversed(range(len(texts))):
            yield position, self.encode_question(texts[position])

    def encode_question(self, text: str) -> Encoding:
        """Return the vector of a text and one for each of its words."""
        found = list(re.finditer(r"\w+", text))
        vectors = [self._vector(word.group()) for word in found] or [np.zeros(DIMENSION, dtype=np.float32)]
        spans = tuple(word.span() for word in found) or ((0, len(text)),)
        return Encoding(self._vector(text), np.stack(vectors), spans, len(found) > self.limit)

    @staticmethod
    def _vector(text: str) -> Vector:
        vector = np.zeros(DIMENSION, dtype=np.float32)
        for word in re.findall(r"\w+", text.lower()):
            vector[int.from_bytes(hashlib.sha256(word.encode()).digest()[:4]) % DIMENSION] += 1
        return to_unit_length(vector)
