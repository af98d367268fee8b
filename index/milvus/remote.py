"""The passages of a build in a store, by row: their texts, vectors, token vectors and words, fetched for candidates alone.

The store proposes candidates, by vectors and by BM25. Everything that decides among them is computed here from what was stored,
with the same formulas as for an index on this machine.
"""

import json
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from threading import Lock
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from index.encoding.encoder import Vector, Vectors
from index.errors import StoreError
from index.milvus.client import Engine, Found, RowRequest
from index.milvus.entities import document_key, passage_of, section_key, term_hash, tokenized, tokens_of, vector_of
from index.milvus.places import Places, Rows
from index.milvus.record import Build, read_record, require_rows, rows_gone
from index.milvus.schema import HASHES, MEANING, PASSAGE, TOKENS
from index.passages.passage import ID_LENGTH, Passage, SectionRows
from index.storing.documents import Documents
from index.storing.lexical_columns import MAX_COUNT, damping_of, inverse_frequency
from index.storing.lexical_question import Bonus, best_rows, with_bonus
from index.storing.token_vectors import PassageTokens, TokenCodes, concatenate
from index.storing.vectors import Match
from index.storing.word_table import WordTable
from index.text.words import Stem, terms

KEPT = 4_096
"""Passages whose texts and vectors are kept in memory, and a quarter as many whose token vectors are."""
AROUND = 64
"""Passages that are fetched together when one is wanted: the list or section around a candidate is often read next."""
AT_ONCE = 256
"""Passages that are fetched in one call."""
MAX_ROWS = 1_000
"""The most passages with a term that are looked at."""
MAX_NAMES = 2_000
"""The most documents and sections that a condition names; the results of longer ones are filtered here."""
POSTINGS, POSTING_SHARE = 5_000, 10
"""How often the words that the store looks up may occur together: this often, or in one of so many passages if that is more."""
FILTERED = 3
"""The number of words that a store without BM25 looks up."""
TEXTS = (PASSAGE, MEANING)
T = TypeVar("T")


class _Kept(Generic[T]):
    """What is in memory of one field, by key, the longest unused first."""

    def __init__(self, name: str, decode: Callable[[Mapping[str, Any]], T], limit: int) -> None:
        self.name = name
        self.decode = decode
        self._limit = limit
        self._values: OrderedDict[int, T] = OrderedDict()
        self._lock = Lock()

    def known(self, keys: Iterable[int]) -> dict[int, T]:
        """Return those of some keys that are in memory, with their values."""
        with self._lock:
            found = {key: self._values[key] for key in keys if key in self._values}
            for key in found:
                self._values.move_to_end(key)
        return found

    def put(self, found: Mapping[int, T]) -> None:
        """Keep values."""
        with self._lock:
            self._values.update(found)
            while len(self._values) > self._limit:
                self._values.popitem(last=False)

    def clear(self) -> None:
        """Keep nothing."""
        with self._lock:
            self._values.clear()


class RemotePassages(Sequence[Passage]):
    """The passages of a build, fetched when they are first wanted."""

    def __init__(self, engine: Engine, build: Build, places: Places, stem: Stem) -> None:
        self.engine = engine
        self.build = build
        self.places = places
        self.rows = Rows(places.keys)
        self._stem = stem
        self.kept = _Kept(PASSAGE, passage_of, KEPT)
        self._vectors = _Kept(MEANING, vector_of, KEPT)
        self._tokens = _Kept(TOKENS, tokens_of, KEPT // 4)
        self._counts: _Kept[Counter[str]] = _Kept("", lambda _: Counter(), KEPT)
        self._is_counted = False

    def __len__(self) -> int:
        """Return the number of passages."""
        return len(self.places)

    def __iter__(self) -> Iterator[Passage]:
        """Yield all passages, in reading order. This fetches all of them, and is not meant for questions."""
        for start in range(0, len(self), AT_ONCE):
            yield from self.read(range(start, min(start + AT_ONCE, len(self))))

    def read(self, rows: range) -> list[Passage]:
        """Return the passages of adjacent rows, fetched in as few calls as possible."""
        return [self.places.place(each, row) for row, each in zip(rows, self._all(self.kept, self._keys(rows)), strict=True)]

    def prepare(self, ranges: Iterable[range]) -> None:
        """Fetch passages that will be read soon, in as few calls as possible."""
        self._fetch(self.kept, self._keys(sorted({row for rows in ranges for row in rows})))

    def __getitem__(self, row: int) -> Passage:  # type: ignore[override]
        """Return the passage in a row. If it has to be fetched, those around it are, too: they are often asked for next."""
        row = range(len(self))[row]
        [key] = self._keys([row])
        found = self.kept.known([key])
        if not found:
            first = row - row % AROUND
            found = self._fetch(self.kept, self._keys(range(first, min(first + AROUND, len(self)))))
        if key not in found:
            raise self._gone()
        return self.places.place(found[key], row)

    def wanted(self, count: int, condition: str) -> RowRequest:
        """Return what a search is to return: so many passages that meet a condition, with their texts and vectors."""
        return RowRequest(self.build.collection, count, condition, TEXTS)

    def require_enough(self, found: int, wanted: int) -> None:
        """Raise StoreError if a search found fewer passages than there are to find, because rows are gone.

        A server may also find fewer, so they are counted then, but only once: this is for rows that somebody deleted.
        """
        if found < wanted and not self._is_counted:
            require_rows(self.engine, self.build)
            self._is_counted = True

    def find(self, passage_id: str, near: int = 0) -> int | None:  # noqa: ARG002  # the store has an index of ids
        """Return the row of the first passage with this id, or None."""
        content, _, number = passage_id.partition("-")
        if not (content.isascii() and content.isalnum() and len(content) == ID_LENGTH):
            return None
        condition = f'content == "{content}" and {self.build.condition}'
        found = self.engine.query(self.build.collection, condition, ["id"], limit=MAX_ROWS)
        rows = sorted(self.rows.of([int(each["id"]) for each in found]))
        return next((row for row in rows if str(self.places.numbers[row]) == (number or "1")), None)

    def vectors(self, rows: Sequence[int]) -> list[Vector]:
        """Return the vectors of the passages in some rows. Raises StoreError if some are not there any more."""
        found = self._all(self._vectors, self._keys(rows))
        if other := next((len(vector) for vector in found if vector.shape != (self.build.dimension,)), None):
            what = f"a vector has dimension {other}, expected {self.build.dimension}"
            raise StoreError(what, where=self.engine.address.shown, fix="run `footnote build --full`")
        return found

    def tokens(self, rows: Sequence[int]) -> list[TokenCodes]:
        """Return the stored token vectors of the passages in some rows. Raises StoreError if some are not there any more."""
        return self._all(self._tokens, self._keys(rows))

    def counts(self, rows: Sequence[int]) -> list[Counter[str]]:
        """Return how often each term is in the passages in some rows."""
        keys = self._keys(rows)
        known = self._counts.known(keys)
        missing = [key for key in dict.fromkeys(keys) if key not in known]
        made = {
            key: Counter(terms(passage.embedding_text, self._stem))
            for key, passage in zip(missing, self._all(self.kept, missing), strict=True)
        }
        self._counts.put(made)
        known.update(made)
        return [known[key] for key in keys]

    def rows_of(self, found: Sequence[Found]) -> list[int]:
        """Return the rows of what a search found, in its order, and keep the texts and vectors that came with it."""
        _keep_found(self.kept, found)
        _keep_found(self._vectors, found)
        return self.rows.of([each.key for each in found])

    def _all(self, kept: _Kept[T], keys: Sequence[int]) -> list[T]:
        """Return one field of the rows with some keys, in their order. Raises StoreError if some are not there any more."""
        found = self._fetch(kept, keys)
        try:
            return [found[key] for key in keys]
        except KeyError:
            raise self._gone() from None

    def _fetch(self, kept: _Kept[T], keys: Sequence[int]) -> dict[int, T]:
        """Return one field of those rows with some keys that are there."""
        found = kept.known(keys)
        missing = [key for key in dict.fromkeys(keys) if key not in found]
        for start in range(0, len(missing), AT_ONCE):
            rows = self.engine.get(self.build.collection, missing[start : start + AT_ONCE], ["id", kept.name])
            fetched = {int(row["id"]): kept.decode(row) for row in rows}
            kept.put(fetched)
            found.update(fetched)
        return found

    def _keys(self, rows: Sequence[int] | range) -> list[int]:
        return [int(key) for key in self.places.keys[np.asarray(rows, dtype=np.int64)]]

    def _gone(self) -> StoreError:
        """Return the error for passages that are not in the store any more."""
        record = read_record(self.engine)
        if record and record.named(self.build.name):
            return rows_gone(self.engine, self.build)
        what = "passages of this index are no longer in the store: it has been built again, twice"
        return StoreError(what, where=self.engine.address.shown, fix="ask again")


def _keep_found(kept: _Kept[T], found: Sequence[Found]) -> None:
    """Keep the values of a field that came with the results of a search."""
    known = kept.known(each.key for each in found)
    kept.put({each.key: kept.decode(each.fields) for each in found if each.key not in known and kept.name in each.fields})


class Conditions:
    """The conditions that stand for sets of rows: names of documents, and of sections where a set has only parts of them."""

    def __init__(self, build: Build, documents: Documents, sections: Sequence[SectionRows]) -> None:
        self._build = build
        self._documents = documents
        self._sections = sections
        self._known: dict[tuple[range, ...], str] = {}

    def of(self, ranges: Sequence[range] | None) -> str:
        """Return the condition for rows in ranges, or all rows; what it lets through besides them is to be left out."""
        if ranges is None:
            return self._build.condition
        key = tuple(ranges)
        if key not in self._known:
            if len(self._known) > KEPT:
                self._known.clear()
            self._known[key] = self._make(key)
        return self._known[key]

    def _make(self, ranges: tuple[range, ...]) -> str:
        documents: list[str] = []
        sections: list[str] = []
        for number, document in enumerate(self._documents):
            rows = self._documents.rows_of(number)
            inside = [part for part in ranges if part.start < rows.stop and rows.start < part.stop]
            if not rows or not inside:
                continue
            if any(part.start <= rows.start and rows.stop <= part.stop for part in inside):
                documents.append(document_key(document.path))
            else:
                sections += self._sections_in(inside, rows)
        if len(documents) + len(sections) > MAX_NAMES:
            return self._build.condition
        names = (("document", documents), ("section", sorted(set(sections))))
        parts = [f"{name} in {json.dumps(values, ensure_ascii=False)}" for name, values in names if values]
        return f"{self._build.condition} and ({' or '.join(parts) or 'id < 0'})"

    def _sections_in(self, ranges: Sequence[range], document: range) -> Iterator[str]:
        for section in self._sections:
            if section.start >= document.stop:
                break
            is_inside = document.start <= section.start < section.stop
            if is_inside and any(part.start < section.stop and section.start < part.stop for part in ranges):
                yield section_key(section.document, section.path)


def inside(rows: Iterable[int], ranges: Sequence[range] | None) -> list[int]:
    """Return the rows that are in ranges, in their order."""
    return list(rows) if ranges is None else [row for row in rows if any(row in each for each in ranges)]


class RemoteVectors:
    """The vectors and token vectors of the passages of a build."""

    segments = ()
    lists = None

    def __init__(self, passages: RemotePassages, conditions: Conditions) -> None:
        self._passages = passages
        self._conditions = conditions

    def __len__(self) -> int:
        """Return the number of passages."""
        return len(self._passages)

    @property
    def dimension(self) -> int:
        """The dimension of the vectors."""
        return self._passages.build.dimension

    def search(self, vector: Vector, count: int, rows: Sequence[range] | None = None) -> list[Match]:
        """Return the `count` best matches for a vector, shape (dimension,), best first; only among `rows` if given."""
        found = self._passages.engine.near(self._passages.wanted(count, self._conditions.of(rows)), vector.tolist())
        if rows is None:
            self._passages.require_enough(len(found), min(count, len(self)))
        near = np.array(sorted(inside(self._passages.rows_of(found), rows)), dtype=np.int64)
        scores = self.cosines(vector, near)
        order = np.lexsort((near, -scores))
        return [Match(int(near[position]), float(scores[position])) for position in order[:count].tolist()]

    def cosines(self, vector: Vector, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the cosines between a vector and those of some rows."""
        return np.asarray(self.vectors(rows) @ vector, dtype=np.float32)

    def vectors(self, rows: NDArray[np.int64]) -> Vectors:
        """Return the vectors of some rows, shape (rows, dimension)."""
        found = self._passages.vectors(rows.tolist())
        return np.stack(found) if found else np.zeros((0, self.dimension), dtype=np.float32)

    def token_vectors(self, rows: NDArray[np.int64]) -> PassageTokens:
        """Return the token vectors of one or more passages, in the order of `rows`."""
        return concatenate(self._passages.tokens(rows.tolist()))

    def token_starts(self, row: int) -> NDArray[np.int32]:
        """Return where each token of a passage starts in its text; negative for tokens of its lead."""
        return self._passages.tokens([row])[0].starts.astype(np.int32)


class RemoteWords:
    """The words of the passages of a build: how rare they are, from its vocabulary, and which passages match them best."""

    def __init__(
        self, passages: RemotePassages, conditions: Conditions, terms: WordTable, frequencies: NDArray[np.int32], length: int
    ) -> None:
        self._passages = passages
        self._conditions = conditions
        self.terms = terms
        self._frequencies = frequencies
        self._average = length / max(1, len(passages)) or 1.0

    @property
    def passages(self) -> int:
        """The number of passages."""
        return len(self._passages)

    def __contains__(self, term: str) -> bool:
        """Return whether any passage contains the term."""
        return term in self.terms

    def frequency(self, term: str) -> int:
        """Return the number of passages that contain a term."""
        position = self.terms.position(term)
        return 0 if position is None else int(self._frequencies[position])

    def idf(self, term: str) -> float:
        """Return the inverse document frequency of a term, at least 0: how rare it is among the passages."""
        return inverse_frequency(self.frequency(term), self.passages)

    def has(self, term: str, row: int) -> bool:
        """Return whether a passage contains a term."""
        return term in self._passages.counts([row])[0]

    def rows_with(self, term: str) -> NDArray[np.int32]:
        """Return the passages that contain a term, ascending; of many, those that match it best."""
        return self.rows_with_any([[term]])

    def rows_with_all(self, names: Iterable[str]) -> NDArray[np.int32]:
        """Return the passages that contain all of one or more terms, ascending; of many, those that match the rarest best."""
        return self.rows_with_any([names])

    def rows_with_any(self, spellings: Iterable[Iterable[str]]) -> NDArray[np.int32]:
        """Return the passages that contain all terms of one or more spellings of something, ascending, in one call.

        Of many, those that match the rarest terms best.
        """
        known = [names for names in map(frozenset, spellings) if names and all(name in self for name in names)]
        rows = sorted(self._with_any({min(names, key=lambda name: (self.frequency(name), name)) for names in known}))
        if any(len(names) > 1 for names in known):
            counts = self._passages.counts(rows)
            rows = [row for row, each in zip(rows, counts, strict=True) if any(names <= each.keys() for names in known)]
        return np.array(rows, dtype=np.int32)

    def _with_any(self, names: Set[str]) -> list[int]:
        """Return the passages that contain any of some terms, as the store finds them."""
        if not names:
            return []
        engine, build = self._passages.engine, self._passages.build
        if engine.has_bm25:
            count = min(MAX_ROWS, sum(map(self.frequency, names)))
            return self._passages.rows_of(
                engine.matching(self._passages.wanted(count, build.condition), tokenized(sorted(names)))
            )
        hashes = ", ".join(str(term_hash(name)) for name in sorted(names))
        condition = f"{build.condition} and array_contains_any({HASHES}, [{hashes}])"
        return self._passages.rows.of(
            [int(row["id"]) for row in engine.query(build.collection, condition, ["id"], limit=MAX_ROWS)]
        )

    def question(self, names: Iterable[str]) -> "RemoteQuestion":
        """Return the scores of a question with these terms."""
        return RemoteQuestion(self, tuple(dict.fromkeys(names)))

    def scores_at(self, names: Sequence[str], rows: Sequence[int]) -> NDArray[np.float32]:
        """Return the BM25 score of some passages, as a fraction of the highest possible score: 0 to 1."""
        weights = {name: self.idf(name) for name in names}
        bound = sum(weights.values())
        scores = np.zeros(len(rows), dtype=np.float32)
        for position, counts in enumerate(self._passages.counts(rows) if bound else ()):
            damping = damping_of(counts.total() / self._average)
            found = ((weights[name], min(counts[name], MAX_COUNT)) for name in names if name in counts)
            scores[position] = sum(weight * count / (count + damping) for weight, count in found) / bound
        return scores

    def best(self, names: Sequence[str], count: int, ranges: Sequence[range] | None) -> list[int]:
        """Return the rows that match terms best, best first."""
        asked = self.looked_up(names)
        if not asked:
            return []
        engine, condition = self._passages.engine, self._conditions.of(ranges)
        if engine.has_bm25:
            found = engine.matching(self._passages.wanted(count, condition), tokenized(asked))
            rows = self._passages.rows_of(found)
        else:
            rows = sorted({row for name in asked[:FILTERED] for row in self._with_any({name})})
        rows = sorted(set(inside(rows, ranges)))
        scores = self.scores_at(names, rows)
        order = np.lexsort((np.array(rows, dtype=np.int64), -scores))
        return [rows[position] for position in order[:count].tolist() if scores[position] > 0]

    def looked_up(self, names: Sequence[str]) -> list[str]:
        """Return the terms that the store looks up, the rarest first: common words find nothing that the others do not."""
        known = sorted((name for name in names if name in self), key=self.frequency)
        budget = max(POSTINGS, self.passages // POSTING_SHARE)
        chosen: list[str] = []
        for name in known:
            budget -= self.frequency(name)
            if chosen and budget < 0:
                break
            chosen.append(name)
        return chosen


@dataclass(frozen=True, slots=True)
class RemoteQuestion:
    """The scores that the passages of a build get for the terms of a question."""

    words: RemoteWords
    terms: tuple[str, ...]
    is_small = False

    @property
    def everywhere(self) -> NDArray[np.float32]:
        """The scores of all passages, which nothing asks a store for."""
        raise NotImplementedError

    def at(self, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the BM25 scores of some rows, from 0 to 1."""
        return self.words.scores_at(self.terms, rows.tolist())

    def best(self, count: int, ranges: Sequence[range] | None = None, bonus: Bonus | None = None) -> list[int]:
        """Return the rows with the `count` highest scores, with a `bonus` if there is one, best first."""
        rows = np.array(self.words.best(self.terms, count, ranges), dtype=np.int64)
        scores = self.at(rows)
        return best_rows(
            np.sort(rows), (scores if bonus is None else with_bonus(scores, bonus.at(rows)))[np.argsort(rows)], count
        )


@dataclass(frozen=True, slots=True)
class Proposals:
    """The candidates of a question: the closest by vector and those that match its words best, in one call."""

    passages: RemotePassages
    conditions: Conditions
    words: RemoteWords

    def propose(self, vector: Vector, names: Sequence[str], count: int, ranges: Sequence[range] | None) -> list[int]:
        """Return the rows of the `count` closest passages by meaning, and of the `count` best by words, in any order."""
        engine = self.passages.engine
        condition, asked = self.conditions.of(ranges), self.words.looked_up(names)
        numbers = vector.tolist()
        if not asked:
            found = engine.near(self.passages.wanted(count, condition), numbers)
        elif engine.has_bm25:
            found = engine.both(self.passages.wanted(count, condition), numbers, tokenized(asked))
        else:
            found = engine.near(self.passages.wanted(count, condition), numbers)
            for name in asked[:FILTERED]:
                with_word = f"{condition} and array_contains({HASHES}, {term_hash(name)})"
                found += engine.near(self.passages.wanted(count, with_word), numbers)
        if ranges is None:
            self.passages.require_enough(len(found), min(count, len(self.passages)))
        return sorted(set(inside(self.passages.rows_of(found), ranges)))
