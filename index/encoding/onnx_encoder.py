"""Run a compiled model with tokenizers and onnxruntime alone. torch is never imported here."""

import os
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")  # must be set before onnxruntime is imported, or it calls home

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from onnxruntime.capi import onnxruntime_pybind11_state as runtime_errors
from tokenizers import Encoding as Tokens

from index.encoding.encoder import NOWHERE, EncoderCard, Encoding, Vector, Vectors, encode_tokens, own_tokens, to_unit_length
from index.encoding.window import TOKENIZER_NAME, TokenizerWindow, load_tokenizer, unknown_token
from index.errors import REBUILD, StoredIndexError

MODEL_NAME, DATA_NAME = "model.onnx", "model.onnx.data"
"""File names of the graph and of its weights."""
INPUTS = ("input_ids", "attention_mask", "token_type_ids")
OUTPUTS = ("sentence_embedding", "token_embeddings")
"""The vector of each text, which a multi-vector model does not compute, and the vectors of its tokens."""

TOKENS_PER_BATCH = 640
"""Tokens per forward pass: few enough to stay in the processor's cache (fastest of 256 to 4096)."""

LOAD_ERRORS = (
    runtime_errors.Fail,
    runtime_errors.InvalidGraph,
    runtime_errors.InvalidProtobuf,
    runtime_errors.NoSuchFile,
    runtime_errors.NotImplemented,
    runtime_errors.RuntimeException,
)


class OnnxEncoder:
    """An encoder that runs a folder written by `compile_model`."""

    def __init__(self, folder: Path, *, threads: int | None = None) -> None:
        """Load the encoder, with memory-mapped weights. Raises StoredIndexError if the folder does not contain one.

        It runs on `threads` threads (default: one per core).
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
        outputs = [entry.name for entry in self._session.get_outputs()]
        self._outputs = OUTPUTS if self.card.kind == "single-vector" else OUTPUTS[1:]
        if not set(self._inputs) <= set(INPUTS) or not set(self._outputs) <= set(outputs):
            what = f"not an encoder (a graph from {', '.join(self._inputs)} to {', '.join(outputs)})"
            raise StoredIndexError(what, where=str(folder / MODEL_NAME), fix=REBUILD)
        self._tokenizer = self._question_tokenizer = load_tokenizer(folder / TOKENIZER_NAME)
        self._tokenizer.enable_truncation(self.card.max_length)
        if self.card.question_length:
            self._question_tokenizer = load_tokenizer(folder / TOKENIZER_NAME)
            self._question_tokenizer.enable_truncation(self.card.question_length)
        self._window = TokenizerWindow.from_tokenizer(self._tokenizer, self.card.max_length, self.card.passage_prompt)
        self._unknown = unknown_token(self._tokenizer)

    @property
    def limit(self) -> int:
        """The maximum number of tokens in a passage, not counting special tokens and the prompt."""
        return self._window.limit

    def token_starts(self, text: str) -> Sequence[int]:
        """Return where each token of the text starts, in characters."""
        return self._window.token_starts(text)

    def has_token(self, word: str) -> bool:
        """Return whether one token covers the whole word."""
        return self._window.has_token(word)

    def encode_passages(self, texts: Sequence[str]) -> Iterator[tuple[int, Encoding]]:
        """Encode passages and yield (position, encoding) pairs, longest passages first."""
        tokenized = self._tokenizer.encode_batch([self.card.passage_prompt + text for text in texts])
        for positions in batches([len(tokens.ids) for tokens in tokenized]):
            *pooled, token_vectors = self.forward(self.feed([tokenized[position].ids for position in positions]))
            for row, (vectors, position) in enumerate(zip(token_vectors, positions, strict=True)):
                tokens, prompt = tokenized[position], len(self.card.passage_prompt)
                if pooled:
                    yield position, self._encoding(pooled[0][row], vectors, tokens, prompt)
                else:
                    yield position, self._tokens_encoding(vectors, tokens, prompt, self.card.skipped)

    def encode_question(self, text: str) -> Encoding:
        """Encode a question in one forward pass."""
        tokens = self._question_tokenizer.encode(self.card.question_prompt + text)
        prompt, added = len(self.card.question_prompt), self._expansion(tokens.ids)
        expansion = self.card.expansion
        feed = self.feed([[*tokens.ids, *added]])
        if expansion and not expansion.is_attended:
            feed["attention_mask"][:, len(tokens.ids) :] = 0
        *pooled, token_vectors = self.forward(feed)
        if pooled:
            return self._encoding(pooled[0][0], token_vectors[0], tokens, prompt)
        return self._tokens_encoding(token_vectors[0], tokens, prompt, added=added)

    def _expansion(self, ids: Sequence[int]) -> list[int]:
        """Return the ids that fill up a question."""
        expansion = self.card.expansion
        return [expansion.token] * (expansion.length - len(ids)) if expansion else []

    def _encoding(self, vector: Vector, token_vectors: Vectors, tokens: Tokens, prompt: int) -> Encoding:
        """Build the encoding of one text from the model's output, without padding."""
        rows = self._without_padding(token_vectors, len(tokens.ids))
        kept, spans = own_tokens(tokens.ids, tokens.offsets, prompt, self._unknown)
        return Encoding(to_unit_length(vector), to_unit_length(rows[kept]), spans, is_cut=bool(tokens.overflowing))

    def _tokens_encoding(
        self,
        token_vectors: Vectors,
        tokens: Tokens,
        prompt: int,
        skipped: Collection[int] = (),
        added: Sequence[int] = (),
    ) -> Encoding:
        """Build the encoding of one text from the output of a multi-vector model, to which the ids in `added` were fed too."""
        ids, offsets = [*tokens.ids, *added], [*tokens.offsets, *[NOWHERE] * len(added)]
        rows = self._without_padding(token_vectors, len(ids))
        kept = [position for position, token in enumerate(ids) if token not in skipped]
        is_cut = bool(tokens.overflowing)
        return encode_tokens(rows[kept], [offsets[position] for position in kept], prompt, is_cut=is_cut)

    def _without_padding(self, token_vectors: Vectors, length: int) -> Vectors:
        return token_vectors[len(token_vectors) - length :] if self.card.pad_left else token_vectors[:length]

    def token_ids(self, question: str) -> list[int]:
        """Return the token ids of a question, including its prompt and special tokens."""
        return list(self._tokenizer.encode(self.card.question_prompt + question).ids)

    def feed(self, rows: Sequence[Sequence[int]]) -> dict[str, NDArray[np.int64]]:
        """Return the model's inputs for rows of token ids, padded to the longest row."""
        width = max(map(len, rows))
        ids = np.full((len(rows), width), self.card.pad_id, dtype=np.int64)
        mask = np.zeros((len(rows), width), dtype=np.int64)
        for position, row in enumerate(rows):
            columns = slice(width - len(row), width) if self.card.pad_left else slice(0, len(row))
            ids[position, columns] = row
            mask[position, columns] = 1
        values = dict(zip(INPUTS, (ids, mask, np.zeros_like(ids)), strict=True))
        return {name: values[name] for name in self._inputs}

    def forward(self, feed: dict[str, NDArray[np.int64]], outputs: Sequence[str] | None = None) -> list[NDArray[np.float32]]:
        """Run the model; return token vectors, (rows, tokens, dimension), after pooled vectors, (rows, dimension), if any."""
        return list(self._session.run(outputs or self._outputs, feed))


def batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Group positions by length, longest first, so that there is little padding and progress gets faster, not slower."""
    order = sorted(range(len(lengths)), key=lambda position: -lengths[position])
    start = 0
    while start < len(order):
        count = max(1, TOKENS_PER_BATCH // max(1, lengths[order[start]]))
        yield order[start : start + count]
        start += count
