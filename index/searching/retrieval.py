"""Retrieve: candidates by meaning and by words, rescored by late interaction.

Pure of files: whoever opens an index hands its parts to a `Retriever`.
"""

from dataclasses import dataclass, replace
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from index.encoding.encoder import Encoder, Encoding
from index.encoding.tokens import starts_in
from index.searching.fusing import Parts, first_guess, parts, reciprocal_rank_fusion
from index.searching.late_interaction import Nearness, nearness
from index.searching.questions import clean_question
from index.searching.scope import EVERYTHING, Scope
from index.searching.spelling import Speller
from index.storing.lexical import LexicalIndex
from index.storing.token_vectors import PassageTokens
from index.storing.vectors import Match, VectorStore, mask_of
from index.text.words import Word, is_common, stemmer, terms, words

Ranking = Literal["dense", "bm25", "rrf", "fused"]
"""Ways to rank: by meaning alone, by words alone, by reciprocal rank fusion of the two, and as answers are."""
PROPOSED = 2
"""How many times as many passages meaning and words each propose as are compared token by token."""
COMMON_WEIGHT = 0.5
"""What a token of a common word counts, beside one of another word that is as rare in the corpus."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it was read: `asked` as written, `text` with typos corrected, and the weights of its tokens and words.

    `token_words` has the position of each token's word in `words`, or -1; `token_weights` how much each token counts, and
    `idf` and `is_common` tell of each word how rare it is in the corpus and whether it says little anywhere.
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


@dataclass(frozen=True, slots=True)
class Candidates:
    """Passages that were compared with a question, best first: their rows, parts of the score and nearness."""

    rows: NDArray[np.int64]
    scores: NDArray[np.float32]
    parts: Parts
    near: Nearness


class TokenStore(Protocol):
    """Where the token vectors of passages are."""

    def of(self, rows: NDArray[np.int64]) -> PassageTokens:
        """The token vectors of some passages, at least one, in the order of `rows`."""
        ...

    def starts(self, row: int) -> NDArray[np.int32]:
        """Where each token of a passage starts in its own text; below 0 for those of its lead."""
        ...


@dataclass(frozen=True, slots=True)
class Retriever:
    """The parts of an index that ranking needs; `depth` is how many passages are compared with a question token by token."""

    encoder: Encoder
    vectors: VectorStore
    lexical: LexicalIndex
    tokens: TokenStore
    speller: Speller
    language: str
    depth: int

    def read(self, question: str) -> Question:
        """Read a question: one pass through the encoder, and the weights of its words in this corpus. Raises QuestionError."""
        asked = clean_question(question)
        text = self.speller.correct(asked)
        stem = stemmer(self.language)
        encoding = self.encoder.encode_question(text)
        found = words(text, stem)
        idf = np.array([self.lexical.idf(word.term) for word in found], dtype=np.float32)
        common = np.array([is_common(text[word.start : word.end], self.language) for word in found], dtype=bool)
        token_words = starts_in(encoding.spans, [(word.start, word.end) for word in found])
        inside = np.flatnonzero(token_words >= 0)
        if len(inside):  # marks are nothing to compare with
            spans = tuple(encoding.spans[place] for place in inside.tolist())
            encoding = replace(encoding, token_vectors=encoding.token_vectors[inside], spans=spans)
            token_words = token_words[inside]
        weights = np.sqrt(idf) * np.where(common, COMMON_WEIGHT, 1.0).astype(np.float32)
        token_weights = np.append(weights, np.float32(0))[token_words]
        return Question(asked, text, encoding, terms(text, stem), found, idf, common, token_words, token_weights)

    def retrieve(self, question: Question, count: int = 1, scope: Scope = EVERYTHING) -> Candidates:
        """Compare a question with the passages in scope that are close to it by meaning or by words.

        At least `count` passages are compared, if that many are in scope.
        """
        depth = max(count, self.depth)
        lexical = self.lexical.scores(question.terms)
        proposed = PROPOSED * depth
        dense = [match.row for match in self.vectors.search(question.encoding.vector, proposed, scope.ranges)]
        found = np.array(sorted({*dense, *best_rows(lexical, proposed, scope)}), dtype=np.int64)
        cosine = self.vectors.cosines(question.encoding.vector, found)
        if len(found) > depth:
            best = np.sort(np.argsort(-first_guess(cosine, lexical[found]), kind="stable")[:depth])
            found, cosine = found[best], cosine[best]
        if not len(found):
            return _no_candidates(len(question.token_words))
        near = nearness(question.encoding.token_vectors, self.tokens.of(found))
        made = parts(cosine, lexical[found], near, question.token_weights)
        fused = made.fused
        order = np.argsort(-fused, kind="stable")
        return Candidates(
            found[order],
            fused[order],
            Parts(made.cosine[order], made.lexical[order], made.text[order], made.lead[order]),
            near.in_order(order),
        )

    def rank(self, question: str, count: int, ranking: Ranking = "fused", scope: Scope = EVERYTHING) -> list[Match]:
        """The `count` best passages in scope, best first, by one way to rank. Raises QuestionError."""
        read = self.read(question)
        if ranking == "fused":
            candidates = self.retrieve(read, count, scope)
            pairs = zip(candidates.rows[:count].tolist(), candidates.scores[:count].tolist(), strict=True)
            return [Match(row, score) for row, score in pairs]
        if ranking == "dense":
            return self.vectors.search(read.encoding.vector, count, scope.ranges)
        lexical = self.lexical.scores(read.terms)
        if ranking == "bm25":
            return [Match(row, float(lexical[row])) for row in best_rows(lexical, count, scope)]
        depth = max(count, self.depth)
        dense = [match.row for match in self.vectors.search(read.encoding.vector, depth, scope.ranges)]
        fused = reciprocal_rank_fusion([dense, best_rows(lexical, depth, scope)])
        return [Match(row, score) for row, score in fused[:count]]


def _no_candidates(tokens: int) -> Candidates:
    """The candidates of a question of so many tokens where no passage is in scope."""
    none, nowhere = np.zeros(0, dtype=np.float32), np.zeros((0, tokens), dtype=np.float32)
    return Candidates(none.astype(np.int64), none, Parts(none, none, none, none), Nearness(nowhere, nowhere, nowhere, ()))


def best_rows(scores: NDArray[np.float32], count: int, scope: Scope = EVERYTHING) -> list[int]:
    """The rows in scope with the `count` highest scores above 0, best first."""
    if scope.ranges is not None:
        scores = np.where(mask_of(scope.ranges, len(scores)), scores, 0)
    found = np.argpartition(-scores, count)[:count] if count < len(scores) else np.arange(len(scores))
    found = found[scores[found] > 0]
    return [int(row) for row in found[np.lexsort((found, -scores[found]))]]
