"""Evidence that a question is answered by a whole list, and the share of such questions that are.

The weights are those of a logistic regression on the lists around 670 judged questions, of which 85 ask for one.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.answering.evidence import in_lead, mean_by_word, medians
from index.answering.item_lists import ItemList
from index.answering.list_finding import ListReader
from index.answering.list_terms import Asked
from index.searching.candidates import Candidates
from index.searching.late_interaction import Nearness, nearness
from index.searching.opening import OpenIndex
from index.searching.question_reading import Question
from index.text.answer_kinds import holds
from index.text.list_numbers import without_number
from index.text.list_questions import Form, form_of

WEIGHTS = MappingProxyType(
    {
        "named": 6.03, "met": -2.5, "named_back": 3.91, "exact": 0.44, "narrowed": -0.54, "holds_kind": 1.71,
        "first": 2.61, "stands_out": 4.01, "reads": 0.27, "long": -9.19, "subsections": -4.85,
        "how": 1.78, "several": 2.42, "open": 3.15, "yes or no": -1.99,
    }
)  # fmt: skip
"""The weight of each piece of evidence, named as in `ListEvidence.weighed`, and of how the question is put."""
INTERCEPT = -8.75
MATCHED = 0.9
"""The least cosine that counts for a word that the lead-in or headings contain."""
NAMED, MET, MARGIN = 0.6, 0.6, 0.2
"""A question is narrowed to an item by a word that comes nearer to one than `MET`, and by `MARGIN` than to the headings."""
UNRELATED = 0.3
"""A question for a way is narrowed to a step only by words that come less near to what is above the steps: steps often repeat
words of their purpose, as in *have a member sign the form* for *how do I become a member*."""
HOLDING = 0.5
"""The share of items that must hold a number or time if one is asked for."""
FIRST = 6
"""The first candidates, as many as the list has items, of which a share is in the list that is asked for."""
LONG = 400
"""The mean length of passages, in characters, that speaks most against a list."""
NAMED_ITEMS = 3
"""Items whose leads are looked at, because one can be cut."""


@dataclass(frozen=True, slots=True)
class ListEvidence:
    """How a list fits a question.

    `shared` holds how near each content word comes to what is above most items, and `weights` how rare each is.
    `is_exact` is True if its lead-in or heading is asked for and nothing else than what is above it, `is_name` if the question
    consists of these words alone, `is_narrowed` if a word of it is met by one item only, and `holds_kind` if enough items hold
    the number or time that is asked for.
    """

    shared: NDArray[np.float32]
    weights: NDArray[np.float32]
    is_exact: bool
    is_name: bool
    is_narrowed: bool
    holds_kind: bool
    weighed: Mapping[str, float]

    @property
    def mean_shared(self) -> float:
        """The mean of `shared`, by `weights`."""
        return float(self.weights @ self.shared)

    @property
    def share(self) -> float:
        """The share of questions with such evidence that the list answers, from 0 to 1."""
        odds = INTERCEPT + sum(WEIGHTS[name] * value for name, value in self.weighed.items())
        return 1 / (1 + math.exp(-odds))


class _Near(NamedTuple):
    """How near the lead and the text of a passage come to each token of the question, and the cosines of all their tokens."""

    lead: NDArray[np.float32]
    text: NDArray[np.float32]
    cosines: NDArray[np.float32]


class EvidenceReader:
    """Gathers evidence on lists for one question."""

    def __init__(self, index: OpenIndex, question: Question, candidates: Candidates, reader: ListReader) -> None:
        self._index, self._question, self._candidates, self._reader = index, question, candidates, reader
        self.asked = Asked.of(question, index.generation.manifest.language)
        self._weights = self.asked.weights(question)
        self.form: Form = form_of(question.text)
        self._is_asked = np.isin(question.token_words, self.asked.positions)
        self._near: dict[int, _Near] = {}
        self._remember(candidates.rows, candidates.near)

    def first_share(self, found: ItemList) -> float:
        """Return the share of the first candidates, as many as the list has items, that are in it."""
        first = self._candidates.rows[: min(len(found.items), FIRST)].tolist()
        return sum(row in found.rows for row in first) / len(first)

    def most_first_share(self, rows: range) -> float:
        """Return the highest `first_share` that a list of two or more items in some rows can have."""
        inside = [row in rows for row in self._candidates.rows[:FIRST].tolist()]
        return max(sum(inside[:count]) / count for count in range(min(2, len(inside)), len(inside) + 1))

    def of(self, found: ItemList) -> ListEvidence:
        """Return the evidence on a list."""
        title = self._reader.title_of(found.document)
        heading = self._reader.heading_of(found.document, found.section)
        starts = np.array([item.start for item in found.items], dtype=np.int64)
        near = self._nearness(starts)
        leads, texts = np.stack([each.lead for each in near]), np.stack([each.text for each in near])
        lead = mean_by_word(self._question, leads)[:, self.asked.positions]
        by_text = np.maximum(leads, texts) if found.kind in ("headings", "subsections") else texts
        in_items = mean_by_word(self._question, by_text)[:, self.asked.positions].max(axis=0)
        named = self.asked.named_by((found.lead_in, *found.section, title))
        shared = medians(lead)
        shared = np.where(named, np.maximum(shared, MATCHED), shared)
        is_own = any(self.asked.contain(name) for name in (found.lead_in, heading))
        is_way = found.is_numbered and self.form == "how"
        specific = (shared < (UNRELATED if is_way else NAMED)) & (in_items >= MET) & (in_items - shared >= MARGIN)
        is_narrowed = bool(specific.any()) and not (is_own and is_way)
        is_exact, holds_kind = is_own and bool(named.all()), self._holds_kind(found)
        cosines = self._index.retriever.vectors.cosines(self._question.encoding.vector, starts)
        lengths = [len(passage.text) for passage in self._reader.passages(found.rows)]
        weighed = {
            "named": float(self._weights @ lead.max(axis=0)),
            "met": float(self._weights @ np.maximum(shared, in_items)),
            "named_back": max(self._named_back(name, starts, near) for name in (found.lead_in, *found.section[-1:])),
            "exact": float(is_exact),
            "narrowed": float(is_narrowed),
            "holds_kind": float(holds_kind),
            "first": self.first_share(found),
            "stands_out": float(cosines.max() - medians(cosines)),
            "reads": self._reads(found),
            "long": min(sum(lengths) / len(lengths), LONG) / LONG,
            "subsections": float(found.kind == "subsections"),
        }
        if self.form in WEIGHTS:
            weighed[self.form] = 1.0
        is_name = any(self.asked.are(name) for name in (found.lead_in, heading) if name)
        return ListEvidence(shared, self._weights, is_exact, is_name, is_narrowed, holds_kind, weighed)

    def _nearness(self, rows: NDArray[np.int64]) -> list["_Near"]:
        """Return how near passages are to the question; only those that are no candidates are compared with it."""
        missing = np.array([row for row in rows.tolist() if row not in self._near], dtype=np.int64)
        if len(missing):
            tokens = self._index.retriever.tokens.token_vectors(missing)
            self._remember(missing, nearness(self._question.encoding.token_vectors, tokens))
        return [self._near[row] for row in rows.tolist()]

    def _remember(self, rows: NDArray[np.int64], near: Nearness) -> None:
        for at, row in enumerate(rows.tolist()):
            self._near[row] = _Near(near.lead[at], near.text[at], near.cosines[near.spans[at]])

    def _named_back(self, name: str, starts: NDArray[np.int64], near: Sequence["_Near"]) -> float:
        """Return how near the words of a name come to the content words of the question, on average."""
        found = [0.0]
        for each, row in zip(near[:NAMED_ITEMS], starts.tolist(), strict=False):
            inside = in_lead(name, self._reader.passage(row).lead, row, self._index.retriever.tokens)
            if inside is not None:
                cosines = each.cosines[inside][:, self._is_asked]
                found.append(float(cosines.max(axis=1).mean()) if cosines.size else 0.0)
        return max(found)

    def _reads(self, found: ItemList) -> float:
        """Return how well the best passage of a list answers by the reader."""
        pairs = zip(self._candidates.rows.tolist(), self._candidates.answers.tolist(), strict=True)
        return max((answers for row, answers in pairs if row in found.rows), default=0.0)

    def _holds_kind(self, found: ItemList) -> bool:
        """Return whether enough items hold a number or time, if one is asked for."""
        kind = self._question.focus.kind
        if kind not in ("number", "time") or (self.form == "how" and found.is_numbered):
            return True
        language = self._question.focus.language
        held = [holds(kind, without_number(self._reader.passage(item.start).text), language) for item in found.items]
        return sum(held) >= HOLDING * len(held)
