"""The encoder for models that do not compile, and for GPUs: sentence-transformers itself."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

from index.encoding.compiling import load_model, make_card, quiet
from index.encoding.encoder import EncoderCard, Encoding, own_tokens, to_unit_length
from index.encoding.models import ModelFiles
from index.encoding.window import unknown_token
from index.errors import ModelError

TEXTS_PER_CALL = 256
"""Texts between two reports of progress."""


class TorchEncoder:
    """A sentence-transformers model run by torch, on the device that sentence-transformers chooses."""

    def __init__(self, files: ModelFiles) -> None:
        """Load the model. Raises ModelError when sentence-transformers cannot, or when it has no fast tokenizer."""
        self._model = load_model(files)
        self.card: EncoderCard = make_card(self._model, files, "torch")
        if not hasattr(self._model.tokenizer, "backend_tokenizer"):
            raise ModelError(f"{files.name} has no fast tokenizer", where="model", fix="choose another model")

    @cached_property
    def _unknown(self) -> int | None:
        return unknown_token(self._model.tokenizer.backend_tokenizer)

    @cached_property
    def limit(self) -> int:
        """The most tokens of a passage, without the model's own and its prompt."""
        special = self._model.tokenizer.num_special_tokens_to_add(pair=False)
        return int(self.card.max_length - special - len(self.token_starts(self.card.passage_prompt)))

    def token_starts(self, text: str) -> Sequence[int]:
        """Where each token of the text starts, in characters."""
        return [start for start, _ in self._read(text, special=False).offsets]

    def knows(self, word: str) -> bool:
        """Whether the model has a token for the whole word."""
        return len(self.token_starts(word)) == 1

    def encode_passages(self, texts: Sequence[str]) -> Iterator[tuple[int, Encoding]]:
        """The vectors of passages with the position of each, in order."""
        for start in range(0, len(texts), TEXTS_PER_CALL):
            part = texts[start : start + TEXTS_PER_CALL]
            yield from enumerate(self._encode(part, self.card.passage_prompt), start)

    def encode_question(self, text: str) -> Encoding:
        """The pooled vector and the token vectors of a question, in one pass."""
        [encoding] = self._encode([text], self.card.question_prompt)
        return encoding

    def _encode(self, texts: Sequence[str], prompt: str) -> Iterator[Encoding]:
        with quiet():
            found: Any = self._model.encode(list(texts), prompt=prompt, output_value=None, show_progress_bar=False)
        for text, values in zip(texts, found, strict=True):
            vector, rows = (values[name].float().cpu().numpy() for name in ("sentence_embedding", "token_embeddings"))
            read = self._read(prompt + text)
            is_cut = len(read.ids) > self.card.max_length
            length = min(len(read.ids), self.card.max_length)
            rows = rows[-length:] if self.card.pad_left else rows[:length]
            end = length - is_cut
            kept, spans = own_tokens(read.ids[:end], read.offsets[:end], len(prompt), self._unknown)
            yield Encoding(to_unit_length(vector), to_unit_length(rows[kept]), spans, is_cut)

    def _read(self, text: str, *, special: bool = True) -> Any:
        backend = self._model.tokenizer.backend_tokenizer
        backend.no_truncation()
        backend.no_padding()
        return backend.encode(text, add_special_tokens=special)
