"""Views: known and written questions, and headings that are questions, which lead to passages that answer similar questions.

A view is compared with a question in the same way as a passage, by its vector, its words and its tokens, but only if it is one
of the few that are closest by their vectors. `raising` says what it then adds to the scores of its passages.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from operator import attrgetter
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from index.encoding.encoder import Encoding
from index.searching.focus import Weights
from index.searching.late_interaction import nearness, weighted_mean
from index.searching.questions import same_question
from index.searching.raising import NearView
from index.searching.scope import Scope
from index.storing.dense import DenseSearch
from index.storing.segments import Segments
from index.storing.vectors import Match
from index.storing.view_file import View, rows_and_counts
from index.text.answer_kinds import asked_kind
from index.text.identifiers import identifiers
from index.text.languages import ENGLISH
from index.text.lazy_patterns import lazy_pattern
from index.text.literals import asked_literals
from index.text.words import Stem, terms

_Named = Mapping[str, set[object]]
"""The figures that a question names, by their kind."""
_NONE: _Named = {}
LeftOut = Literal["nothing", "same", "known"]
"""What an evaluation ignores: nothing, known and written questions that are the asked one, or all of both."""

DEFINITION = lazy_pattern(
    r"\W*what(?:\sis|\sare|['’]?s|\swas)\s(?!.*\b(?:address|location|place|city|town|venue|room|date|name|email|version)\b)",
    re.IGNORECASE,
)
"""A question (English) for what a thing is, unless it is for its place, its date or another thing that has a question word."""
KEPT_SCOPES = 16
"""Scopes for which the views in them are remembered."""
DEPTH = 32
"""Views that are compared token by token, the closest by their vectors; as many again of the written ones."""
COSINE_WEIGHT, LEXICAL_WEIGHT, TOKENS_WEIGHT = 1.0, 0.4, 1.4
"""Weights of the parts of a view's score, as of a passage's; a view has no lead, so its tokens count for both."""
SAME_FROM = 0.7
"""The score from which a view asks for the same, if every content word of one is met by the other, and all numbers agree."""
NAMED_FROM = 0.3
"""The score from which it matters whether a known question names the same figures."""
SCORE_OF_ITSELF = 1.0
"""The score of a view in the words of the question, which was compared after its typos were corrected."""
MET_COSINE = 0.4
"""The cosine of a content word with a token of another question from which that one says it too, in whatever words."""
SAME_COSINE = 0.95
"""The cosine from which a known question counts as the asked one when that is left out."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What of a question is compared with views.

    `text` has no typos, `asked` has them. `encoding` has a token vector for each weight in `token_weights`; `is_content` is
    True for those of content words. `idf` is the weight of each term.
    """

    asked: str
    text: str
    encoding: Encoding
    token_weights: Weights
    is_content: NDArray[np.bool_]
    idf: Mapping[str, float]


class ViewSearch:
    """Finds the views that are closest to a question; `store` holds their vectors.

    The views are in the order in which they are stored: known ones, headings, written ones. For an evaluation, it leaves out
    known and written questions: none, those that are the asked one, or all.
    """

    def __init__(
        self, views: Sequence[View], store: DenseSearch, stem: Stem, leaves_out: LeftOut = "nothing", language: str = ENGLISH
    ) -> None:
        self._views = views
        self._store = store
        self._stem = stem
        self._language = language
        self._terms: dict[int, frozenset[str]] = {}
        self._named: dict[int, _Named] = {}
        self._leaves_out = leaves_out
        self._plain = bisect_left(views, 1, key=attrgetter("is_written"))
        self._inside = lru_cache(maxsize=KEPT_SCOPES)(self._find_inside)

    def __len__(self) -> int:
        """Return the number of views."""
        return len(self._views)

    @cached_property
    def _by_row(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """The rows of all views, ascending; the view of each; and the views that have none."""
        rows, counts = rows_and_counts(self._views)
        order = np.argsort(rows, kind="stable")
        return rows[order], np.repeat(np.arange(len(counts)), counts)[order], np.flatnonzero(counts == 0)

    @property
    def known(self) -> int:
        """The number of known and written questions among the views."""
        headings = bisect_left(self._views, 1, hi=self._plain, key=attrgetter("is_heading"))
        return headings + len(self) - self._plain

    def leaving_out(self, what: LeftOut) -> "ViewSearch":
        """Return a search that leaves out known and written questions."""
        return ViewSearch(self._views, self._store, self._stem, what, self._language)

    def near(self, asked: Asked, scope: Scope) -> tuple[NearView, ...]:
        """Return the views in scope that are closest to a question, closest first."""
        matches = [match for span in self._spans for match in self._closest(asked, scope, span)]
        if not matches:
            return ()
        rows = [match.row for match in matches]
        near = nearness(asked.encoding.token_vectors, self._store.stored.token_vectors(np.array(rows, dtype=np.int64)))
        backward = [near.cosines[span].max(axis=1, initial=-1) for span in near.spans]
        tokens = weighted_mean(near.text, asked.token_weights)
        tokens = tokens + np.array([each.mean() if len(each) else 0 for each in backward], dtype=np.float32)
        lexical = np.array([self._shared(row, asked.idf) for row in rows], dtype=np.float32)
        cosine = np.array([match.score for match in matches], dtype=np.float32)
        total = COSINE_WEIGHT * cosine + LEXICAL_WEIGHT * lexical + TOKENS_WEIGHT / 2 * tokens
        scores = (total / (COSINE_WEIGHT + LEXICAL_WEIGHT + TOKENS_WEIGHT)).tolist()
        named = _named(asked.text, self._language) if max(scores) >= NAMED_FROM else _NONE
        least_met = near.text[:, asked.is_content].min(axis=1, initial=1).tolist()
        own = same_question(asked.asked)
        found = []
        for position, (row, score) in enumerate(zip(rows, scores, strict=True)):
            view = self._views[row]
            inside = tuple(row for row in view.rows if row in scope)
            if same_question(view.question) == own:
                found.append(NearView(view, SCORE_OF_ITSELF, inside, is_same=True))
                continue
            their = self._named_by(row) if score >= NAMED_FROM else _NONE
            is_met = min(least_met[position], backward[position].min(initial=1)) >= MET_COSINE
            is_same = score >= SAME_FROM and is_met and named == their
            is_same = is_same and not self._asks_otherwise(asked.text, view.question)
            found.append(NearView(view, score, inside, bool(is_same), differs=_differ(named, their)))
        found.sort(key=lambda near: -near.score)
        return tuple(replace(each, margin=each.score - _closest_other(found, each)) for each in found)

    @property
    def _spans(self) -> tuple[range, ...]:
        """The views to search: those of people and documents, and the written ones, so that neither crowds out the other."""
        spans = [range(self._plain), range(self._plain, len(self))]
        return tuple(span for span in spans[: 1 if self._leaves_out == "known" else 2] if span)

    def _closest(self, asked: Asked, scope: Scope, span: range) -> list[Match]:
        """Return the views in scope with the closest vectors, searching further if some of them are left out."""
        chosen: Sequence[range] | None = [span] if len(span) < len(self) else None
        if scope.ranges is not None:
            chosen = self._inside(scope.ranges, span)
        count = DEPTH
        while True:
            matches = self._store.search(asked.encoding.vector, count, chosen)
            kept = [match for match in matches if not self._is_left_out(match, asked.asked)]
            if len(kept) >= DEPTH or len(matches) < count:
                return kept[:DEPTH]
            count *= 4

    def _find_inside(self, scope: tuple[range, ...], span: range) -> tuple[range, ...]:
        """Return which views in a span belong to a scope: those with a passage in it, and those that no passage answers.

        Takes time that grows with the number of these, so it is remembered.
        """
        rows, views, unanswered = self._by_row
        edges = np.searchsorted(rows, [(each.start, each.stop) for each in scope]).tolist() if scope else []
        found = np.unique(np.concatenate([unanswered, *(views[start:stop] for start, stop in edges)]))
        return _runs(found[(found >= span.start) & (found < span.stop)])

    def _is_left_out(self, match: Match, asked: str) -> bool:
        """Return whether a known or written question is ignored."""
        view = self._views[match.row]
        if self._leaves_out == "nothing" or view.is_heading:
            return False
        is_same = match.score > SAME_COSINE or same_question(view.question) == same_question(asked)
        return is_same or self._leaves_out == "known"

    def _asks_otherwise(self, asked: str, question: str) -> bool:
        """Return whether one question asks for a time or the like, and the other for another kind, or for what a thing is."""
        texts = (asked, question)
        kinds = [asked_kind(text, self._language) for text in texts]
        if kinds[0] == kinds[1]:
            return False
        defining = [kind is None and DEFINITION.match(text) is not None for kind, text in zip(kinds, texts, strict=True)]
        return None not in kinds or (self._language == ENGLISH and any(defining))

    def _named_by(self, row: int) -> "_Named":
        """Return the figures that a view names."""
        if row not in self._named:
            self._named[row] = _named(self._views[row].question, self._language)
        return self._named[row]

    def _shared(self, row: int, idf: Mapping[str, float]) -> float:
        """Return the share of a question's terms that a view has, weighted by how rare they are."""
        if row not in self._terms:
            self._terms[row] = frozenset(terms(self._views[row].question, self._stem))
        total = sum(idf.values())
        return sum(weight for term, weight in idf.items() if term in self._terms[row]) / total if total else 0.0


def _runs(numbers: NDArray[np.int64]) -> tuple[range, ...]:
    """Return ascending numbers as ranges."""
    starts = np.flatnonzero(np.diff(numbers, prepend=-2) > 1)
    stops = np.append(starts[1:], len(numbers))
    pairs = zip(numbers[starts].tolist(), (stops - starts).tolist(), strict=True) if len(numbers) else ()
    return tuple(range(first, first + length) for first, length in pairs)


NO_VIEWS = ViewSearch((), DenseSearch(Segments(())), str)


def _named(question: str, language: str) -> _Named:
    """Return the numbers, codes, weekdays, dates and the like that a question names, by their kinds."""
    found: dict[str, set[object]] = defaultdict(set)
    for identifier in identifiers(question):
        found[f"identifier: {identifier.kind}"].add(identifier.value)
    for literal in asked_literals(question, language):
        found[literal.kind].add(literal.spans)
    return found


def _differ(one: _Named, other: _Named) -> bool:
    """Return whether two questions name different figures of the same kind."""
    return any(one[kind] != other[kind] for kind in one.keys() & other.keys())


def _closest_other(views: Sequence[NearView], one: NearView) -> float:
    """Return the score of the first view, of some that are sorted, that shares no passage with one of them; 0 if none."""
    rows = set(one.rows)
    return next((other.score for other in views if other is not one and rows.isdisjoint(other.rows)), 0.0)
