"""The reader: a small network that reads a question and a passage together, and says how well the passage answers it.

It reads the token vectors that late interaction compares anyway, so that no text is encoded again. Each passage token looks at
the question's tokens, then each question token at the passage's (cross-attention; the cosines are added to the attention
logits), and a weighted mean of both sides gives two numbers. reader.md describes how it was trained and evaluated.
"""

from dataclasses import dataclass
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
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Linear:
    """What turns numbers into others: `values @ weight + bias`."""

    weight: Floats
    bias: Floats

    @classmethod
    def of(cls, weights: dict[str, Floats], name: str) -> "_Linear":
        """Return the step of this name."""
        return cls(weights[f"{name}.weight"], weights[f"{name}.bias"])

    def __call__(self, values: Floats) -> Floats:
        return np.asarray(values @ self.weight + self.bias, dtype=np.float32)

    def after(self, normal: "_Linear") -> "_Linear":
        """Return this step and the one before it, `values * normal.weight + normal.bias`, as one."""
        return _Linear(normal.weight[:, np.newaxis] * self.weight, normal.bias @ self.weight + self.bias)


@dataclass(frozen=True, slots=True)
class _Cross:
    """The weights with which the tokens of one side look at those of the other.

    `near` is what a cosine adds to the attention logits of each head. What a token is (`kept`) and what it found (`found`) give
    hidden numbers, and `out` turns those into what is added to the token.
    """

    near: Floats
    query: _Linear
    keys: _Linear
    values: _Linear
    kept: _Linear
    found: Floats
    out: _Linear

    @classmethod
    def of(cls, weights: dict[str, Floats], name: str) -> "_Cross":
        """Return the weights of one side, in which linear steps that follow each other are one."""

        def step(part: str) -> _Linear:
            return _Linear.of(weights, f"{name}.{part}")

        near, query, seen, found, hidden = weights[f"{name}.near"], step("q"), step("kv"), step("o"), step("f1")
        width = len(query.weight)
        scale = np.float32((width // len(near)) ** -0.5)
        return cls(
            near=near[:, np.newaxis, np.newaxis],
            query=_Linear(scale * query.weight, scale * query.bias).after(step("n1")),
            keys=_Linear(seen.weight[:, :width], seen.bias[:width]).after(step("m1")),
            values=_Linear(seen.weight[:, width:], seen.bias[width:]).after(step("m1")),
            kept=_Linear(hidden.weight[:width], hidden.bias + found.bias @ hidden.weight[width:]).after(step("n2")),
            found=found.weight @ hidden.weight[width:],
            out=step("f2"),
        )

    def __call__(self, tokens: Floats, is_token: Mask, others: Floats, is_other: Mask, cosines: Floats) -> Floats:
        """Let tokens look at others, and return what they have become, shape (all tokens, width).

        The masks, (pairs, places), say where in each pair the tokens and the others are, and `cosines`, (pairs, places of
        tokens, places of others), how close they are.
        """
        own, seen = _standardised(tokens), _standardised(others)
        logits = self._by_head(self.query(own), is_token) @ self._by_head(self.keys(seen), is_other).swapaxes(2, 3)
        logits += self.near * cosines[:, np.newaxis] + _hidden(is_other)[:, np.newaxis, np.newaxis]
        found = (_softmax(logits) @ self._by_head(self.values(seen), is_other)).transpose(0, 2, 1, 3)
        found = found.reshape(*is_token.shape, -1)[is_token]
        return tokens + self.out(np.maximum(self.kept(own) + found @ self.found, 0))

    def _by_head(self, values: Floats, is_there: Mask) -> Floats:
        """Return values by pair, head and place, with the numbers of the head."""
        return _padded(values, is_there).reshape(*is_there.shape, len(self.near), -1).transpose(0, 2, 1, 3)


class Reader:
    """Scores pairs of a question and a passage."""

    def __init__(self, weights: dict[str, Floats]) -> None:
        self._weights = weights
        self._passage_looks, self._question_looks = _Cross.of(weights, "pq"), _Cross.of(weights, "qp")

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
        vectors = np.concatenate([tokens for tokens, _ in read])  # one below the other: nothing is computed for padding
        counts, leads = np.array([(len(tokens), lead) for tokens, lead in read]).T[:, :, np.newaxis]
        places = np.arange(max(1, counts.max()))
        is_said, is_asked = places < counts, np.ones((len(read), len(question)), dtype=bool)
        cosines = _padded(vectors @ question.T, is_said).swapaxes(1, 2)
        on_question, on_passage = _token_features(about, cosines, _hidden(is_said), (places < leads).astype(np.float32))
        asked = self._enter(question, on_question, "fq")[is_asked]
        said = self._enter(vectors, on_passage[is_said], "fp")
        said = self._passage_looks(said, is_said, asked, is_asked, cosines.swapaxes(1, 2))
        asked = self._question_looks(asked, is_asked, said, is_said, cosines)
        pooled = np.concatenate([self._pool(asked, is_asked, "wq"), self._pool(said, is_said, "wp")], axis=1)
        out = self._linear(np.maximum(self._linear(pooled, "h1"), 0), "out")
        return out[:, 0] + self._linear(parts, "direct")[:, 0], out[:, 1]

    def _linear(self, values: Floats, name: str) -> Floats:
        return _Linear.of(self._weights, name)(values)

    def _normal(self, values: Floats, name: str) -> Floats:
        return _standardised(values) * self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"]

    def _enter(self, vectors: Floats, features: Floats, name: str) -> Floats:
        return self._normal(SCALE * (vectors @ self._weights["proj.weight"]) + self._linear(features, name), "n0")

    def _pool(self, tokens: Floats, is_token: Mask, name: str) -> Floats:
        tokens = self._normal(tokens, "n")
        logits = _padded(self._linear(tokens, name), is_token) + _hidden(is_token)[:, :, np.newaxis]
        return np.asarray((_softmax(logits.swapaxes(1, 2)) @ _padded(tokens, is_token)).reshape(len(is_token), -1))


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


def _padded(values: Floats, is_there: Mask) -> Floats:
    """Return the values of all tokens, one below the other, by pair and place; zeros where no token is."""
    padded = np.zeros((*is_there.shape, *values.shape[1:]), dtype=np.float32)
    padded[is_there] = values
    return padded


def _hidden(is_there: Mask) -> Floats:
    """Return what is added to the attention logits of places."""
    return np.where(is_there, np.float32(0), np.float32(HIDDEN))


def _standardised(values: Floats) -> Floats:
    """Return values with mean 0 and variance 1 in each row."""
    share = np.float32(1 / values.shape[-1])
    centred = values - np.add.reduce(values, axis=-1, keepdims=True) * share
    spread = np.sqrt(np.einsum("...i,...i->...", centred, centred) * share + EPSILON)
    return np.asarray(centred / spread[..., np.newaxis], dtype=np.float32)


def _softmax(logits: Floats) -> Floats:
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True), dtype=np.float32)
