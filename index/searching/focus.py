"""Focus: what of a question a passage has to meet: its content words, the thing asked about, and the kind of answer.

Meaning as a whole can be near although one asked word is met by nothing. The longer the question, the more often that is so,
and the more the coverage of its content words counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.text.answer_kinds import AnswerKind, asked_kind, asked_thing
from index.text.languages import ENGLISH
from index.text.words import Word

Weights = NDArray[np.float32]
"""One weight per question token, shape (tokens,), whose product with similarities is a weighted mean over words."""

FEW_WORDS, MANY_WORDS = 2, 6
"""Content words up to which coverage does not count, and from which it counts in full."""


@dataclass(frozen=True, slots=True)
class Focus:
    """What a question focuses on.

    `words` are the positions of its content words: those that are not common and that the encoder has read. `content` weights
    their tokens by rarity, and `coverage` is how much they count as a whole, from 0 to 1.
    `thing` weights the tokens of the word that it asks about, as in *how many farmers*, if there is one, and `kind` is the kind
    of answer that it asks for, if that can be told. `language` is that of the documents.
    `is_read` is False if the encoder cannot read most of the content words, as those of a script that it does not know.
    """

    words: NDArray[np.int64]
    content: Weights
    coverage: float
    thing: Weights | None
    kind: AnswerKind | None
    language: str = ENGLISH
    is_read: bool = True


def find_focus(text: str, words: Sequence[Word], rarity: Weights, token_words: NDArray[np.int64], language: str) -> Focus:
    """Return the focus of a question, given how rare each of its words is (0 if common) and the word of each token, or -1."""
    was_read = np.zeros(len(words) + 1, dtype=bool)
    was_read[token_words] = True
    is_content = was_read[:-1] & (rarity > 0)
    named = int((rarity > 0).sum())
    content = np.flatnonzero(is_content)
    kind = asked_kind(text, language)
    thing = asked_thing(text, [words[position].start for position in content.tolist()], language)
    return Focus(
        words=content,
        content=_token_weights(rarity * is_content, token_words),
        coverage=coverage(len(content)),
        thing=None
        if thing is None
        else _token_weights((np.arange(len(words)) == content[thing]).astype(np.float32), token_words),
        kind=kind,
        language=language,
        is_read=2 * int(is_content.sum()) > named or not named,
    )


def coverage(content_words: int) -> float:
    """Return how much coverage counts in a question with this number of content words, from 0 to 1."""
    return min(max((content_words - FEW_WORDS) / (MANY_WORDS - FEW_WORDS), 0.0), 1.0)


def _token_weights(by_word: Weights, token_words: NDArray[np.int64]) -> Weights:
    """Return the weights of tokens, where those of a word share its weight, and all add up to 1 unless all are 0."""
    counts = np.bincount(token_words + 1, minlength=len(by_word) + 1)[1:]
    weights = np.append(by_word / np.maximum(counts, 1), 0)[token_words].astype(np.float32)
    total = float(weights.sum())
    return weights / np.float32(total) if total else weights
