"""Compare the vectors of a compiled model with those of the original."""

from collections.abc import Sequence
from dataclasses import dataclass

from index.encoding.encoder import Encoding, Vectors
from index.encoding.onnx_encoder import OnnxEncoder

MIN_COSINE = 0.9999
"""Smallest accepted cosine between a vector of the compiled model and the one from sentence-transformers."""


@dataclass(frozen=True, slots=True)
class ReferenceVectors:
    """The vectors that sentence-transformers computes for some samples.

    `passages` and `questions` hold one pooled vector per sample, or its token vectors if the model is a multi-vector one;
    `tokens` holds the vectors of the tokens of each sample, read as a question, and is empty for a multi-vector model.
    """

    passages: Sequence[Vectors]
    questions: Sequence[Vectors]
    tokens: Sequence[Vectors]


def lowest_cosine(reference: ReferenceVectors, encoder: OnnxEncoder, samples: Sequence[str]) -> float:
    """Return the lowest cosine between a vector of the encoder and the reference; 0 if their numbers of tokens differ."""
    is_single = encoder.card.kind == "single-vector"

    def compared(encoding: Encoding) -> Vectors:
        return encoding.vector if is_single else encoding.token_vectors

    by_position = {position: compared(encoding) for position, encoding in encoder.encode_passages(samples)}
    pairs = [(wanted, by_position[position]) for position, wanted in enumerate(reference.passages)]
    for sample, wanted in zip(samples, reference.questions, strict=True):
        pairs.append((wanted, compared(encoder.encode_question(sample))))
    for sample, wanted in zip(samples, reference.tokens, strict=is_single):
        pairs.append((wanted, encoder.question_tokens(sample)))
    cosines = [float((wanted * actual).sum(axis=-1).min()) if wanted.shape == actual.shape else 0.0 for wanted, actual in pairs]
    return min(cosines, default=1.0)
