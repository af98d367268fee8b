"""Run a compiled model with tokenizers and onnxruntime alone. torch is never imported here."""

import os
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding as Tokens
from tokenizers import Tokenizer

from index.encoding.encoder import (
    NOWHERE,
    EncoderCard,
    Encoding,
    Reading,
    Vector,
    Vectors,
    encode_tokens,
    own_tokens,
    to_unit_length,
)
from index.encoding.onnx_session import open_session
from index.encoding.window import TOKENIZER_NAME, TokenizerWindow, load_tokenizer, unknown_token
from index.errors import REBUILD, StoredIndexError
from index.settings import PromptSettings

MODEL_NAME, DATA_NAME = "model.onnx", "model.onnx.data"
"""File names of the graph and of its weights."""
QUESTIONS = "question-"
"""The start of the file names of the graph that reads questions, if another one reads passages."""
POOLED = "pooling_mask"
INPUTS = ("input_ids", "attention_mask", "token_type_ids", POOLED)
"""What a graph can take; the last says which tokens are pooled, if those of the prompt are not."""
OUTPUTS = ("sentence_embedding", "token_embeddings")
"""The vector of each text, which a multi-vector model does not compute, and the vectors of its tokens."""

TOKENS_PER_BATCH = 640
"""Tokens per forward pass: few enough to stay in the processor's cache (fastest of 256 to 4096)."""

T = TypeVar("T")
R = TypeVar("R")
Feed = dict[str, NDArray[np.int64]]
Outputs = list[NDArray[np.float32]]


class _Read(NamedTuple):
    """A text after a prompt of `prompt` characters, and its tokens."""

    text: str
    prompt: int
    tokens: Tokens

    @property
    def is_cut(self) -> bool:
        """True if the text has more tokens."""
        return bool(self.tokens.overflowing)


class _Graph:
    """A graph with its tokenizer, which both have names that start with `prefix`."""

    def __init__(self, folder: Path, prefix: str, reading: Reading, outputs: Sequence[str], threads: int | None) -> None:
        """Load the graph. Raises StoredIndexError if it is none, or takes or gives anything else."""
        path = folder / f"{prefix}{MODEL_NAME}"
        self._session = open_session(path, threads)
        self._reading = reading
        self._inputs = self._session.inputs
        self.outputs = outputs
        given = self._session.outputs
        if not set(self._inputs) <= set(INPUTS) or not set(outputs) <= set(given):
            what = f"not an encoder (a graph from {', '.join(self._inputs)} to {', '.join(given)})"
            raise StoredIndexError(what, where=str(path), fix=REBUILD)
        self._tokenizer_path = folder / f"{prefix}{TOKENIZER_NAME}"
        self.tokenizer = self.cut_tokenizer(reading.max_length)
        self.unknown = unknown_token(self.tokenizer)

    def cut_tokenizer(self, length: int) -> Tokenizer:
        """Return the graph's tokenizer, which cuts texts after `length` tokens."""
        tokenizer = load_tokenizer(self._tokenizer_path)
        tokenizer.enable_truncation(length)
        return tokenizer

    def prompt_length(self, prompt: str) -> int:
        """Return the number of tokens that a prompt puts in front of a text, as sentence-transformers counts them."""
        tokens = self.tokenizer.encode(prompt)
        return len(tokens.ids) - bool(tokens.special_tokens_mask and tokens.special_tokens_mask[-1]) if prompt else 0

    def feed(self, rows: Sequence[Sequence[int]], prompt_length: int = 0) -> Feed:
        """Return the inputs for rows of token ids, padded to the longest row, after a prompt of some tokens."""
        width = max(map(len, rows))
        ids = np.full((len(rows), width), self._reading.pad_id, dtype=np.int64)
        mask = np.zeros((len(rows), width), dtype=np.int64)
        pooled = np.zeros_like(mask)
        for position, row in enumerate(rows):
            start = width - len(row) if self._reading.pad_left else 0
            ids[position, start : start + len(row)] = row
            mask[position, start : start + len(row)] = 1
            pooled[position, start + prompt_length : start + len(row)] = 1
        values = dict(zip(INPUTS, (ids, mask, np.zeros_like(ids), pooled), strict=True))
        return {name: values[name] for name in self._inputs}

    def forward(self, feed: Feed, outputs: Sequence[str] | None = None) -> Outputs:
        """Run the graph; return token vectors, (rows, tokens, dimension), after pooled vectors, (rows, dimension), if any."""
        return self._session.run(outputs or self.outputs, feed)

    @property
    def is_cut(self) -> bool:
        """True if the file of its weights has been cut since it was loaded."""
        return self._session.is_cut

    def encoding(self, vector: Vector, token_vectors: Vectors, read: _Read) -> Encoding:
        """Build the encoding of one text from the output for it."""
        rows = self.without_padding(token_vectors, len(read.tokens.ids))
        kept, spans = own_tokens(read.text, read.tokens.ids, read.tokens.offsets, read.prompt, self.unknown)
        return Encoding(to_unit_length(vector), to_unit_length(rows[kept]), spans, is_cut=read.is_cut)

    def without_padding(self, token_vectors: Vectors, length: int) -> Vectors:
        """Return the vectors of the first or last `length` tokens of a row."""
        return token_vectors[len(token_vectors) - length :] if self._reading.pad_left else token_vectors[:length]


class OnnxEncoder:
    """An encoder that runs a folder written by `compile_model`.

    One graph reads passages and questions, or each has its own if the model is a router.
    """

    def __init__(self, folder: Path, *, threads: int | None = None, prompts: PromptSettings | None = None) -> None:
        """Load the encoder, with memory-mapped weights. Raises StoredIndexError if the folder does not contain one.

        A forward pass runs on `threads` threads (default: one per core). With one, as many passes over passages run at once as
        there are cores, which is fastest for many texts. It reads `prompts` in place of the model's own.
        """
        self._at_once = (os.cpu_count() or 1) if threads == 1 else 1
        card = EncoderCard.load(folder)
        self.card = card.with_prompts(prompts) if prompts else card
        outputs = OUTPUTS if card.kind == "single-vector" else OUTPUTS[1:]
        route = card.question_route
        self._passages = self._questions = _Graph(folder, "", card.reading, outputs, threads)
        if route:
            self._questions = _Graph(folder, QUESTIONS, route.reading, outputs, threads)
        self._tokens = self._questions if route and route.reads_passages else self._passages
        question_length = card.question_length
        self._question_tokenizer = (
            self._questions.cut_tokenizer(question_length) if question_length else self._questions.tokenizer
        )
        self._prompt_lengths = [
            graph.prompt_length(prompt)
            for graph, prompt in ((self._passages, self.card.passage_prompt), (self._questions, self.card.question_prompt))
        ]
        window = TokenizerWindow.from_tokenizer
        self._windows = [window(self._passages.tokenizer, card.max_length, self.card.passage_prompt)]
        if route and route.reads_passages:
            self._windows.append(window(self._questions.tokenizer, route.reading.max_length, self.card.question_prompt))

    @property
    def is_usable(self) -> bool:
        """False once a file of weights has been cut."""
        return not (self._passages.is_cut or self._questions.is_cut)

    @property
    def limit(self) -> int:
        """The maximum number of tokens in a passage, not counting special tokens and the prompt."""
        return min(window.limit for window in self._windows)

    def token_starts(self, text: str) -> Sequence[int]:
        """Return where each token of the text starts, in characters."""
        return max((window.token_starts(text) for window in self._windows), key=len)

    def has_token(self, word: str) -> bool:
        """Return whether one token covers the whole word."""
        return self._windows[0].has_token(word)

    def encode_passages(self, texts: Sequence[str]) -> Iterator[tuple[int, Encoding]]:
        """Encode passages and yield (position, encoding) pairs, longest passages first."""
        prompt = self.card.passage_prompt
        tokenized = self._passages.tokenizer.encode_batch([prompt + text for text in texts])
        order = [*batches([len(tokens.ids) for tokens in tokenized])]
        feeds = (
            self._passages.feed([tokenized[each].ids for each in positions], self._prompt_lengths[0]) for positions in order
        )
        outputs = side_by_side(self._passages.forward, feeds, self._at_once if len(order) > 1 else 1)
        for positions, (*pooled, token_vectors) in zip(order, outputs, strict=True):
            for row, (vectors, position) in enumerate(zip(token_vectors, positions, strict=True)):
                read = _Read(prompt + texts[position], len(prompt), tokenized[position])
                if not pooled:
                    yield position, self._tokens_encoding(vectors, read, self.card.skipped)
                elif self._tokens is self._passages:
                    yield position, self._passages.encoding(pooled[0][row], vectors, read)
                else:
                    own = self.encode_question(texts[position])
                    yield position, replace(own, vector=to_unit_length(pooled[0][row]), is_cut=own.is_cut or read.is_cut)

    def encode_question(self, text: str) -> Encoding:
        """Encode a question in one forward pass."""
        prompt = self.card.question_prompt
        read = _Read(prompt + text, len(prompt), self._question_tokenizer.encode(prompt + text))
        added = self._expansion(read.tokens.ids)
        expansion = self.card.expansion
        feed = self._questions.feed([[*read.tokens.ids, *added]], self._prompt_lengths[1])
        if expansion and not expansion.is_attended:
            feed["attention_mask"][:, len(read.tokens.ids) :] = 0
        *pooled, token_vectors = self._questions.forward(feed)
        if pooled:
            return self._questions.encoding(pooled[0][0], token_vectors[0], read)
        return self._tokens_encoding(token_vectors[0], read, added=added)

    def question_tokens(self, text: str) -> Vectors:
        """Return the vectors of all tokens of a question, those of its prompt and special tokens included."""
        return to_unit_length(self.forward(self.feed([self.token_ids(text)]))[-1][0])

    def _expansion(self, ids: Sequence[int]) -> list[int]:
        """Return the ids that fill up a question."""
        expansion = self.card.expansion
        return [expansion.token] * (expansion.length - len(ids)) if expansion else []

    def _tokens_encoding(
        self, token_vectors: Vectors, read: _Read, skipped: Collection[int] = (), added: Sequence[int] = ()
    ) -> Encoding:
        """Build the encoding of one text from the output of a multi-vector model, to which the ids in `added` were fed too."""
        ids, offsets = [*read.tokens.ids, *added], [*read.tokens.offsets, *[NOWHERE] * len(added)]
        rows = self._passages.without_padding(token_vectors, len(ids))
        kept = [position for position, token in enumerate(ids) if token not in skipped]
        return encode_tokens(rows[kept], read.text, [offsets[position] for position in kept], read.prompt, is_cut=read.is_cut)

    def token_ids(self, question: str) -> list[int]:
        """Return the token ids of a question, including its prompt and special tokens."""
        return list(self._questions.tokenizer.encode(self.card.question_prompt + question).ids)

    def feed(self, rows: Sequence[Sequence[int]]) -> Feed:
        """Return the inputs for rows of token ids of questions, padded to the longest row."""
        return self._questions.feed(rows, self._prompt_lengths[1])

    def forward(self, feed: Feed, outputs: Sequence[str] | None = None) -> Outputs:
        """Run the graph that reads questions."""
        return self._questions.forward(feed, outputs)


def side_by_side(function: Callable[[T], R], values: Iterable[T], count: int) -> Iterator[R]:
    """Yield what a function returns for each value, in order, running it for `count` values at once and one more ahead."""
    if count == 1:
        yield from map(function, values)
        return
    with ThreadPoolExecutor(count) as pool:
        running: deque[Future[R]] = deque()
        try:
            for value in values:
                running.append(pool.submit(function, value))
                if len(running) > count:
                    yield running.popleft().result()
            while running:
                yield running.popleft().result()
        finally:
            for future in running:
                future.cancel()


def batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Group positions by length, longest first, so that there is little padding and progress gets faster, not slower."""
    order = sorted(range(len(lengths)), key=lambda position: -lengths[position])
    start = 0
    while start < len(order):
        count = max(1, TOKENS_PER_BATCH // max(1, lengths[order[start]]))
        yield order[start : start + count]
        start += count
