"""Run a model with sentence-transformers itself, for GPUs and for models that cannot be compiled."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, Literal

import numpy as np

from index.encoding.compiling import make_card
from index.encoding.encoder import NOWHERE, EncoderCard, Encoding, Vectors, encode_tokens, own_tokens, to_unit_length
from index.encoding.models import ModelFiles
from index.encoding.torch_models import Part, load_model, quiet, split
from index.encoding.window import unknown_token, whole_texts
from index.errors import ModelError
from index.settings import PromptSettings

TEXTS_PER_CALL = 256
"""Texts encoded between two progress updates."""


class TorchEncoder:
    """An encoder that runs a sentence-transformers model with torch, on the device that sentence-transformers chooses."""

    is_usable = True
    """Its weights are in memory."""

    def __init__(self, files: ModelFiles, prompts: PromptSettings | None = None) -> None:
        """Load the model, which reads `prompts` in place of its own.

        Raises ModelError if sentence-transformers cannot load it, or if it has no fast tokenizer.
        """
        model = load_model(files)
        parts = split(model, files.name)
        card = make_card(model, parts, files, "torch")
        self.card: EncoderCard = card.with_prompts(prompts) if prompts else card
        self._passages, self._questions = parts.passages, parts.questions
        route = card.question_route
        self._tokens = self._questions if route and route.reads_passages else self._passages
        self._windows = [(self._passages, self.card.max_length, self.card.passage_prompt)]
        if self._tokens is not self._passages:
            self._windows.append((self._tokens, self._tokens.reading.max_length, self.card.question_prompt))
        if self._passages.backend is None or self._questions.backend is None:
            raise ModelError(f"{files.name} has no fast tokenizer", where="model", fix="choose another model")

    @cached_property
    def limit(self) -> int:
        """The maximum number of tokens in a passage, not counting special tokens and the prompt."""
        return min(_limit(part, length, prompt) for part, length, prompt in self._windows)

    def token_starts(self, text: str) -> Sequence[int]:
        """Return where each token of the text starts, in characters."""
        return max((_starts(part, text) for part, _, _ in self._windows), key=len)

    def has_token(self, word: str) -> bool:
        """Return whether one token covers the whole word."""
        return len(_starts(self._passages, word)) == 1

    def encode_passages(self, texts: Sequence[str]) -> Iterator[tuple[int, Encoding]]:
        """Encode passages and yield (position, encoding) pairs, in order."""
        for start in range(0, len(texts), TEXTS_PER_CALL):
            part = texts[start : start + TEXTS_PER_CALL]
            yield from enumerate(self._encode(part, "document"), start)

    def encode_question(self, text: str) -> Encoding:
        """Encode a question in one forward pass."""
        [encoding] = self._encode([text], "query")
        return encoding

    def _encode(self, texts: Sequence[str], task: Literal["query", "document"]) -> Iterator[Encoding]:
        prompt = self.card.question_prompt if task == "query" else self.card.passage_prompt
        if self.card.kind == "multi-vector":
            yield from self._encode_tokens(texts, task, prompt)
            return
        part = self._questions if task == "query" else self._passages
        if task == "document" and part is not self._tokens:
            with quiet():
                vectors = part.model.encode(list(texts), prompt=prompt, show_progress_bar=False)
            for text, encoding, vector in zip(texts, self._encode(texts, "query"), vectors, strict=True):
                is_cut = encoding.is_cut or len(_tokenize(part, prompt + text).ids) > self.card.max_length
                yield replace(encoding, vector=to_unit_length(vector), is_cut=is_cut)
            return
        unknown = unknown_token(part.backend) if part.backend else None
        for text, outputs in zip(texts, part.vectors(texts, prompt), strict=True):
            yield _encoding(part, text, outputs, prompt, unknown)

    def _encode_tokens(self, texts: Sequence[str], task: Literal["query", "document"], prompt: str) -> Iterator[Encoding]:
        with quiet():
            outputs: Any = self._passages.model.encode(
                list(texts), prompt=prompt, task=task, output_value=None, show_progress_bar=False
            )
        limit = self.card.max_length if task == "document" else self.card.question_length or self.card.max_length
        for text, values in zip(texts, outputs, strict=True):
            yield self._tokens_encoding(text, values, prompt, limit)

    def _tokens_encoding(self, text: str, values: dict[str, Any], prompt: str, limit: int) -> Encoding:
        """Build the encoding of one text from the output of a multi-vector model, whose mask says which tokens count."""
        tokens = _tokenize(self._passages, prompt + text)
        is_cut = len(tokens.ids) > limit
        offsets = tokens.offsets[: limit - is_cut]
        counted = np.flatnonzero(values["attention_mask"].cpu().numpy())
        rows = values["token_embeddings"].float().cpu().numpy()[counted]
        padding = len(values["input_ids"]) - min(len(tokens.ids), limit) if self.card.pad_left else 0
        spans = [offsets[place] if 0 <= (place := at - padding) < len(offsets) else NOWHERE for at in counted.tolist()]
        return encode_tokens(rows, prompt + text, spans, len(prompt), is_cut=is_cut)


def _encoding(part: Part, text: str, outputs: tuple[Vectors, Vectors], prompt: str, unknown: int | None) -> Encoding:
    """Build the encoding of one text from its vector and those of its tokens, padding included."""
    vector, rows = outputs
    tokens = _tokenize(part, prompt + text)
    length = min(len(tokens.ids), part.reading.max_length)
    is_cut = len(tokens.ids) > length
    rows = rows[len(rows) - length :] if part.reading.pad_left else rows[:length]
    end = length - is_cut
    kept, spans = own_tokens(prompt + text, tokens.ids[:end], tokens.offsets[:end], len(prompt), unknown)
    return Encoding(to_unit_length(vector), to_unit_length(rows[kept]), spans, is_cut)


def _limit(part: Part, max_length: int, prompt: str) -> int:
    special = 0 if part.static else part.model.tokenizer.num_special_tokens_to_add(pair=False)
    return int(max_length - special - len(_starts(part, prompt)))


def _starts(part: Part, text: str) -> Sequence[int]:
    return [start for start, _ in _tokenize(part, text, special=False).offsets]


def _tokenize(part: Part, text: str, *, special: bool = True) -> Any:
    backend: Any = part.backend
    return whole_texts(backend).encode(text, add_special_tokens=special and not part.static)
