"""The encoder for models that do not compile, and for GPUs: sentence-transformers itself."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from index.encoding.compiling import load_model, make_card, quiet
from index.encoding.encoder import EncoderCard, Encoding, Vectors, to_unit_length
from index.encoding.models import ModelFiles
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
    def limit(self) -> int:
        """The most tokens of a passage, without the model's own and its prompt."""
        special = self._model.tokenizer.num_special_tokens_to_add(pair=False)
        return int(self.card.max_length - special - len(self.token_starts(self.card.passage_prompt)))

    def token_starts(self, text: str) -> Sequence[int]:
        """Where each token of the text starts, in characters."""
        backend = self._model.tokenizer.backend_tokenizer
        backend.no_truncation()
        backend.no_padding()
        return [start for start, _ in backend.encode(text, add_special_tokens=False).offsets]

    def encode_passages(self, texts: Sequence[str], advance: Callable[[int], None] | None = None) -> Vectors:
        """The vectors of passages, shape (texts, dimension), in order; `advance` is told how many more are done."""
        pieces = [np.empty((0, self.card.dimension), dtype=np.float32)]
        for start in range(0, len(texts), TEXTS_PER_CALL):
            part = list(texts[start : start + TEXTS_PER_CALL])
            with quiet():
                pieces.append(self._model.encode(part, prompt=self.card.passage_prompt, show_progress_bar=False))
            if advance:
                advance(len(part))
        return to_unit_length(np.concatenate(pieces))

    def encode_question(self, text: str) -> Encoding:
        """The pooled vector and the token vectors of a question, in one pass."""
        with quiet():
            found: Any = self._model.encode(
                [text], prompt=self.card.question_prompt, output_value=None, show_progress_bar=False
            )
        vector, tokens = (found[0][name].float().cpu().numpy() for name in ("sentence_embedding", "token_embeddings"))
        special = self._model.tokenizer.num_special_tokens_to_add(pair=False)
        is_cut = len(self.token_starts(self.card.question_prompt + text)) + special > self.card.max_length
        return Encoding(to_unit_length(vector), to_unit_length(tokens), is_cut)
