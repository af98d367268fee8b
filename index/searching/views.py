"""Views: known questions and headings that are questions, which lead to the passages that answer similar questions.

A view is compared with a question in the same way as a passage, by its vector, its words and its tokens, but only if it is one
of the few that are closest by their vectors. How close it is raises the scores of its passages; it never lowers any, and a
view that only shares the subject raises so little that a passage that answers by itself stays ahead.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from index.encoding.encoder import Encoding
from index.searching.late_interaction import nearness, weighted_mean
from index.searching.questions import same_question
from index.searching.scope import Scope
from index.storing.segments import Segments
from index.storing.vectors import Match, row_mask
from index.storing.view_file import View
from index.text.identifiers import identifiers
from index.text.literals import asked_literals
from index.text.words import Stem, terms

Scores = NDArray[np.float32]

DEPTH = 16
"""Views that are compared token by token, the closest by their vectors."""
COSINE_WEIGHT, LEXICAL_WEIGHT, TOKENS_WEIGHT = 1.0, 0.4, 1.4
"""Weights of the parts of a view's score, as of a passage's; a view has no lead, so its tokens count for both."""
RAISES_FROM, RAISE = 0.35, 0.7
"""The score from which a view raises its passages, and by how much: a share of what they lack of 1, per score above that."""
MET_COSINE = 0.4
"""The cosine of a content word with a token of another question from which that one says it too, in whatever words."""
SAME_COSINE = 0.95
"""The cosine from which a known question counts as the asked one when that is left out."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What of a question is compared with views.

    `encoding` has a token vector for each weight in `token_weights`; `is_content` is True for those of content words. `idf` is
    the weight of each term.
    """

    text: str
    encoding: Encoding
    token_weights: Scores
    is_content: NDArray[np.bool_]
    idf: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class NearView:
    """A view that is close to a question: how close, from 0 to 1, and those of its passages that are in scope.

    `agrees` is True if each says all that the other says, as far as single words tell.
    """

    view: View
    score: float
    rows: tuple[int, ...]
    agrees: bool = False


@dataclass(frozen=True, slots=True)
class ViewSearch:
    """Finds the views that are closest to a question; `store` holds their vectors, and `passages` is how many passages exist.

    For an evaluation, it ignores known questions that are the asked one (`leaves_out_same`), or all (`leaves_out_known`).
    """

    views: tuple[View, ...]
    store: Segments
    passages: int
    stem: Stem
    leaves_out_same: bool = False
    leaves_out_known: bool = False
    _terms: dict[int, frozenset[str]] = field(default_factory=dict, repr=False, compare=False)

    @property
    def known(self) -> int:
        """The number of known questions among the views."""
        return sum(not view.is_heading for view in self.views)

    def near(self, asked: Asked, scope: Scope) -> tuple[NearView, ...]:
        """Return the views in scope that are closest to a question, closest first."""
        if not self.views:
            return ()
        matches = self.store.search(asked.encoding.vector, DEPTH, self._spans(scope))
        if self.leaves_out_same or self.leaves_out_known:
            matches = self._without_left_out(asked, matches, scope)
        if not matches:
            return ()
        rows = np.array([match.row for match in matches], dtype=np.int64)
        stored = self.store.token_vectors(rows)
        near = nearness(asked.encoding.token_vectors, stored)
        backward = [near.cosines[span].max(axis=1, initial=-1) for span in near.spans]
        tokens = weighted_mean(near.text, asked.token_weights)
        tokens = tokens + np.array([each.mean() if len(each) else 0 for each in backward], dtype=np.float32)
        lexical = np.array([self._shared(row, asked.idf) for row in rows.tolist()], dtype=np.float32)
        cosine = np.array([match.score for match in matches], dtype=np.float32)
        total = COSINE_WEIGHT * cosine + LEXICAL_WEIGHT * lexical + TOKENS_WEIGHT / 2 * tokens
        scores = (total / (COSINE_WEIGHT + LEXICAL_WEIGHT + TOKENS_WEIGHT)).tolist()
        least_met = near.text[:, asked.is_content].min(axis=1, initial=1).tolist()
        found = []
        for position, row in enumerate(rows.tolist()):
            view, score = self.views[row], scores[position]
            is_met = min(least_met[position], backward[position].min(initial=1)) >= MET_COSINE
            agrees = is_met and score >= RAISES_FROM and _names_the_same(asked.text, view.question)
            found.append(NearView(view, score, tuple(row for row in view.rows if row in scope), agrees))
        return tuple(sorted(found, key=lambda near: -near.score))

    def _spans(self, scope: Scope) -> list[range] | None:
        """Return the positions of the views of a scope: those with a passage in it, and those that no passage answers."""
        if scope.ranges is None:
            return None
        inside = row_mask(scope.ranges, self.passages)
        counts = np.array([len(view.rows) for view in self.views])
        rows = np.array([row for view in self.views for row in view.rows], dtype=np.int64)
        of_view = np.repeat(np.arange(len(self.views)), counts)
        chosen = counts == 0
        chosen[of_view[inside[rows]]] = True
        edges = np.flatnonzero(np.diff(np.concatenate([[False], chosen, [False]]).astype(np.int8)))
        return [range(int(start), int(stop)) for start, stop in edges.reshape(-1, 2)]

    def _without_left_out(self, asked: Asked, matches: Sequence[Match], scope: Scope) -> list[Match]:
        """Return the closest views without the known questions to ignore, searching further if there are any."""
        count = DEPTH
        while True:
            kept = [match for match in matches if not self._is_left_out(match, asked.text)]
            if len(kept) >= DEPTH or len(matches) < count:
                return kept[:DEPTH]
            count *= 4
            matches = self.store.search(asked.encoding.vector, count, self._spans(scope))

    def _is_left_out(self, match: Match, asked: str) -> bool:
        view = self.views[match.row]
        if view.is_heading:
            return False
        is_same = match.score > SAME_COSINE or same_question(view.question) == same_question(asked)
        return self.leaves_out_known or is_same

    def _shared(self, row: int, idf: Mapping[str, float]) -> float:
        """Return the share of a question's terms that a view has, weighted by how rare they are."""
        if row not in self._terms:
            self._terms[row] = frozenset(terms(self.views[row].question, self.stem))
        total = sum(idf.values())
        return sum(weight for term, weight in idf.items() if term in self._terms[row]) / total if total else 0.0

    def leaving_out(self, *, known: bool) -> "ViewSearch":
        """Return a search that ignores all known questions, or only those that are the asked one."""
        return replace(self, leaves_out_same=not known, leaves_out_known=known)


NO_VIEWS = ViewSearch((), Segments(()), 0, str)


def _names_the_same(asked: str, question: str) -> bool:
    """Return whether two questions name the same numbers, codes, weekdays, dates and the like."""
    named, known = ({(each.kind, each.value) for each in identifiers(text)} for text in (asked, question))
    stated, expected = ({(each.kind, each.spans) for each in asked_literals(text)} for text in (asked, question))
    return (named, stated) == (known, expected)


def joining_rows(near: Sequence[NearView], count: int) -> list[int]:
    """Return the rows of passages that views raise, those of the closest first, at most `count`."""
    rows = (row for each in near if each.score > RAISES_FROM for row in each.rows)
    return list(dict.fromkeys(rows))[:count]


def raised(scores: Scores, rows: NDArray[np.int64], near: Sequence[NearView]) -> Scores:
    """Return the scores of passages, raised by the closest view of each."""
    gains: dict[int, float] = {}
    for each in near:
        for row in each.rows:
            gains[row] = max(gains.get(row, 0.0), RAISE * (min(each.score, 1.0) - RAISES_FROM))
    if not gains:
        return scores
    gain = np.array([gains.get(row, 0.0) for row in rows.tolist()], dtype=np.float32)
    return np.asarray(scores + np.maximum(1 - scores, 0) * gain, dtype=np.float32)
