"""Highlight: the sentence or the words of a passage that answer a question."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.encoding.encoder import Encoder
from index.passages import Passage
from index.reading.rich_text import with_targets, without_targets
from index.retrieval import Question
from index.sentences import sentences
from index.token_vectors import PassageTokens
from index.words import Word, is_common, stemmer, words

Span = tuple[int, int]

NEAR = 0.55
"""Cosine from which a word of the passage is taken to speak of a word of the question."""
LONG_TEXT = 200
"""Characters from which one of several sentences is marked rather than words."""


def highlights(
    question: Question, passage: Passage, tokens: PassageTokens, encoder: Encoder, language: str
) -> tuple[Span, ...]:
    """Positions in the passage's text, in order, of what answers the question; none when nothing comes near it.

    `tokens` are the token vectors of this passage.
    """
    text = without_targets(passage.text, passage.links)
    lead = len(passage.lead)
    starts = np.array(encoder.token_starts(passage.embedding_text), dtype=np.int64)
    if len(starts) != len(tokens.codes):
        return ()
    own = starts >= lead
    cosines = (tokens.codes[own] @ question.encoding.token_vectors.T) * tokens.scales[own][:, np.newaxis]
    places = starts[own] - lead
    found = sentences(text)
    if len(found) > 1 and len(text) > LONG_TEXT:
        marked = [_best_sentence(found, places, cosines, question.token_weights)]
    else:
        marked = _near_words(text, places, cosines, question, language)
    return tuple(with_targets(span, passage.links) for span in marked)


def _best_sentence(
    spans: Sequence[Span], places: NDArray[np.int64], cosines: NDArray[np.float32], weights: NDArray[np.float32]
) -> Span:
    """The sentence whose tokens come nearest to the question's, each of these counting by its weight."""
    scores = []
    for start, end in spans:
        inside = cosines[(places >= start) & (places < end)]
        scores.append(float(inside.max(axis=0) @ weights) if len(inside) else 0.0)
    return spans[int(np.argmax(scores))]


def _near_words(
    text: str, places: NDArray[np.int64], cosines: NDArray[np.float32], question: Question, language: str
) -> list[Span]:
    """Words that the question has too, or that come near one of its content words; neighbours are joined."""
    stem = stemmer(language)
    asked = {word.term for word, common in zip(question.words, question.is_common, strict=True) if not common}
    content = np.append(~question.is_common, False)[question.token_words]
    near = cosines[:, content].max(axis=1, initial=0.0)
    marked: list[Span] = []
    for word in words(text, stem):
        inside = near[(places >= word.start) & (places < word.end)]
        if is_common(text[word.start : word.end], language):
            continue
        if word.term in asked or (len(inside) and float(inside.mean()) >= NEAR):
            _join(marked, word, text)
    return marked


def _join(marked: list[Span], word: Word, text: str) -> None:
    """Add a word, as part of the span before it if only a blank, hyphen or the like is between."""
    if marked and len(text[marked[-1][1] : word.start]) <= 1:
        marked[-1] = (marked[-1][0], word.end)
    else:
        marked.append((word.start, word.end))
