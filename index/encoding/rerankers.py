"""The description of a compiled cross-encoder, which scores how well a passage answers a question."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from index.encoding.encoder import Reading
from index.errors import REBUILD, StoredIndexError
from index.files.checksums import Checksum, read_json, write_json

RERANKER_CARD, RERANKER_FORMAT = "reranker.json", 1

Activation = Literal["identity", "sigmoid"]
"""What sentence-transformers applies to the output of a cross-encoder: nothing, or the logistic function."""
Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class RerankerCard:
    """The contents of reranker.json: the model, how it reads pairs, and the checksums of the files beside it, by name.

    `prompt` is put before each question.
    """

    model: str
    fingerprint: str
    reading: Reading
    activation: Activation
    prompt: str
    made_with: str
    files: dict[str, Checksum] = field(default_factory=dict)
    format: int = RERANKER_FORMAT
    runtime: Literal["onnx"] = "onnx"

    def save(self, folder: Path) -> None:
        """Write reranker.json to a folder."""
        write_json(self, folder / RERANKER_CARD)

    @classmethod
    def load(cls, folder: Path) -> "RerankerCard":
        """Read reranker.json. Raises StoredIndexError if it is missing, damaged or in another format."""
        card = read_json(folder / RERANKER_CARD, cls)
        if card.format != RERANKER_FORMAT:
            what = f"has format {card.format}, but this version reads format {RERANKER_FORMAT}"
            raise StoredIndexError(what, where=str(folder / RERANKER_CARD), fix=REBUILD)
        return card


class Reranker(Protocol):
    """Reads questions and passages together."""

    @property
    def card(self) -> RerankerCard:
        """The description of the cross-encoder, as stored in reranker.json."""
        ...

    @property
    def is_usable(self) -> bool:
        """False once a file that it reads from has been cut."""
        ...

    def logits(self, question: str, passages: Sequence[str]) -> Scores:
        """Return how well each passage answers a question, as log odds, before any activation."""
        ...


def activate(logits: Scores, activation: Activation) -> Scores:
    """Return the scores that sentence-transformers gives, from the output of a cross-encoder."""
    return logistic(logits) if activation == "sigmoid" else logits


def logistic(logits: Scores) -> Scores:
    """Return 1 / (1 + exp(-x)), without overflow."""
    return np.asarray(0.5 * (1 + np.tanh(logits / 2)), dtype=np.float32)
