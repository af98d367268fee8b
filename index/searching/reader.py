"""The reader: a small network that reads a question and a passage together, and says how well the passage answers it.

It reads the token vectors that late interaction compares anyway, so that no text is encoded again. Each passage token looks at
the question's tokens, then each question token at the passage's (cross-attention; the cosines are added to the attention
logits), and a weighted mean of both sides gives two numbers. reader.md describes how it was trained and evaluated.
"""

from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

READER_PATH = Path(__file__).with_name("reader.npz")
MODEL = "all-MiniLM-L6-v2"
"""The model whose token vectors it reads."""
LANGUAGES = {"english", "none"}
"""The languages of the documents that it reads; it was trained on English alone."""
MAX_QUESTION, MAX_PASSAGE, MAX_LEAD = 24, 44, 12
"""Tokens that are read of a question and of a passage; of a longer passage, the end of the lead and the start of the text."""
HIDDEN = -1e4
"""Attention logit of padding."""
SCALE, EPSILON = np.float32(4), np.float32(1e-5)

Floats = NDArray[np.float32]


class Reader:
    """Scores pairs of a question and a passage."""

    def __init__(self, weights: dict[str, Floats]) -> None:
        self._weights = weights
        self._heads = len(weights["pq.near"])

    @property
    def dimension(self) -> int:
        """The dimension of the token vectors that it reads."""
        return len(self._weights["proj.weight"])

    @classmethod
    def load(cls, path: Path) -> "Reader":
        """Load a reader from an .npz file, which contains no code."""
        with np.load(path, allow_pickle=False) as arrays:
            return cls({name: arrays[name].astype(np.float32) for name in arrays.files})

    def __call__(
        self, question: Floats, about: Floats, passages: list[tuple[Floats, int]], parts: Floats
    ) -> tuple[Floats, Floats]:
        """Return two numbers for each passage: how well it answers compared with others, and whether it answers at all.

        `question` holds token vectors, (tokens, dimension), and `about` for each its rarity (IDF / log(passages + 1)), 1 if it
        is a common word, and its weight in late interaction. A passage is its token vectors and how many its lead has.
        `parts`, (passages, 5), are the fused score, cosine, lexical, text and lead.
        """
        question, about = question[:MAX_QUESTION], about[:MAX_QUESTION]
        read = [_shortened(*passage) for passage in passages]
        longest = max(1, *(len(vectors) for vectors, _ in read))
        vectors = np.zeros((len(read), longest, question.shape[1]), dtype=np.float32)
        mask = np.full((len(read), longest), HIDDEN, dtype=np.float32)
        is_lead = np.zeros((len(read), longest), dtype=np.float32)
        for place, (tokens, lead) in enumerate(read):
            vectors[place, : len(tokens)], mask[place, : len(tokens)], is_lead[place, :lead] = tokens, 0, 1
        cosines = np.einsum("qd,ptd->pqt", question, vectors, optimize=True)
        on_question, on_passage = _token_features(about, cosines, mask, is_lead)
        asked = self._enter(question[np.newaxis], on_question, "fq")
        said = self._enter(vectors, on_passage, "fp")
        shown = np.zeros((len(read), len(question)), dtype=np.float32)
        said = self._cross("pq", said, asked, cosines.transpose(0, 2, 1), shown)
        asked = self._cross("qp", asked, said, cosines, mask)
        pooled = np.concatenate([self._pool(asked, shown, "wq"), self._pool(said, mask, "wp")], axis=1)
        out = self._linear(np.maximum(self._linear(pooled, "h1"), 0), "out")
        return out[:, 0] + self._linear(parts, "direct")[:, 0], out[:, 1]

    def _linear(self, values: Floats, name: str) -> Floats:
        return np.asarray(values @ self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"], dtype=np.float32)

    def _normal(self, values: Floats, name: str) -> Floats:
        centred = values - values.mean(axis=-1, keepdims=True)
        spread = np.sqrt((centred * centred).mean(axis=-1, keepdims=True) + EPSILON)
        return np.asarray(centred / spread * self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"], dtype=np.float32)

    def _enter(self, vectors: Floats, features: Floats, name: str) -> Floats:
        return self._normal(SCALE * (vectors @ self._weights["proj.weight"]) + self._linear(features, name), "n0")

    def _cross(self, name: str, tokens: Floats, others: Floats, cosines: Floats, mask: Floats) -> Floats:
        """Let the tokens of one side look at those of the other."""
        pairs, count, width = tokens.shape
        shape = (pairs, -1, self._heads, width // self._heads)
        looking = self._linear(self._normal(tokens, f"{name}.n1"), f"{name}.q").reshape(shape).transpose(0, 2, 1, 3)
        seen = self._linear(self._normal(others, f"{name}.m1"), f"{name}.kv")
        keys, values = (half.reshape(shape).transpose(0, 2, 1, 3) for half in np.split(seen, 2, axis=-1))
        logits = looking @ keys.transpose(0, 1, 3, 2) * np.float32((width // self._heads) ** -0.5)
        logits += self._weights[f"{name}.near"][:, np.newaxis, np.newaxis] * cosines[:, np.newaxis]
        weights = _softmax(logits + mask[:, np.newaxis, np.newaxis])
        found = self._linear((weights @ values).transpose(0, 2, 1, 3).reshape(pairs, count, width), f"{name}.o")
        joined = np.concatenate([self._normal(tokens, f"{name}.n2"), found], axis=2)
        return tokens + self._linear(np.maximum(self._linear(joined, f"{name}.f1"), 0), f"{name}.f2")

    def _pool(self, tokens: Floats, mask: Floats, name: str) -> Floats:
        tokens = self._normal(tokens, "n")
        weights = _softmax((self._linear(tokens, name) + mask[:, :, np.newaxis]).transpose(0, 2, 1))
        return np.asarray((weights @ tokens).reshape(len(tokens), -1), dtype=np.float32)


@cache
def shipped_reader() -> Reader:
    """Return the reader shipped with Footnote, loaded once."""
    return Reader.load(READER_PATH)


def _shortened(vectors: Floats, lead: int) -> tuple[Floats, int]:
    cut = min(max(len(vectors) - MAX_PASSAGE, 0), max(lead - MAX_LEAD, 0))
    return vectors[cut : cut + MAX_PASSAGE], min(lead - cut, MAX_PASSAGE)


def _token_features(about: Floats, cosines: Floats, mask: Floats, is_lead: Floats) -> tuple[Floats, Floats]:
    """Return features of the question's tokens, (pairs, tokens, 5), and of the passages' tokens, (pairs, tokens, 4)."""
    outside = np.where(mask < 0, np.float32(-2), np.float32(0))
    text = (cosines + (outside - 2 * is_lead)[:, np.newaxis]).max(axis=2)
    lead = (cosines + (outside - 2 * (1 - is_lead))[:, np.newaxis]).max(axis=2)
    both = np.stack([np.where(nearest < -1, np.float32(0), nearest) for nearest in (text, lead)], axis=2)
    on_question = np.concatenate([np.broadcast_to(about, (len(cosines), *about.shape)), both], axis=2)
    content = cosines * (1 - about[:, 1:2])
    rarity = about[content.argmax(axis=1), 0]
    best = content.max(axis=1)
    return on_question, np.stack([best, best * rarity, cosines.max(axis=1), is_lead], axis=2)


def _softmax(logits: Floats) -> Floats:
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True), dtype=np.float32)
