"""What an encoder is to the rest of the program, whatever runs it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import REBUILD, StoredIndexError
from index.files.checksums import Checksum, read_json, write_json
from index.passages.splitting import Span, Window

CARD_NAME = "encoder.json"
CARD_FORMAT = 1

Runtime = Literal["onnx", "torch"]
Vector = NDArray[np.float32]
"""Shape (dimension,), of unit length."""
Vectors = NDArray[np.float32]
"""Shape (texts, dimension), each of unit length."""


@dataclass(frozen=True, slots=True)
class EncoderCard:
    """encoder.json: what a model is, how text goes into it, and the checksums of the files beside it, by name."""

    model: str
    fingerprint: str
    runtime: Runtime
    dimension: int
    max_length: int
    question_prompt: str
    passage_prompt: str
    pad_id: int
    pad_left: bool
    made_with: str
    files: dict[str, Checksum] = field(default_factory=dict)
    format: int = CARD_FORMAT

    @property
    def folder_name(self) -> str:
        """The name of the folder that this encoder is kept in: another model, another name."""
        return folder_name(self.model, self.fingerprint, self.runtime)

    def save(self, folder: Path) -> None:
        """Write encoder.json into a folder."""
        write_json(self, folder / CARD_NAME)

    @classmethod
    def load(cls, folder: Path) -> "EncoderCard":
        """Read encoder.json. Raises StoredIndexError when it is missing, damaged or of another version."""
        card = read_json(folder / CARD_NAME, cls)
        if card.format != CARD_FORMAT:
            what = f"format {card.format}, not {CARD_FORMAT}"
            raise StoredIndexError(what, where=str(folder / CARD_NAME), fix=REBUILD)
        return card


def folder_name(model: str, fingerprint: str, runtime: Runtime) -> str:
    """The name of an encoder's folder, from the end of the model's name and the start of its fingerprint."""
    short = re.sub(r"[^A-Za-z0-9.-]+", "-", PurePath(model).name).strip("-.") or "model"
    return f"{short}-{runtime}-{fingerprint[:12]}"


@dataclass(frozen=True, slots=True)
class Encoding:
    """One text as the model sees it: the pooled vector, and one for each token, shape (tokens, dimension).

    `spans` has where each token stands in the text. The tokens that the model or its prompt adds are in neither, nor are
    those that stand for what the model does not know.
    `is_cut` is True when the text is longer than the model takes in, and its end is not in the vectors.
    """

    vector: Vector
    token_vectors: Vectors
    spans: tuple[Span, ...]
    is_cut: bool = False


class Encoder(Window, Protocol):
    """Turns passages and questions into vectors of one space; as a `Window` it tells how much text it takes in."""

    @property
    def card(self) -> EncoderCard:
        """What the encoder is."""
        ...

    def knows(self, word: str) -> bool:
        """Whether the model has a token for the whole word, which misspellings seldom have."""
        ...

    def encode_passages(self, texts: Sequence[str]) -> Iterator[tuple[int, Encoding]]:
        """The vectors of passages with the position of each, in whatever order is quickest."""
        ...

    def encode_question(self, text: str) -> Encoding:
        """The vectors of a question; text beyond `max_length` tokens is left out, and `is_cut` says so."""
        ...


def own_tokens(
    ids: Sequence[int], offsets: Sequence[Span], prompt: int, unknown: int | None
) -> tuple[list[int], tuple[Span, ...]]:
    """The positions of a text's own tokens, and where they stand in it, given the offsets behind a prompt's characters.

    Tokens that the model adds have empty offsets. Those that stand for whatever the model does not know say nothing, but
    are near each other; they are left out.
    """
    kept = [
        position
        for position, (token, (start, end)) in enumerate(zip(ids, offsets, strict=True))
        if prompt <= start < end and token != unknown
    ]
    return kept, tuple((offsets[position][0] - prompt, offsets[position][1] - prompt) for position in kept)


def to_unit_length(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Scale vectors (the last axis) to length 1; zeros stay zeros."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, np.finfo(np.float32).tiny), dtype=np.float32)
