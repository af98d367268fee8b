"""Retrieve: find candidates by meaning and by words, and rescore them by late interaction.

Nothing here reads files: `index.searching.opening` passes the parts of an open index to a `Retriever`.
"""

from dataclasses import dataclass, replace
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from index.encoding.encoder import Encoder, Encoding
from index.encoding.tokens import containing_spans
from index.searching.focus import LANGUAGE, Focus, find_focus
from index.searching.fusing import ORDINARY, ScoreParts, Scores, Weights, preliminary_scores, reciprocal_rank_fusion
from index.searching.identifiers import NOTHING, Found, IdentifierSearch
from index.searching.instances import InstanceFinder
from index.searching.late_interaction import Nearness, nearness, weighted_mean
from index.searching.literals import LiteralComparer
from index.searching.questions import clean_question
from index.searching.scope import EVERYTHING, Scope
from index.searching.spelling import Speller
from index.searching.titles import Titles
from index.searching.views import NO_VIEWS, Asked, NearView, ViewSearch, joining_rows, raised
from index.storing.lexical import LexicalIndex
from index.storing.token_vectors import PassageTokens
from index.storing.vectors import Match, VectorStore, row_mask
from index.text.identifiers import Identifier, identifiers
from index.text.literals import AskedLiteral, asked_literals
from index.text.words import Word, is_common, stemmer, terms, words

Ranking = Literal["dense", "bm25", "rrf", "fused"]
"""Ways to rank: by meaning only, by words only, by reciprocal rank fusion of both, or by the score used for answers."""
PROPOSAL_FACTOR = 2
"""Candidates that meaning and words each propose, as a multiple of those compared token by token."""
TITLE_WEIGHT = np.float32(0.3)
"""The part of the highest lexical score that a document's title can add to those of its passages."""
COMMON_WEIGHT = 0.5
"""The weight of a token of a common word, relative to other words that are equally rare in the corpus."""


@dataclass(frozen=True, slots=True)
class Question:
    """A processed question: `asked` is the cleaned question, `text` the same with typos corrected.

    `idf` and `is_common` hold, for each word, how rare it is in the corpus and whether it is a common word of the language.
    `token_words` holds the index in `words` of each token's word, or -1, and `token_weights` the weight of each token;
    `focus` says what of it a passage has to meet.
    `identifiers` are the versions, codes, dates and numbers that the question names, `literals` its weekdays, times, ages and
    the like.
    """

    asked: str
    text: str
    encoding: Encoding
    terms: list[str]
    words: list[Word]
    idf: NDArray[np.float32]
    is_common: NDArray[np.bool_]
    token_words: NDArray[np.int64]
    token_weights: NDArray[np.float32]
    focus: Focus
    identifiers: tuple[Identifier, ...] = ()
    literals: tuple[AskedLiteral, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidates:
    """Passages compared with a question, best first: their rows, scores, score parts and nearness.

    `level` says how well the first contains an identifier of the question (0: not, else as in `index.searching.identifiers`).
    `missing` are the identifiers of the question, as written, that no passage in scope contains, and the literals that the
    first does not hold although an answer has to; `held` are the literals that it holds. `views` are the closest views.
    """

    rows: NDArray[np.int64]
    scores: NDArray[np.float32]
    parts: ScoreParts
    near: Nearness
    level: int = 0
    missing: tuple[str, ...] = ()
    held: tuple[str, ...] = ()
    views: tuple[NearView, ...] = ()


class TokenStore(Protocol):
    """Stores the token vectors of passages by row."""

    def token_vectors(self, rows: NDArray[np.int64]) -> PassageTokens:
        """Return the token vectors of one or more passages, in the order of `rows`."""
        ...

    def token_starts(self, row: int) -> NDArray[np.int32]:
        """Return where each token of a passage starts in its text; negative for tokens of its lead."""
        ...


@dataclass(frozen=True, slots=True)
class Retriever:
    """Ranks passages of an open index; `depth` is the number of passages compared with a question token by token."""

    encoder: Encoder
    vectors: VectorStore
    lexical: LexicalIndex
    tokens: TokenStore
    speller: Speller
    identified: IdentifierSearch
    instances: InstanceFinder
    literals: LiteralComparer
    titles: Titles
    language: str
    depth: int
    weights: Weights = ORDINARY
    views: ViewSearch = NO_VIEWS

    def read(self, question: str) -> Question:
        """Clean, correct and encode a question, and weight its words by this corpus. Raises QuestionError."""
        asked = clean_question(question)
        text = self.speller.correct(asked)
        stem = stemmer(self.language)
        encoding = self.encoder.encode_question(text)
        found = words(text, stem)
        idf = np.array([min(self.lexical.idf(word.term), self.titles.idf(word.term)) for word in found], dtype=np.float32)
        common = np.array([is_common(text[word.start : word.end], self.language) for word in found], dtype=bool)
        token_words = containing_spans(encoding.spans, [(word.start, word.end) for word in found])
        inside = np.flatnonzero(token_words >= 0)
        if len(inside):  # drop punctuation
            spans = tuple(encoding.spans[position] for position in inside.tolist())
            encoding = replace(encoding, token_vectors=encoding.token_vectors[inside], spans=spans)
            token_words = token_words[inside]
        weights = np.sqrt(idf) * np.where(common, COMMON_WEIGHT, 1.0).astype(np.float32)
        token_weights = np.append(weights, np.float32(0))[token_words]
        named = tuple(identifiers(asked))
        literals = asked_literals(asked) or asked_literals(text) if self.language == LANGUAGE else ()
        return Question(
            asked=asked,
            text=text,
            encoding=encoding,
            terms=terms(text, stem),
            words=found,
            idf=idf,
            is_common=common,
            token_words=token_words,
            token_weights=token_weights,
            focus=find_focus(text, found, np.where(common, 0, np.sqrt(idf)), token_words, self.language),
            identifiers=named,
            literals=literals,
        )

    def retrieve(self, question: Question, count: int = 1, scope: Scope = EVERYTHING) -> Candidates:
        """Score the passages in scope that are close to a question by meaning or by words, or contain an identifier of it.

        Those that contain an identifier come first. Returns at least `count` candidates if that many are in scope.
        """
        depth = max(count, self.depth)
        lexical = self.lexical.scores(question.terms)
        in_titles = self.titles.scores(question.terms)
        if in_titles is not None:
            lexical = np.minimum(lexical + TITLE_WEIGHT * in_titles, 1)
        proposed = PROPOSAL_FACTOR * depth
        dense = [match.row for match in self.vectors.search(question.encoding.vector, proposed, scope.ranges)]
        rows = np.array(sorted({*dense, *best_rows(lexical, proposed, scope)}), dtype=np.int64)
        cosine = self.vectors.cosines(question.encoding.vector, rows)
        if len(rows) > depth:
            best = np.sort(np.argsort(-preliminary_scores(cosine, lexical[rows]), kind="stable")[:depth])
            rows, cosine = rows[best], cosine[best]
        found = self._find_identifiers(question, lexical, scope)
        views = self._near_views(question, scope)
        if new := sorted({*found.levels, *joining_rows(views, self.depth)} - set(rows.tolist())):
            rows = np.array(sorted([*rows.tolist(), *new]), dtype=np.int64)
            cosine = self.vectors.cosines(question.encoding.vector, rows)
        if not len(rows):
            return _no_candidates(len(question.token_words))
        near = nearness(question.encoding.token_vectors, self.tokens.token_vectors(rows))
        parts = self._parts(question, rows, cosine, lexical[rows], near)
        fused = self.literals.weigh(question.literals, rows, raised(parts.fused, rows, views))
        levels = np.array([found.levels.get(row, 0) for row in rows.tolist()])
        order = np.lexsort((-fused, -levels))
        literals = self.literals.check(question.literals, int(rows[order[0]]))
        return Candidates(
            rows[order],
            np.maximum.accumulate(fused[order][::-1])[::-1],  # a passage scores at least as much as those after it
            parts.reordered(order),
            near.reordered(order),
            int(levels.max()),
            found.missing + literals.lacking,
            literals.held,
            views,
        )

    def _near_views(self, question: Question, scope: Scope) -> tuple[NearView, ...]:
        """Return the views in scope that are closest to a question."""
        if not len(self.views):
            return ()
        is_content = np.append(~question.is_common, False)[question.token_words]
        idf = {term: self.lexical.idf(term) for term in question.terms}
        asked = Asked(question.text, question.encoding, question.token_weights, is_content, idf)
        return self.views.near(asked, scope)

    def _parts(
        self, question: Question, rows: NDArray[np.int64], cosine: Scores, lexical: Scores, near: Nearness
    ) -> ScoreParts:
        """Return the score parts of candidates; only those that could come first by a new instance are looked at for one."""
        focus = question.focus
        parts = ScoreParts(
            cosine=cosine,
            lexical=lexical,
            text=weighted_mean(near.text, question.token_weights),
            lead=weighted_mean(near.lead, question.token_weights),
            coverage=near.anywhere @ focus.content,
            thing=near.text @ focus.thing if focus.thing is not None else np.zeros_like(cosine),
            instance=np.zeros_like(cosine),
            weights=self.weights.for_question(focus),
        )
        if focus.kind is None:
            return parts
        return replace(parts, instance=self.instances.find(focus.kind, question.text, rows, parts.fused))

    def _find_identifiers(self, question: Question, lexical: NDArray[np.float32], scope: Scope) -> Found:
        """Find the passages in scope that contain identifiers of a question, as many as are compared token by token."""
        if not question.identifiers:
            return NOTHING

        def scores(rows: NDArray[np.int64]) -> NDArray[np.float32]:
            return preliminary_scores(self.vectors.cosines(question.encoding.vector, rows), lexical[rows])

        found = self.identified.find(question.identifiers, scores, scope)
        if len(found.levels) <= self.depth:
            return found
        rows = np.array(list(found.levels), dtype=np.int64)
        levels = np.array([found.levels[row] for row in rows.tolist()])
        order = np.lexsort((-scores(rows), -levels))
        return replace(found, levels={row: found.levels[row] for row in rows[order[: self.depth]].tolist()})

    def rank(self, question: str, count: int, ranking: Ranking = "fused", scope: Scope = EVERYTHING) -> list[Match]:
        """Return the `count` best passages in scope, best first, by one way to rank. Raises QuestionError."""
        processed = self.read(question)
        if ranking == "fused":
            candidates = self.retrieve(processed, count, scope)
            pairs = zip(candidates.rows[:count].tolist(), candidates.scores[:count].tolist(), strict=True)
            return [Match(row, score) for row, score in pairs]
        if ranking == "dense":
            return self.vectors.search(processed.encoding.vector, count, scope.ranges)
        lexical = self.lexical.scores(processed.terms)
        if ranking == "bm25":
            return [Match(row, float(lexical[row])) for row in best_rows(lexical, count, scope)]
        depth = max(count, self.depth)
        dense = [match.row for match in self.vectors.search(processed.encoding.vector, depth, scope.ranges)]
        fused = reciprocal_rank_fusion([dense, best_rows(lexical, depth, scope)])
        return [Match(row, score) for row, score in fused[:count]]


def _no_candidates(tokens: int) -> Candidates:
    """Return empty candidates for a question with this number of tokens."""
    scores, cosines = np.zeros(0, dtype=np.float32), np.zeros((0, tokens), dtype=np.float32)
    parts = ScoreParts(scores, scores, scores, scores, scores, scores, scores, ORDINARY)
    return Candidates(scores.astype(np.int64), scores, parts, Nearness(cosines, cosines, cosines, ()))


def best_rows(scores: NDArray[np.float32], count: int, scope: Scope = EVERYTHING) -> list[int]:
    """Return the rows in scope with the `count` highest scores above 0, best first."""
    if scope.ranges is not None:
        scores = np.where(row_mask(scope.ranges, len(scores)), scores, 0)
    rows = np.argpartition(-scores, count)[:count] if count < len(scores) else np.arange(len(scores))
    rows = rows[scores[rows] > 0]
    return [int(row) for row in rows[np.lexsort((rows, -scores[rows]))]]
