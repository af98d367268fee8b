"""Highlight: the sentence or the words of a passage that answer a question."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from index.passages.passage import Passage
from index.passages.splitting import Span
from index.reading.rich_text import Link, with_targets, without_targets
from index.searching.retrieval import Question
from index.text.sentences import sentences
from index.text.words import RUN, UNSPACED, is_common, stemmer, words

NEAR = 0.6
"""Cosine from which a word of the passage is taken to speak of a word of the question."""
FAR = 0.35
"""Mean cosine up to which a sentence does not speak of what is asked."""
LONG_TEXT = 200
"""Characters from which one of several sentences is marked rather than words."""


def highlights(
    question: Question, passage: Passage, starts: NDArray[np.int32], cosines: NDArray[np.float32], language: str
) -> tuple[Span, ...]:
    """Positions in the passage's text, in order, of what answers the question; none when nothing comes near it.

    `starts` are those of the passage's tokens in its text without link targets, below 0 for its lead, and `cosines`, shape
    (tokens, question tokens), how near each comes to each token of the question.
    """
    text = without_targets(passage.text, passage.links)
    own = int(np.searchsorted(starts, 0))
    places, cosines = starts[own:], cosines[own:]
    found = sentences(text)
    if len(found) > 1 and len(text) > LONG_TEXT:
        marked = _best_sentence(found, places, cosines, question.token_weights)
    else:
        marked = _near_words(text, places, cosines, question, language)
    return tuple(place for span in marked for place in _between_targets(span, passage.links))


def _between_targets(span: Span, links: Sequence[Link]) -> Iterator[Span]:
    """Positions in a text without the targets of its links, as positions in the text with them, targets left out."""
    start, end = span
    if not links:
        yield span
        return
    places = [with_targets((place, place), links)[0] for place in range(start, end)]
    breaks = [0, *(at for at in range(1, len(places)) if places[at] != places[at - 1] + 1), len(places)]
    yield from ((places[first], places[last - 1] + 1) for first, last in pairwise(breaks))


def _best_sentence(
    spans: Sequence[Span], places: NDArray[np.int32], cosines: NDArray[np.float32], weights: NDArray[np.float32]
) -> list[Span]:
    """The sentence whose tokens come nearest to the question's, each of these counting by its weight; none if all are far."""
    scores = []
    for start, end in spans:
        inside = cosines[(places >= start) & (places < end)]
        scores.append(float(inside.max(axis=0) @ weights) if len(inside) else 0.0)
    best = int(np.argmax(scores))
    return [spans[best]] if scores[best] > FAR * float(weights.sum()) else []


def _near_words(
    text: str, places: NDArray[np.int32], cosines: NDArray[np.float32], question: Question, language: str
) -> list[Span]:
    """Words that the question has too, or that come near one of its content words; neighbours are joined."""
    found = words(text, stemmer(language))
    asked = {word.term for word, common in zip(question.words, question.is_common, strict=True) if not common}
    content = np.append(~question.is_common, False)[question.token_words]
    near = cosines[:, content].max(axis=1, initial=0.0)
    bounds = np.searchsorted(places, [[word.start, word.end] for word in found]) if found else np.zeros((0, 2), dtype=int)
    sums = np.concatenate([[0.0], np.cumsum(near)])
    means = (sums[bounds[:, 1]] - sums[bounds[:, 0]]) / np.maximum(bounds[:, 1] - bounds[:, 0], 1)
    runs = [run.span() for run in RUN.finditer(text)]  # of 200,000 all is marked or nothing
    starts = [start for start, _ in runs]
    marked: list[Span] = []
    for word, mean in zip(found, means.tolist(), strict=True):
        if (word.term in asked or mean >= NEAR) and not is_common(text[word.start : word.end], language):
            whole = runs[bisect_right(starts, word.start) - 1]
            _join(marked, (word.start, word.end) if UNSPACED.match(text, word.start) else whole, text)
    return marked


def _join(marked: list[Span], span: Span, text: str) -> None:
    """Add a span, as part of the one before it if they touch or only a blank, hyphen or the like is between."""
    if marked and span[0] - marked[-1][1] <= 1 and text[marked[-1][1] : span[0]] not in {"\n", "|"}:
        marked[-1] = (marked[-1][0], max(marked[-1][1], span[1]))
    else:
        marked.append(span)
