"""Retrieve: find candidates by meaning and by words, and rescore them by late interaction.

Nothing here reads files: `index.searching.opening` passes the parts of an open index to a `Retriever`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from index.encoding.encoder import Vector
from index.searching.abbreviations import OtherWordings
from index.searching.candidates import Candidates, no_candidates
from index.searching.fusing import ORDINARY, ScoreParts, Scores, Weights, preliminary_scores, reciprocal_rank_fusion
from index.searching.identifiers import IN_TEXT, NOTHING, Found, IdentifierSearch, NamedRows
from index.searching.instances import InstanceFinder
from index.searching.late_interaction import Nearness, nearness, weighted_mean, weighted_sum
from index.searching.literal_rows import literal_rows
from index.searching.literals import Held, LiteralComparer
from index.searching.question_reading import Question, QuestionReader
from index.searching.raising import NearView, joining_rows, raised
from index.searching.reader import Reader
from index.searching.reranking import Reranked, Reranking
from index.searching.rereading import READ, reread
from index.searching.scope import EVERYTHING, Scope
from index.searching.titles import Titles, WordScores
from index.searching.views import NO_VIEWS, Asked, ViewSearch
from index.storing.lexical import LexicalIndex
from index.storing.token_vectors import PassageTokens
from index.storing.vectors import Match, VectorStore, row_mask
from index.text.languages import ENGLISH
from index.text.literals.asking import is_told

Ranking = Literal["dense", "bm25", "rrf", "fused"]
"""Ways to rank: by meaning only, by words only, by reciprocal rank fusion of both, or by the score used for answers."""
PROPOSAL_FACTOR = 2
"""Candidates that meaning and words each propose, as a multiple of those compared token by token."""
NAMED_BONUS = 0.1
"""What naming a place or figure of the question adds to the score that decides the order."""


class TokenStore(Protocol):
    """Stores the token vectors of passages by row."""

    def token_vectors(self, rows: NDArray[np.int64]) -> PassageTokens:
        """Return the token vectors of one or more passages, in the order of `rows`."""
        ...

    def token_starts(self, row: int) -> NDArray[np.int32]:
        """Return where each token of a passage starts in its text; negative for tokens of its lead."""
        ...


class Proposer(Protocol):
    """Proposes candidates from a store that searches by meaning and by words in one call."""

    def propose(self, vector: Vector, names: Sequence[str], count: int, ranges: Sequence[range] | None) -> list[int]:
        """Return the rows of the `count` closest passages by meaning, and of the `count` best by words, in any order."""
        ...


@dataclass(frozen=True, slots=True)
class Retriever:
    """Ranks passages of an open index; `depth` is the number of passages compared with a question token by token."""

    reader: QuestionReader
    vectors: VectorStore
    lexical: LexicalIndex
    tokens: TokenStore
    identified: IdentifierSearch
    instances: InstanceFinder
    literals: LiteralComparer
    titles: Titles
    depth: int
    weights: Weights = ORDINARY
    views: ViewSearch = NO_VIEWS
    pair_reader: Reader | None = None
    reranking: Reranking | None = None
    proposals: Proposer | None = None

    @property
    def without_reranking(self) -> "Retriever":
        """The same retriever without the cross-encoder, for passages whose order does not matter."""
        return replace(self, reranking=None) if self.reranking else self

    @property
    def other_wordings(self) -> OtherWordings:
        """What rewords questions by the abbreviations of the documents."""
        return OtherWordings(self.lexical, self.instances.passages, self.identified.stem, self.reader.language)

    def read(self, question: str) -> Question:
        """Clean, correct and encode a question, and weight its words by this corpus. Raises QuestionError."""
        return self.reader.read(question)

    def retrieve(self, question: Question, count: int = 1, scope: Scope = EVERYTHING) -> Candidates:
        """Score the passages in scope that are close to a question by meaning or by words, or contain an identifier of it.

        Those that contain an identifier come first. Returns at least `count` candidates if that many are in scope.
        """
        lexical = self._lexical_scores(question)
        rows, cosine = self._propose(question, lexical, max(count, self.depth), scope)
        found = self._find_identifiers(question, lexical, scope, rows)
        views = self._near_views(question, scope)
        joining = {*found.levels, *joining_rows(views, self.depth), *self._stating(question, scope)}
        if not joining <= set(rows.tolist()):
            rows = np.array(sorted(joining.union(rows.tolist())), dtype=np.int64)
            cosine = self.vectors.cosines(question.encoding.vector, rows)
        if not len(rows):
            return no_candidates(len(question.token_words))
        tokens = self.tokens.token_vectors(rows)
        near = nearness(question.encoding.token_vectors, tokens)
        parts = self._parts(question, rows, (cosine, lexical.at(rows)), near)
        fused = self.literals.weigh(question.literals, rows, raised(parts.fused, rows, views), question.content_words)
        held = found.holding(rows)
        fused = fused + NAMED_BONUS * held
        levels = self._levels(question, rows, found)
        read = reread(self.pair_reader, question, tokens, parts, np.lexsort((-fused, -levels))[:READ])
        own = fused if held.any() else fused + read.gains  # the figure that is asked for says more than the reader
        again = self._rerank(question, rows, own, np.lexsort((-own, -levels)))
        order = np.lexsort((-again.scores, -levels))
        stated = self.check(question, int(rows[order[0]]), found.named)
        return Candidates(
            rows[order],
            descending(again.scores[order]),
            parts.reordered(order),
            near.reordered(order),
            read.answers[order],
            int(levels.max()),
            found.missing,
            stated.lacking,
            stated.held,
            tuple(view for view in views if not view.view.is_written),
            descending(own[order]) if self.reranking else None,
            again.seconds,
            found.named,
        )

    def _levels(self, question: Question, rows: NDArray[np.int64], found: Found) -> NDArray[np.int64]:
        """Return the level of each candidate, which comes before its score: how well it contains an identifier.

        If none does, and the question asks what there is at a time, candidates that state that time are at level `IN_TEXT`.
        """
        if not found.levels and question.is_about_literals:
            return np.array([IN_TEXT * self.literals.states(question.literals, row) for row in rows.tolist()], dtype=np.int64)
        return np.array([found.levels.get(row, 0) for row in rows.tolist()], dtype=np.int64)

    def check(self, question: Question, row: int, named: NamedRows) -> Held:
        """Return what a question names that the passage in a row holds, and what it does not hold although an answer has to."""
        literals = self.literals.check(question.literals, row)
        stated = " ".join([*literals.held, *literals.lacking])
        lacking = [written for written in self.identified.lacking(row, named) if written not in stated]
        return literals._replace(lacking=(*literals.lacking, *lacking))

    def _stating(self, question: Question, scope: Scope) -> list[int]:
        """Return the rows in scope that state all the dates, times and weekdays that an answer needs, at most `depth`."""
        if not question.literals or self.reader.language != ENGLISH:
            return []
        rows = literal_rows(question.literals, self.lexical, self.identified.stem)
        if scope.ranges is not None:
            rows = rows[row_mask(scope.ranges, self.lexical.passages)[rows]]
        return [row for row in rows.tolist() if self.literals.states(question.literals, row)][: self.depth]

    def _rerank(self, question: Question, rows: NDArray[np.int64], scores: Scores, order: NDArray[np.int64]) -> Reranked:
        """Return the scores of candidates after the cross-encoder has read the first of them, if there is one."""
        return self.reranking.run(question.text, rows.tolist(), scores, order) if self.reranking else Reranked(scores)

    def _lexical_scores(self, question: Question) -> WordScores:
        """Return how well the words of each passage, and the title of its document, match those of a question."""
        return WordScores(self.lexical.question(question.terms), self.titles.shares(question.terms))

    def _propose(
        self, question: Question, lexical: WordScores, depth: int, scope: Scope
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return the `depth` rows in scope that are closest by meaning and by words together, and their cosines."""
        proposed = PROPOSAL_FACTOR * depth
        rows = np.array(sorted(self._proposed(question, lexical, proposed, scope)), dtype=np.int64)
        cosine = self.vectors.cosines(question.encoding.vector, rows)
        if len(rows) > depth:
            best = np.sort(np.argsort(-preliminary_scores(cosine, lexical.at(rows), self.weights), kind="stable")[:depth])
            rows, cosine = rows[best], cosine[best]
        return rows, cosine

    def _proposed(self, question: Question, lexical: WordScores, count: int, scope: Scope) -> set[int]:
        """Return the rows in scope that are closest by meaning, and those that are best by words."""
        vector = question.encoding.vector
        if self.proposals is None:
            dense = [match.row for match in self.vectors.search(vector, count, scope.ranges)]
            return {*dense, *lexical.best(count, scope)}
        found = self.proposals.propose(vector, question.terms, count, scope.ranges)
        titled = lexical.titled(scope)
        if sum(map(len, titled)) <= count:
            found += [row for rows in titled for row in rows]
        else:
            found += self.proposals.propose(vector, question.terms, count, titled)
        return set(found)

    def _near_views(self, question: Question, scope: Scope) -> tuple[NearView, ...]:
        """Return the views in scope that are closest to a question."""
        if not len(self.views):
            return ()
        is_content = np.append(~question.is_common, False)[question.token_words]
        idf = {term: self.lexical.idf(term) for term in question.terms}
        asked = Asked(question.asked, question.text, question.encoding, question.token_weights, is_content, idf)
        return self.views.near(asked, scope)

    def _parts(self, question: Question, rows: NDArray[np.int64], known: tuple[Scores, Scores], near: Nearness) -> ScoreParts:
        """Return the score parts of candidates; only those that could come first by a new instance are looked at for one."""
        focus = question.focus
        cosine, lexical = known
        parts = ScoreParts(
            cosine=cosine,
            lexical=lexical,
            text=weighted_mean(near.text, question.token_weights),
            lead=weighted_mean(near.lead, question.token_weights),
            coverage=weighted_sum(near.anywhere, focus.content),
            thing=weighted_sum(near.text, focus.thing) if focus.thing is not None else np.zeros_like(cosine),
            instance=np.zeros_like(cosine),
            weights=self.weights.for_question(focus),
        )
        if focus.kind is None:
            return parts
        return replace(parts, instance=self.instances.find(focus.kind, question.text, rows, parts.fused))

    def _find_identifiers(self, question: Question, lexical: WordScores, scope: Scope, near: NDArray[np.int64]) -> Found:
        """Find the passages in scope that contain identifiers of a question, as many as are compared token by token."""
        plain, is_english = question.plain, self.reader.language == ENGLISH
        named = [each for each in question.identifiers if each.is_sure or not (is_english and is_told(plain, each.written))]
        if not named:
            return NOTHING

        def scores(rows: NDArray[np.int64]) -> NDArray[np.float32]:
            return preliminary_scores(self.vectors.cosines(question.encoding.vector, rows), lexical.at(rows), self.weights)

        found = self.identified.find(named, scores, scope, near)
        if len(found.levels) <= self.depth:
            return found
        rows = np.array(list(found.levels), dtype=np.int64)
        levels = np.array([found.levels[row] for row in rows.tolist()])
        order = np.lexsort((-scores(rows), -levels))
        return replace(found, levels={row: found.levels[row] for row in rows[order[: self.depth]].tolist()})

    def rank(self, question: str | Question, count: int, ranking: Ranking = "fused", scope: Scope = EVERYTHING) -> list[Match]:
        """Return the `count` best passages in scope, best first, by one way to rank. Raises QuestionError."""
        processed = self.read(question) if isinstance(question, str) else question
        if ranking == "fused":
            candidates = self.retrieve(processed, count, scope)
            pairs = zip(candidates.rows[:count].tolist(), candidates.scores[:count].tolist(), strict=True)
            return [Match(row, score) for row, score in pairs]
        if ranking == "dense":
            return self.vectors.search(processed.encoding.vector, count, scope.ranges)
        lexical = WordScores(self.lexical.question(processed.terms), None)
        if ranking == "bm25":
            rows = np.array(lexical.best(count, scope), dtype=np.int64)
            return [Match(*each) for each in zip(rows.tolist(), lexical.at(rows).tolist(), strict=True)]
        depth = max(count, self.depth)
        dense = [match.row for match in self.vectors.search(processed.encoding.vector, depth, scope.ranges)]
        fused = reciprocal_rank_fusion([dense, lexical.best(depth, scope)])
        return [Match(row, score) for row, score in fused[:count]]


def descending(scores: Scores) -> Scores:
    """Return scores of at most 1, each at least as high as those after it."""
    return np.asarray(np.minimum(np.maximum.accumulate(scores[::-1])[::-1], 1), dtype=np.float32)
