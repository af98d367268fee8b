"""Run a model with sentence-transformers itself, for GPUs and for models that cannot be compiled."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, Literal

import numpy as np

from index.encoding.compiling import load_model, make_card, quiet
from index.encoding.encoder import NOWHERE, EncoderCard, Encoding, encode_tokens, own_tokens, to_unit_length
from index.encoding.models import ModelFiles
from index.encoding.window import unknown_token
from index.errors import ModelError

TEXTS_PER_CALL = 256
"""Texts encoded between two progress updates."""


class TorchEncoder:
    """An encoder that runs a sentence-transformers model with torch, on the device that sentence-transformers chooses."""

    def __init__(self, files: ModelFiles) -> None:
        """Load the model. Raises ModelError if sentence-transformers cannot load it, or if it has no fast tokenizer."""
        self._model = load_model(files)
        self.card: EncoderCard = make_card(self._model, files, "torch")
        if not hasattr(self._model.tokenizer, "backend_tokenizer"):
            raise ModelError(f"{files.name} has no fast tokenizer", where="model", fix="choose another model")

    @cached_property
    def _unknown(self) -> int | None:
        return unknown_token(self._model.tokenizer.backend_tokenizer)

    @cached_property
    def limit(self) -> int:
        """The maximum number of tokens in a passage, not counting special tokens and the prompt."""
        special = self._model.tokenizer.num_special_tokens_to_add(pair=False)
        return int(self.card.max_length - special - len(self.token_starts(self.card.passage_prompt)))

    def token_starts(self, text: str) -> Sequence[int]:
        """Return where each token of the text starts, in characters."""
        return [start for start, _ in self._tokenize(text, special=False).offsets]

    def has_token(self, word: str) -> bool:
        """Return whether one token covers the whole word."""
        return len(self.token_starts(word)) == 1

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
        with quiet():
            outputs: Any = self._model.encode(list(texts), prompt=prompt, task=task, output_value=None, show_progress_bar=False)
        if self.card.kind == "multi-vector":
            limit = self.card.max_length if task == "document" else self.card.question_length or self.card.max_length
            yield from (self._tokens_encoding(text, values, prompt, limit) for text, values in zip(texts, outputs, strict=True))
            return
        for text, values in zip(texts, outputs, strict=True):
            vector, rows = (values[name].float().cpu().numpy() for name in ("sentence_embedding", "token_embeddings"))
            tokens = self._tokenize(prompt + text)
            is_cut = len(tokens.ids) > self.card.max_length
            length = min(len(tokens.ids), self.card.max_length)
            rows = rows[-length:] if self.card.pad_left else rows[:length]
            end = length - is_cut
            kept, spans = own_tokens(tokens.ids[:end], tokens.offsets[:end], len(prompt), self._unknown)
            yield Encoding(to_unit_length(vector), to_unit_length(rows[kept]), spans, is_cut)

    def _tokens_encoding(self, text: str, values: dict[str, Any], prompt: str, limit: int) -> Encoding:
        """Build the encoding of one text from the output of a multi-vector model, whose mask says which tokens count."""
        tokens = self._tokenize(prompt + text)
        is_cut = len(tokens.ids) > limit
        offsets = tokens.offsets[: limit - is_cut]
        counted = np.flatnonzero(values["attention_mask"].cpu().numpy())
        rows = values["token_embeddings"].float().cpu().numpy()[counted]
        padding = len(values["input_ids"]) - min(len(tokens.ids), limit) if self.card.pad_left else 0
        spans = [offsets[place] if 0 <= (place := at - padding) < len(offsets) else NOWHERE for at in counted.tolist()]
        return encode_tokens(rows, spans, len(prompt), is_cut=is_cut)

    def _tokenize(self, text: str, *, special: bool = True) -> Any:
        backend = self._model.tokenizer.backend_tokenizer
        backend.no_truncation()
        backend.no_padding()
        return backend.encode(text, add_special_tokens=special)
