"""Find the passages that contain an identifier of the question, which come before all that only resemble it.

A passage contains an identifier best if its section path or title does (`## [0.2.1] (2025-03-02)`), or if it is the number of
the passage itself (`2. No spam` for *rule 2*), and else if its text does.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.passages.passage import Passage, PassagesByRow
from index.searching.scope import Scope
from index.storing.lexical import LexicalIndex
from index.storing.vectors import row_mask
from index.text.identifiers import Identifier, covers_version, is_listed, is_ranked, numbers, own_number, values
from index.text.words import Stem, terms

MAX_ROWS = 1_000
"""Passages that are read to verify that they contain an identifier; the best by the preliminary score."""
MAX_SHARE = 0.5
"""The share of all passages above which an identifier, such as COVID-19, tells nothing about any of them."""
START_REACH = 8
"""Characters, beyond its own, within which a text that starts with a code contains it, with quotes, marks or *Error* before."""
OWN_LETTER = re.compile(r"(?:(?P<number>\d{1,3}(?:\.\d{1,3})*)\.?\s?)?[(\[]?(?P<letter>[a-z])[.)\]]", re.IGNORECASE)
"""The letter of an item that a text starts with, as in `b) Bring a towel` and `4 (b)`."""
RUN = re.compile(r"\d+|[^\W\d_]+")
DATE_REACH = 40
"""Characters of a text within which it gives its date; later ones may be dates of anything."""
WORDLIKE = re.compile(r"[a-z]{3,}[-_]?\d+[a-z]?")
"""A code such as *top-10* or *rtx3080*, which may be an ordinary word; it is never missing."""
SHORT_CODE = re.compile(r"[a-z]\d")
NOUN_LENGTH = 4
"""Letters of a noun that are compared, so that *rule* is in the section *House rules*."""
IN_TEXT, IN_HEADING, IN_NAMED_HEADING = 1, 2, 3
"""How well a passage contains an identifier: in its text, in a heading or as its number, or so in a section of that name."""
REQUIRED = {"version", "code", "number"}
"""Kinds of identifiers without which a passage is no answer; an event may be meant by its date and described without it."""


@dataclass(frozen=True, slots=True)
class Found:
    """Passages that contain an identifier of the question.

    `levels` maps their rows to how well they contain it, from 1. `missing` are the identifiers, as written, that no passage
    contains.
    """

    levels: Mapping[int, int]
    missing: tuple[str, ...] = ()


NOTHING = Found({})


@dataclass(frozen=True, slots=True)
class IdentifierSearch:
    """Finds identifiers in the passages of an open index; `titles` are those of the documents, by path."""

    lexical: LexicalIndex
    passages: PassagesByRow
    titles: Mapping[str, str]
    stem: Stem

    def find(
        self,
        identifiers: Sequence[Identifier],
        scores: Callable[[NDArray[np.int64]], NDArray[np.float32]],
        scope: Scope,
        near: NDArray[np.int64],
    ) -> Found:
        """Find the passages in scope that contain one or more identifiers; `scores` returns the preliminary scores of rows.

        What none contains is looked for in the ranges of versions and numbers that those in the rows `near` state.
        """
        levels: dict[int, int] = {}
        missing: list[str] = []
        for identifier in identifiers:
            rows = self._proposed(identifier)
            if scope.ranges is not None:
                rows = rows[row_mask(scope.ranges, self.lexical.passages)[rows]]
            if len(rows) > MAX_ROWS:
                rows = rows[np.argsort(-scores(rows), kind="stable")[:MAX_ROWS]]
            found = {row: level for row in rows.tolist() if (level := self._level(identifier, self.passages[row]))}
            if not found:
                found = {row: IN_TEXT for row in near.tolist() if self._covers(identifier, self.passages[row])}
            if not found and identifier.kind in REQUIRED and not WORDLIKE.fullmatch(identifier.written):
                missing.append(identifier.written)
            is_place = identifier.kind == "number" and not is_ranked(identifier.noun)
            if not is_place and len(found) <= MAX_SHARE * self.lexical.passages:
                for row, level in found.items():
                    levels[row] = max(level, levels.get(row, 0))
        return Found(levels, tuple(dict.fromkeys(missing)))

    def _proposed(self, identifier: Identifier) -> NDArray[np.int64]:
        """Return the rows that may contain an identifier, by the terms that are indexed for its spellings."""
        spellings = [terms(text, self.stem)[-1:] for text in (identifier.value, f"v{identifier.value}", identifier.written)]
        if identifier.kind == "date":
            year, _, day = identifier.value.split("-")
            spellings += [[year, day], [year, day.lstrip("0")]]
        elif identifier.kind == "code":
            spellings.append(RUN.findall(identifier.value))
        rows = [self._with_all(names) for names in spellings if names]
        return np.unique(np.concatenate(rows)) if rows else np.zeros(0, dtype=np.int64)

    def _with_all(self, names: Sequence[str]) -> NDArray[np.int64]:
        """Return the rows that contain all of one or more terms."""
        return self.lexical.rows_with_all(names).astype(np.int64)

    def _covers(self, identifier: Identifier, passage: Passage) -> bool:
        """Return whether a passage, or a heading above it, states a range of versions or numbers with the one named."""
        texts = (*passage.section, *passage.context, passage.text)
        if identifier.kind == "version":
            return any(covers_version(text, identifier.value) for text in texts)
        return identifier.kind == "number" and self._level(identifier, passage) > 0

    def _level(self, identifier: Identifier, passage: Passage) -> int:
        """Return how well a passage contains an identifier, 0 if it does not."""
        headings = [*passage.section, *passage.context, self.titles.get(passage.document, "")]
        if identifier.kind == "number":
            return _level_of_number(identifier, passage.text, headings)
        kinds = ("version", "decimal") if identifier.kind in {"version", "decimal"} else (identifier.kind,)
        if any(identifier.value in values(heading, kind) for heading in headings for kind in kinds):
            return IN_HEADING
        if identifier.kind == "decimal":
            return IN_HEADING if identifier.value in {own_number(heading) for heading in headings} else 0
        if identifier.kind == "code" and identifier.value in values(
            passage.text[: len(identifier.written) + START_REACH], "code"
        ):
            return IN_HEADING  # a list of codes: the text starts with its own
        return self._level_in_text(identifier, passage, headings)

    @staticmethod
    def _level_in_text(identifier: Identifier, passage: Passage, headings: Sequence[str]) -> int:
        kinds = ("version", "decimal") if identifier.kind in {"version", "decimal"} else (identifier.kind,)
        text = passage.text[:DATE_REACH] if identifier.kind == "date" else passage.text
        if any(identifier.value in values(text, kind) for kind in kinds):
            return IN_TEXT
        if identifier.kind == "code" and SHORT_CODE.fullmatch(identifier.value):
            spelled = rf"(?<![^\W_]){identifier.value[0]}[\s-]?{identifier.value[1]}(?!\w)"
            return IN_TEXT if re.search(spelled, " ".join([*headings, passage.text]), re.IGNORECASE) else 0
        is_bare = identifier.kind == "code" and identifier.value.isdecimal()
        return IN_TEXT if is_bare and identifier.value in RUN.findall(" ".join([*headings, passage.text])) else 0


def _level_of_number(identifier: Identifier, text: str, headings: Sequence[str]) -> int:
    """Return how well a passage contains the number of a rule, step or section: 0 if it only contains that of another thing.

    Rule 2 is a passage or heading that starts with that number, best in a section of that name, or a text that names it.
    """
    noun = identifier.noun[:NOUN_LENGTH]
    letter = identifier.value.lstrip("0123456789.")
    number = identifier.value.removesuffix(letter)
    item = OWN_LETTER.match(text)
    is_item = not letter or (item is not None and item["letter"].lower() == letter)
    own = {own_number(each) for each in (text, *headings)} | ({item["number"]} if item and item["number"] else set())
    if is_listed(identifier.noun) and is_item and number in own:
        is_named = noun in " ".join([*headings, text[: NOUN_LENGTH + 2]]).casefold()
        return IN_NAMED_HEADING if is_named else IN_HEADING
    for level, part in ((IN_NAMED_HEADING, " | ".join(headings)), (IN_TEXT, text)):
        is_likely = (noun or "§") in part.casefold()  # much faster than to look for numbers
        if is_likely and any(_is_same_number(identifier, each) for each in numbers(part)):
            return level
        if is_likely and noun and re.search(rf"\b{re.escape(identifier.value)}(?:st|nd|rd|th)?\s{noun}", part, re.IGNORECASE):
            return level
    return 0


def _is_same_number(one: Identifier, other: Identifier) -> bool:
    """Return whether a text that names `other` names `one`: *section 4 (b)* names sections 4 and 4b."""
    is_same_noun = one.noun[:NOUN_LENGTH] == other.noun[:NOUN_LENGTH]
    return is_same_noun and one.value in {other.value, other.value.rstrip("abcdefghijklmnopqrstuvwxyz")}
