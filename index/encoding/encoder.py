"""The encoder interface, independent of the runtime behind it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import REBUILD, StoredIndexError
from index.files.checksums import Checksum, read_json, write_json
from index.passages.splitting import Span, Window
from index.settings import PromptSettings

CARD_NAME = "encoder.json"
CARD_FORMAT, ROUTES_FORMAT = 1, 2
"""The format of encoder.json, and that of models with parts that earlier versions of Footnote would overlook."""
COMPILER_VERSION = 2
"""The version of what compiling a model results in: raise it to have models compiled again that a user's cache contains."""

Runtime = Literal["onnx", "torch"]
Kind = Literal["single-vector", "multi-vector"]
"""What a model is trained to compare: one vector per text, or one per token (ColBERT)."""
Vector = NDArray[np.float32]
"""A vector of unit length, shape (dimension,)."""
Vectors = NDArray[np.float32]
"""Vectors of unit length, shape (texts, dimension)."""


@dataclass(frozen=True, slots=True)
class Expansion:
    """How a multi-vector model fills up short questions: with a token, up to `length` tokens in all.

    Longer questions are cut at `length` if `is_fixed`. The model sees the tokens that were added only if `is_attended`.
    """

    token: int
    length: int
    is_fixed: bool
    is_attended: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """How a graph reads texts: at most `max_length` tokens, and batches padded with a token on one side.

    `pools_prompt` is False if the tokens of a prompt are left out of the pooled vector.
    """

    max_length: int
    pad_id: int
    pad_left: bool
    pools_prompt: bool = True


@dataclass(frozen=True, slots=True)
class QuestionRoute:
    """The part of an asymmetric model (a router) that reads questions, whose files have names of their own.

    `reads_passages` is True if it also gives the token vectors of passages, because those of the part for passages, which come
    from another transformer, cannot be compared with those of questions.
    """

    reading: Reading
    reads_passages: bool


@dataclass(frozen=True, slots=True)
class EncoderCard:
    """The contents of encoder.json: the model, how it reads text, and the checksums of the files beside it, by name.

    `dimension` is that of the vectors of texts, `token_dimension` that of the vectors of tokens, or 0 if it is the same.
    `max_length` is the number of tokens that a text may have, `question_length` that of a question, or 0 if it is the same.
    `skipped` holds the ids of tokens that do not count in a passage. `question_route` describes the part that reads questions
    if another one reads passages.
    """

    model: str
    fingerprint: str
    runtime: Runtime
    dimension: int
    max_length: int
    question_prompt: str
    passage_prompt: str
    pad_id: int
    pad_left: bool
    made_with: str
    files: dict[str, Checksum] = field(default_factory=dict)
    format: int = CARD_FORMAT
    kind: Kind = "single-vector"
    token_dimension: int = 0
    question_length: int = 0
    expansion: Expansion | None = None
    skipped: tuple[int, ...] = ()
    pools_prompt: bool = True
    question_route: QuestionRoute | None = None

    @property
    def reading(self) -> Reading:
        """How passages are read, and questions unless another part reads them."""
        return Reading(self.max_length, self.pad_id, self.pad_left, self.pools_prompt)

    @property
    def token_width(self) -> int:
        """The dimension of the vectors of tokens."""
        return self.token_dimension or self.dimension

    @property
    def folder_name(self) -> str:
        """The name of this encoder's folder, different for every model."""
        return folder_name(self.model, self.fingerprint, self.runtime)

    def save(self, folder: Path) -> None:
        """Write encoder.json to a folder."""
        is_new = self.question_route is not None or not self.pools_prompt
        write_json(replace(self, format=ROUTES_FORMAT if is_new else self.format), folder / CARD_NAME)

    def with_prompts(self, prompts: PromptSettings) -> "EncoderCard":
        """Return the card of the same model with the prompts of config.yaml in place of its own."""
        question, passage = prompts.query, prompts.document
        return replace(
            self,
            question_prompt=self.question_prompt if question is None else question,
            passage_prompt=self.passage_prompt if passage is None else passage,
        )

    @classmethod
    def load(cls, folder: Path) -> "EncoderCard":
        """Read encoder.json. Raises StoredIndexError if it is missing, damaged or in another format."""
        card = read_json(folder / CARD_NAME, cls)
        if card.format not in {CARD_FORMAT, ROUTES_FORMAT}:
            what = f"has format {card.format}, but this version reads format {ROUTES_FORMAT}"
            raise StoredIndexError(what, where=str(folder / CARD_NAME), fix=REBUILD)
        return card


def folder_name(model: str, fingerprint: str, runtime: Runtime) -> str:
    """Return the name of an encoder's folder, made of the model's short name, the runtime and the start of the fingerprint."""
    short = re.sub(r"[^A-Za-z0-9.-]+", "-", PurePath(model).name).strip("-.") or "model"
    return f"{short}-{runtime}-{fingerprint[:12]}"


NOWHERE: Span = (-1, -1)
"""The span of a token that stands for no part of a text."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """The encoding of one text: the pooled vector and a vector per token, shape (tokens, dimension).

    `spans` holds the position of each token in the text. Special tokens, prompt tokens and unknown tokens are left out of
    both, unless the model is trained to compare them (`has_markers`); their span is then `NOWHERE`.
    `is_cut` is True if the text is longer than the model's limit, so that its end is missing from the vectors.
    """

    vector: Vector
    token_vectors: Vectors
    spans: tuple[Span, ...]
    is_cut: bool = False
    has_markers: bool = False

    def without_markers(self) -> "Encoding":
        """Return the encoding with the tokens of the text alone."""
        own = [position for position, span in enumerate(self.spans) if span != NOWHERE]
        if len(own) == len(self.spans):
            return self
        return replace(self, token_vectors=self.token_vectors[own], spans=tuple(self.spans[position] for position in own))


class Encoder(Window, Protocol):
    """Encodes passages and questions into one vector space; as a `Window`, it also reports how much text fits."""

    @property
    def card(self) -> EncoderCard:
        """The description of the encoder, as stored in encoder.json."""
        ...

    @property
    def is_usable(self) -> bool:
        """False once a file that it reads from has been cut."""
        ...

    def has_token(self, word: str) -> bool:
        """Return whether one token covers the whole word, which is rare for misspellings."""
        ...

    def encode_passages(self, texts: Sequence[str]) -> Iterator[tuple[int, Encoding]]:
        """Encode passages and yield (position, encoding) pairs, in whatever order is fastest."""
        ...

    def encode_question(self, text: str) -> Encoding:
        """Encode a question. Text beyond `max_length` tokens is dropped, and `is_cut` is set."""
        ...


def own_tokens(
    text: str, ids: Sequence[int], offsets: Sequence[Span], prompt: int, unknown: int | None
) -> tuple[list[int], tuple[Span, ...]]:
    """Return the positions of a text's own tokens and their spans in it; `text` starts with a prompt of `prompt` characters.

    Special tokens have empty offsets and are dropped. Unknown tokens are dropped too: they mean nothing, but are similar to
    each other.
    """
    spans = [_own_span(text, span, prompt) for span in offsets]
    kept = [
        position for position, (token, span) in enumerate(zip(ids, spans, strict=True)) if span != NOWHERE and token != unknown
    ]
    return kept, tuple(spans[position] for position in kept)


def _own_span(text: str, span: Span, prompt: int) -> Span:
    """Return the span of a token without the prompt before and without space around it; NOWHERE if nothing is left.

    Some tokenizers (SentencePiece) count the space before a word as a part of it, also if it is the end of the prompt. A token
    that is in both the prompt and the text counts for that of which it has more.
    """
    start, end = span
    own, before = text[max(start, prompt) : end], text[start:prompt].strip()
    if not own.strip() or len(before) > len(own.strip()):
        return NOWHERE
    start = max(start, prompt) + len(own) - len(own.lstrip()) - prompt
    return start, start + len(own.strip())


def encode_tokens(rows: NDArray[np.float32], text: str, offsets: Sequence[Span], prompt: int, *, is_cut: bool) -> Encoding:
    """Return the encoding of a text by a multi-vector model, from the output and the offsets of each token that counts.

    Its vector is the mean of its token vectors. `text` starts with a prompt of `prompt` characters.
    """
    spans = tuple(_own_span(text, span, prompt) if span != NOWHERE else NOWHERE for span in offsets)
    vectors = to_unit_length(rows)
    return Encoding(to_unit_length(vectors.sum(axis=0)), vectors, spans, is_cut, has_markers=True)


def to_unit_length(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Scale vectors (the last axis) to length 1; zero vectors stay zero."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, np.finfo(np.float32).tiny), dtype=np.float32)
