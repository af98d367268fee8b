"""Highlight the sentence or the words of a passage that answer a question."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from index.passages.passage import Passage
from index.passages.splitting import Span
from index.reading.rich_text import Link, with_targets, without_targets
from index.searching.question_reading import Question
from index.text.answer_kinds import holds_new
from index.text.sentences import sentences
from index.text.words import COMPOUND, UNSPACED, is_common, stemmer, words

MIN_WORD_COSINE = 0.6
"""Smallest cosine at which a word of the passage matches a word of the question."""
MIN_SENTENCE_COSINE = 0.35
"""Mean cosine that the best sentence must exceed to be highlighted."""
HOLDING_SHARE = 0.8
"""How much of its closeness counts for a sentence without the number or time that is asked for."""
LONG_TEXT = 200
"""Length in characters above which one of several sentences is highlighted instead of words."""


def highlights(
    question: Question, passage: Passage, starts: NDArray[np.int32], cosines: NDArray[np.float32], language: str
) -> tuple[Span, ...]:
    """Return the spans of the passage's text that answer the question, in order; none if nothing is close enough.

    `starts` holds where each token of the passage starts in its text without link targets, negative for the lead. `cosines`,
    shape (tokens, question tokens), compares them with the tokens of the question.
    """
    text = without_targets(passage.text, passage.links)
    own = int(np.searchsorted(starts, 0))
    token_starts, cosines = starts[own:], cosines[own:]
    spans = sentences(text)
    if len(spans) > 1 and len(text) > LONG_TEXT:
        holding = np.array([_holds_asked(question, text[start:end]) for start, end in spans])
        marked = _best_sentence(spans, holding, token_starts, cosines, question.token_weights)
    else:
        marked = _matching_words(text, token_starts, cosines, question, language)
    return tuple(part for span in marked for part in _without_targets(span, passage.links))


def _without_targets(span: Span, links: Sequence[Link]) -> Iterator[Span]:
    """Map a span of the text without link targets to spans of the full text that skip the targets."""
    start, end = span
    if not links:
        yield span
        return
    mapped = [with_targets((position, position), links)[0] for position in range(start, end)]
    breaks = [0, *(at for at in range(1, len(mapped)) if mapped[at] != mapped[at - 1] + 1), len(mapped)]
    yield from ((mapped[first], mapped[last - 1] + 1) for first, last in pairwise(breaks))


def _holds_asked(question: Question, sentence: str) -> bool:
    """Return whether a sentence holds a number or time that a question asks for."""
    kind = question.focus.kind
    return kind in ("number", "time") and holds_new(kind, sentence, question.text, question.focus.language)


def _best_sentence(
    spans: Sequence[Span],
    holding: NDArray[np.bool_],
    token_starts: NDArray[np.int32],
    cosines: NDArray[np.float32],
    weights: NDArray[np.float32],
) -> list[Span]:
    """Return the sentence closest to the question, by weighted question tokens; none if all are too far.

    One that is `holding` what is asked for comes before another that is little closer.
    """
    scores = np.zeros(len(spans))
    for position, (start, end) in enumerate(spans):
        inside = cosines[(token_starts >= start) & (token_starts < end)]
        scores[position] = inside.max(axis=0) @ weights if len(inside) else 0.0
    best = int(np.argmax(np.where(holding, scores, HOLDING_SHARE * scores)))
    return [spans[best]] if scores[best] > MIN_SENTENCE_COSINE * float(weights.sum()) else []


def _matching_words(
    text: str, token_starts: NDArray[np.int32], cosines: NDArray[np.float32], question: Question, language: str
) -> list[Span]:
    """Return the words that share a term with the question or are close to one of its content words, adjacent ones joined."""
    found = words(text, stemmer(language))
    asked = {word.term for word, common in zip(question.words, question.is_common, strict=True) if not common}
    content = np.append(~question.is_common, False)[question.token_words]
    near = cosines[:, content].max(axis=1, initial=0.0)
    bounds = np.searchsorted(token_starts, [[word.start, word.end] for word in found]) if found else np.zeros((0, 2), dtype=int)
    sums = np.concatenate([[0.0], np.cumsum(near)])
    means = (sums[bounds[:, 1]] - sums[bounds[:, 0]]) / np.maximum(bounds[:, 1] - bounds[:, 0], 1)
    compounds = [match.span() for match in COMPOUND.finditer(text)]  # 200,000 is highlighted as a whole
    compound_starts = [start for start, _ in compounds]
    marked: list[Span] = []
    for word, mean in zip(found, means.tolist(), strict=True):
        if (word.term in asked or mean >= MIN_WORD_COSINE) and not is_common(text[word.start : word.end], language):
            whole = compounds[bisect_right(compound_starts, word.start) - 1]
            _join(marked, (word.start, word.end) if UNSPACED.match(text, word.start) else whole, text)
    return marked


def _join(marked: list[Span], span: Span, text: str) -> None:
    """Append a span, merged with the last one if at most one character separates them, except a newline or `|`."""
    if marked and span[0] - marked[-1][1] <= 1 and text[marked[-1][1] : span[0]] not in {"\n", "|"}:
        marked[-1] = (marked[-1][0], max(marked[-1][1], span[1]))
    else:
        marked.append(span)
