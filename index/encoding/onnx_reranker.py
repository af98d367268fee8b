"""Run a compiled cross-encoder with tokenizers and onnxruntime alone. torch is never imported here."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from tokenizers import Encoding as Tokens

from index.encoding.onnx_encoder import INPUTS, MODEL_NAME
from index.encoding.onnx_session import open_session
from index.encoding.rerankers import RerankerCard, Scores
from index.encoding.window import TOKENIZER_NAME, load_tokenizer
from index.errors import REBUILD, StoredIndexError

OUTPUT = "scores"
PAIRS_PER_BATCH = 16
"""Pairs per forward pass, of similar lengths."""


class OnnxReranker:
    """A cross-encoder that runs a folder written by `compile_reranker`."""

    def __init__(self, folder: Path, *, threads: int | None = None) -> None:
        """Load the cross-encoder. Raises StoredIndexError if the folder does not contain one.

        It runs on `threads` threads (default: one per core).
        """
        self.card = RerankerCard.load(folder)
        self._session = open_session(folder / MODEL_NAME, threads)
        self._inputs, outputs = self._session.inputs, self._session.outputs
        if not set(self._inputs) <= set(INPUTS) or OUTPUT not in outputs:
            what = f"not a cross-encoder (a graph from {', '.join(self._inputs)} to {', '.join(outputs)})"
            raise StoredIndexError(what, where=str(folder / MODEL_NAME), fix=REBUILD)
        reading = self.card.reading
        self._tokenizer = load_tokenizer(folder / TOKENIZER_NAME)
        self._tokenizer.enable_truncation(reading.max_length)
        self._tokenizer.enable_padding(direction="left" if reading.pad_left else "right", pad_id=reading.pad_id)

    @property
    def is_usable(self) -> bool:
        """False once the file of its weights has been cut."""
        return not self._session.is_cut

    def logits(self, question: str, passages: Sequence[str]) -> Scores:
        """Return how well each passage answers a question, as log odds, before any activation."""
        order = sorted(range(len(passages)), key=lambda position: -len(passages[position]))
        scores = np.zeros(len(passages), dtype=np.float32)
        for start in range(0, len(order), PAIRS_PER_BATCH):
            chosen = order[start : start + PAIRS_PER_BATCH]
            pairs = [(self.card.prompt + question, passages[position]) for position in chosen]
            scores[chosen] = self._run(self._tokenizer.encode_batch(pairs))
        return scores

    def _run(self, pairs: Sequence[Tokens]) -> Scores:
        values = zip(INPUTS, ("ids", "attention_mask", "type_ids"), strict=False)
        feed = {
            name: np.array([getattr(pair, attribute) for pair in pairs], dtype=np.int64)
            for name, attribute in values
            if name in self._inputs
        }
        [scores] = self._session.run([OUTPUT], feed)
        return np.asarray(scores, dtype=np.float32)[:, 0]
