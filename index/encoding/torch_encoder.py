"""Run a model with sentence-transformers itself, for GPUs and for models that cannot be compiled."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

from index.encoding.compiling import load_model, make_card, quiet
from index.encoding.encoder import EncoderCard, Encoding, own_tokens, to_unit_length
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
            yield from enumerate(self._encode(part, self.card.passage_prompt), start)

    def encode_question(self, text: str) -> Encoding:
        """Encode a question in one forward pass."""
        [encoding] = self._encode([text], self.card.question_prompt)
        return encoding

    def _encode(self, texts: Sequence[str], prompt: str) -> Iterator[Encoding]:
        with quiet():
            outputs: Any = self._model.encode(list(texts), prompt=prompt, output_value=None, show_progress_bar=False)
        for text, values in zip(texts, outputs, strict=True):
            vector, rows = (values[name].float().cpu().numpy() for name in ("sentence_embedding", "token_embeddings"))
            tokens = self._tokenize(prompt + text)
            is_cut = len(tokens.ids) > self.card.max_length
            length = min(len(tokens.ids), self.card.max_length)
            rows = rows[-length:] if self.card.pad_left else rows[:length]
            end = length - is_cut
            kept, spans = own_tokens(tokens.ids[:end], tokens.offsets[:end], len(prompt), self._unknown)
            yield Encoding(to_unit_length(vector), to_unit_length(rows[kept]), spans, is_cut)

    def _tokenize(self, text: str, *, special: bool = True) -> Any:
        backend = self._model.tokenizer.backend_tokenizer
        backend.no_truncation()
        backend.no_padding()
        return backend.encode(text, add_special_tokens=special)
