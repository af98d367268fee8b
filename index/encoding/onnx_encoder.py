"""The compiled encoder: tokenizers and onnxruntime, nothing else. torch is never imported here."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")  # read when onnxruntime is imported, which would else call home

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from onnxruntime.capi import onnxruntime_pybind11_state as runtime_errors
from tokenizers import Encoding as Tokens

from index.encoding.encoder import EncoderCard, Encoding, Vector, Vectors, own_tokens, to_unit_length
from index.encoding.window import TOKENIZER_NAME, TokenizerWindow, load_tokenizer, unknown_token
from index.errors import REBUILD, StoredIndexError

MODEL_NAME = "model.onnx"
INPUTS = ("input_ids", "attention_mask", "token_type_ids")
OUTPUTS = ("sentence_embedding", "token_embeddings")

TOKENS_PER_BATCH = 640
"""Tokens that go through the model at once: few enough to stay in the processor's cache (measured 256 to 4096)."""

LOAD_ERRORS = (
    runtime_errors.Fail,
    runtime_errors.InvalidGraph,
    runtime_errors.InvalidProtobuf,
    runtime_errors.NoSuchFile,
    runtime_errors.NotImplemented,
    runtime_errors.RuntimeException,
)


class OnnxEncoder:
    """A model as `compile_model` leaves it in a folder."""

    def __init__(self, folder: Path, *, threads: int | None = None) -> None:
        """Load the encoder; the weights are memory-mapped. Raises StoredIndexError when the folder holds none.

        It computes on `threads` threads, on as many as there are cores without.
        """
        self.card = EncoderCard.load(folder)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads or 0
        try:
            self._session = onnxruntime.InferenceSession(str(folder / MODEL_NAME), options, providers=["CPUExecutionProvider"])
        except LOAD_ERRORS as error:
            raise StoredIndexError(
                f"onnxruntime cannot load it ({str(error).splitlines()[0][:160]})",
                where=str(folder / MODEL_NAME),
                fix=REBUILD,
            ) from None
        self._inputs = [entry.name for entry in self._session.get_inputs()]
        given = [entry.name for entry in self._session.get_outputs()]
        if not set(self._inputs) <= set(INPUTS) or not set(OUTPUTS) <= set(given):
            what = f"a graph from {', '.join(self._inputs)} to {', '.join(given)}, which is no encoder"
            raise StoredIndexError(what, where=str(folder / MODEL_NAME), fix=REBUILD)
        self._tokenizer = load_tokenizer(folder / TOKENIZER_NAME)
        self._tokenizer.enable_truncation(self.card.max_length)
        self._window = TokenizerWindow.of_tokenizer(self._tokenizer, self.card.max_length, self.card.passage_prompt)
        self._unknown = unknown_token(self._tokenizer)

    @property
    def limit(self) -> int:
        """The most tokens of a passage, without the model's own and its prompt."""
        return self._window.limit

    def token_starts(self, text: str) -> Sequence[int]:
        """Where each token of the text starts, in characters."""
        return self._window.token_starts(text)

    def knows(self, word: str) -> bool:
        """Whether the model has a token for the whole word."""
        return self._window.knows(word)

    def encode_passages(self, texts: Sequence[str]) -> Iterator[tuple[int, Encoding]]:
        """The vectors of passages with the position of each, the longest first."""
        read = self._tokenizer.encode_batch([self.card.passage_prompt + text for text in texts])
        for positions in batches([len(tokens.ids) for tokens in read]):
            pooled, token_vectors = self.forward(self.feed([read[position].ids for position in positions]))
            for vector, vectors, position in zip(pooled, token_vectors, positions, strict=True):
                yield position, self._encoding(vector, vectors, read[position], len(self.card.passage_prompt))

    def encode_question(self, text: str) -> Encoding:
        """The pooled vector and the token vectors of a question, in one pass."""
        tokens = self._tokenizer.encode(self.card.question_prompt + text)
        pooled, token_vectors = self.forward(self.feed([tokens.ids]))
        return self._encoding(pooled[0], token_vectors[0], tokens, len(self.card.question_prompt))

    def _encoding(self, vector: Vector, token_vectors: Vectors, tokens: Tokens, prompt: int) -> Encoding:
        """What the model made of one text, without the rows that only fill up the batch."""
        width, length = len(token_vectors), len(tokens.ids)
        rows = token_vectors[width - length :] if self.card.pad_left else token_vectors[:length]
        kept, spans = own_tokens(tokens.ids, tokens.offsets, prompt, self._unknown)
        return Encoding(to_unit_length(vector), to_unit_length(rows[kept]), spans, is_cut=bool(tokens.overflowing))

    def token_ids(self, question: str) -> list[int]:
        """What the model reads of a question."""
        return list(self._tokenizer.encode(self.card.question_prompt + question).ids)

    def feed(self, rows: Sequence[Sequence[int]]) -> dict[str, NDArray[np.int64]]:
        """The model's inputs for rows of token ids, padded to the longest."""
        width = max(map(len, rows))
        ids = np.full((len(rows), width), self.card.pad_id, dtype=np.int64)
        mask = np.zeros((len(rows), width), dtype=np.int64)
        for position, row in enumerate(rows):
            place = slice(width - len(row), width) if self.card.pad_left else slice(0, len(row))
            ids[position, place] = row
            mask[position, place] = 1
        values = dict(zip(INPUTS, (ids, mask, np.zeros_like(ids)), strict=True))
        return {name: values[name] for name in self._inputs}

    def forward(self, feed: dict[str, NDArray[np.int64]], outputs: Sequence[str] = OUTPUTS) -> list[NDArray[np.float32]]:
        """One forward pass: pooled vectors, shape (rows, dimension), and token vectors, shape (rows, tokens, dimension)."""
        return list(self._session.run(outputs, feed))


def batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Positions grouped by length, the longest first, so that little is padded and progress speeds up, not down."""
    order = sorted(range(len(lengths)), key=lambda position: -lengths[position])
    start = 0
    while start < len(order):
        count = max(1, TOKENS_PER_BATCH // max(1, lengths[order[start]]))
        yield order[start : start + count]
        start += count
