"""Find the passages that contain an identifier of the question, which come before all that only resemble it.

A passage contains an identifier best if its section path or title does (`## [0.2.1] (2025-03-02)`), or if it is the number of
the passage itself (`2. No spam` for *rule 2*), and else if its text does.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from string import ascii_lowercase

import numpy as np
from numpy.typing import NDArray

from index.passages.passage import Passage, PassagesByRow
from index.searching.scope import Scope
from index.storing.lexical import LexicalIndex
from index.storing.vectors import row_mask
from index.text.figures import covers_figure, figure_terms, names_figure
from index.text.identifiers import Identifier, covers_code, lettered_code, names_versions, own_number, values
from index.text.numbered import NOUN_LENGTH, Numbered, counted, is_listed, is_ranked, numbered
from index.text.roman import LARGEST, roman_numeral, roman_value
from index.text.versions import covers_version, same_versions
from index.text.words import Stem, terms

MAX_ROWS = 1_000
"""Passages that are read to verify that they contain an identifier; the best by the preliminary score."""
ENOUGH_TITLES = 100
"""Titles that are looked at to see whether not all have an identifier."""
MAX_SHARE = 0.5
"""The share of all passages above which an identifier, such as COVID-19, tells nothing about any of them."""
START_REACH = 8
"""Characters that may stand before a code at the start of a text: quotes, marks or a word such as *Error*."""
LABEL = re.compile(r"[^:.!?\n]{1,48}:(?=\s)")
"""What a text starts with before a colon, such as the name of a row or column of a table."""
OWN_LETTER = re.compile(r"(?:(?P<number>\d{1,3}(?:\.\d{1,3})*)\.?\s?)?[(\[]?(?P<letter>[a-z])[.)\]]", re.IGNORECASE)
"""The letter of an item that a text starts with, as in `b) Bring a towel` and `4 (b)`."""
LETTER_NUMBER = re.compile(r"[IVX](?=[.)]\s)")
"""A Roman number of one letter that a heading starts with; it is only one where more numbers follow below it."""
RUN = re.compile(r"\d+|[^\W\d_]+")
DATE_REACH = 40
"""Characters of a text within which it gives its date; later ones may be dates of anything."""
WORDLIKE = re.compile(r"[a-z]{3,}[-_]?\d+[a-z]?")
"""A code such as *top-10* or *rtx3080*, which may be an ordinary word; it is never missing."""
SPELLED_CODE = re.compile(r"(?P<letters>[a-z]+)(?P<digits>\d+)")
"""A code that texts may also write with a space or hyphen."""
WORD_CODE = re.compile(r"[a-z]{5,}\d+[a-z]*")
"""A code that starts with a word, such as *SUMMER24*: it may be a name that most texts have, such as *COVID19*."""
LONG_NUMBER = 3
"""Characters of a number, such as *204* or *2.05*, from which it hardly means another thing in a text with its noun."""
ENDING, AND = r"(?:st|nd|rd|th)?", r"(?:,\s?|\s?(?:and|or|&|/|to|[-–])\s?)"
IN_TEXT, IN_HEADING, IN_NAMED_HEADING, IN_ALL = 1, 2, 3, 4
"""How well a passage contains an identifier: in its text, in a heading or as its number, or so in a section of that name.

That of *section 2, rule 4* is in all of several.
"""
REQUIRED = {"version", "code", "number"}
"""Kinds of identifiers without which a passage is no answer; an event may be meant by its date and described without it."""
VERSIONS = ("version", "decimal")
"""Kinds of identifiers that may be the same: a decimal may be a version."""
NamedRows = Mapping[Identifier, frozenset[int]]
"""What of a question any text may mention, such as numbers of rooms, and the rows near the question that do."""


@dataclass(frozen=True, slots=True)
class Found:
    """Passages that contain an identifier of the question.

    `levels` maps their rows to how well they contain it, from 1. `missing` are the identifiers, as written, that no passage
    contains. `named` has what any text may mention.
    """

    levels: Mapping[int, int]
    missing: tuple[str, ...] = ()
    named: NamedRows = field(default_factory=dict)

    def holding(self, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return for each row the number of places and figures of the question that its passage names."""
        held = np.zeros(len(rows), dtype=np.float32)
        for identifier, named in self.named.items():
            if identifier.kind in {"number", "figure"}:
                held += np.isin(rows, list(named))
        return held


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
        places: list[set[int]] = []
        missing: list[str] = []
        named: dict[Identifier, frozenset[int]] = {}
        versions = {each.value for each in identifiers if each.kind == "version"}
        for identifier in identifiers:
            rows = self._proposed(identifier)
            if scope.ranges is not None:
                rows = rows[row_mask(scope.ranges, self.lexical.passages)[rows]]
            if identifier.kind == "figure":
                rows = np.intersect1d(rows, near)
            if len(rows) > MAX_ROWS:
                rows = rows[np.argsort(-scores(rows), kind="stable")[:MAX_ROWS]]
            found = self._found(identifier, np.union1d(rows, self._titled(identifier, near)))
            is_first = _comes_first(identifier)
            if not found or not is_first or (identifier.kind == "version" and not identifier.is_release):
                others = (row for row in near.tolist() if row not in found)
                found |= {row: IN_TEXT for row in others if self._covers(identifier, self.passages[row])}
            if not found and _is_required(identifier):
                missing.append(identifier.written)
            if not is_first or (identifier.kind == "decimal" and identifier.value not in versions):
                named[identifier] = frozenset(found)
            if is_first and len(found) <= MAX_SHARE * self.lexical.passages:
                places.append({row for row, level in found.items() if level >= IN_HEADING and identifier.kind == "number"})
                _raise(levels, found)
        _raise(levels, dict.fromkeys(_in_all(places), IN_ALL))
        return Found(levels, tuple(dict.fromkeys(missing)), named)

    def lacking(self, row: int, named: NamedRows) -> tuple[str, ...]:
        """Return what of `named`, as written, the passage in a row does not name, although an answer would."""
        passage = self.passages[row]
        return tuple(each.written for each, rows in named.items() if row not in rows and self._is_lacking(each, passage, rows))

    def _is_lacking(self, identifier: Identifier, passage: Passage, rows: frozenset[int]) -> bool:
        """Return whether a passage names another thing or version instead of one that it does not name."""
        if identifier.kind == "figure":
            return bool(rows)
        texts = (*passage.section, *passage.context, passage.text)
        if self._level(identifier, passage) or any(names_figure(text, identifier.value, "") for text in texts):
            return False
        if identifier.kind == "decimal":
            version = identifier.value
            is_named = any(version in values(text, "version") or covers_version(text, version) for text in texts)
            return not is_named and any(map(names_versions, texts))
        return identifier.kind == "number" and _names_another(identifier, texts)

    def _proposed(self, identifier: Identifier) -> NDArray[np.int64]:
        """Return the rows that may contain an identifier, by the terms that are indexed for its spellings."""
        forms = [identifier.value, *(same_versions(identifier.value) if identifier.kind in VERSIONS else ())]
        spellings = [terms(text, self.stem)[-1:] for form in forms for text in (form, f"v{form}")]
        spellings.append(terms(identifier.written, self.stem)[-1:])
        if identifier.kind == "date":
            year, _, day = identifier.value.split("-")
            spellings += [[year, day], [year, day.lstrip("0")]]
        elif identifier.kind == "code":
            spellings.append(RUN.findall(identifier.value))
            if identifier.value.isdecimal():
                spellings += [[f"{letter}{identifier.value}"] for letter in ascii_lowercase]
        elif identifier.kind == "number" and identifier.value.isdecimal() and 0 < int(identifier.value) <= LARGEST:
            spellings.append(terms(roman_numeral(int(identifier.value)), self.stem))
        elif identifier.kind == "number" and "." in identifier.value:
            first, *others = identifier.value.rstrip(ascii_lowercase).split(".")
            heads = [first, roman_numeral(int(first))] if 0 < int(first) <= LARGEST else [first]
            spellings += [[*terms(head, self.stem), *others] for head in heads]
        elif identifier.kind == "number" and (digits := identifier.value.rstrip(ascii_lowercase)) != identifier.value:
            spellings.append([digits, *terms(identifier.value.removeprefix(digits), self.stem)] if digits else [])
        elif identifier.kind == "figure":
            spellings += [[term] for term in figure_terms(identifier.value)]
        return self.lexical.rows_with_any(names for names in spellings if names).astype(np.int64)

    def _titled(self, identifier: Identifier, near: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return those of the rows near a question whose document has an identifier in its title, unless that tells nothing.

        The title is among the words of short documents only.
        """
        if identifier.kind not in {"version", "decimal", "code", "date"}:
            return near[:0]
        if all(_is_in(identifier, title) for title in islice(self.titles.values(), ENOUGH_TITLES)):
            return near[:0]
        documents = [self.passages[row].document for row in near.tolist()]
        named = {path for path in set(documents) if _is_in(identifier, self.titles.get(path, ""))}
        return near[[path in named for path in documents]] if named else near[:0]

    def _found(self, identifier: Identifier, rows: NDArray[np.int64]) -> dict[int, int]:
        """Return those of the rows whose passages contain an identifier, with how well they do."""
        found = {row: level for row in rows.tolist() if (level := self._level(identifier, self.passages[row]))}
        is_bare_code = identifier.kind == "code" and identifier.value.isdecimal()
        return self._of_its_letter(identifier, found) if is_bare_code else found

    def _of_its_letter(self, identifier: Identifier, found: dict[int, int]) -> dict[int, int]:
        """Return the rows with a number whose code starts with the letter of its noun, if some do.

        *Error 501* is `E501` rather than `W501`.
        """
        letter = identifier.written[0].lower()
        matches = {row: lettered_code(identifier.value, self.passages[row].text) for row in found}
        letters = {row: match["letter"].lower() for row, match in matches.items() if match}
        if letter not in letters.values():
            return found
        return {row: level for row, level in found.items() if letters.get(row, letter) == letter}

    def _covers(self, identifier: Identifier, passage: Passage) -> bool:
        """Return whether a passage, or a heading above it, states a range or limit that decides about an identifier."""
        if identifier.kind == "number":
            return self._level(identifier, passage) > 0
        return any(_is_covered(identifier, text) for text in (*passage.section, *passage.context, passage.text))

    def _level(self, identifier: Identifier, passage: Passage) -> int:
        """Return how well a passage contains an identifier, 0 if it does not."""
        headings = [*passage.section, *passage.context, self.titles.get(passage.document, "")]
        if identifier.kind == "number":
            return _level_of_number(identifier, passage.text, headings)
        if identifier.kind == "figure":
            texts = (*passage.section, *passage.context, passage.text)
            return IN_TEXT if any(names_figure(text, identifier.value, identifier.noun) for text in texts) else 0
        if _is_in_heading(identifier, passage.text, headings):
            return IN_HEADING
        return 0 if identifier.kind == "decimal" else self._level_in_text(identifier, passage, headings)

    @staticmethod
    def _level_in_text(identifier: Identifier, passage: Passage, headings: Sequence[str]) -> int:
        text = passage.text[:DATE_REACH] if identifier.kind == "date" else passage.text
        if _is_in(identifier, text):
            return IN_TEXT
        if identifier.kind == "code" and (code := SPELLED_CODE.fullmatch(identifier.value)):
            spelled = rf"(?<![^\W_]){code['letters']}[\s_-]?{code['digits']}(?!\w)"
            return IN_TEXT if re.search(spelled, " ".join([*headings, passage.text]), re.IGNORECASE) else 0
        is_bare = identifier.kind == "code" and identifier.value.isdecimal()
        return IN_TEXT if is_bare and identifier.value in RUN.findall(" ".join([*headings, passage.text])) else 0


def _raise(levels: dict[int, int], found: Mapping[int, int]) -> None:
    """Raise the levels of rows to those of an identifier, where these are higher."""
    for row, level in found.items():
        levels[row] = max(level, levels.get(row, 0))


def _in_all(places: Sequence[set[int]]) -> set[int]:
    """Return the rows that are in all of two or more places."""
    return set.intersection(*places) if len(places) > 1 else set()


def _is_in(identifier: Identifier, text: str) -> bool:
    """Return whether a text has an identifier; a version may be written as a decimal, and a decimal be a version."""
    kinds = VERSIONS if identifier.kind in VERSIONS else (identifier.kind,)
    return any(identifier.value in values(text, kind) for kind in kinds)


def _is_covered(identifier: Identifier, text: str) -> bool:
    """Return whether a text states a range or limit that decides about a version, code or figure."""
    if identifier.kind == "version":
        return covers_version(text, identifier.value, in_series=not identifier.is_release)
    if identifier.kind == "figure":
        value, noun = identifier.value, identifier.noun
        return bool(noun) and covers_figure(text, value, noun, may_be_limited=identifier.may_be_limited)
    return identifier.kind == "code" and covers_code(text, identifier.value)


def _is_in_heading(identifier: Identifier, text: str, headings: Sequence[str]) -> bool:
    """Return whether a heading or label has an identifier, or a text starts with it as in a list of codes or of releases."""
    if any(_is_in(identifier, heading) for heading in headings):
        return True
    if identifier.kind in VERSIONS and "." in identifier.value and identifier.value in set(map(own_number, headings)):
        return True
    if identifier.is_release:
        return _is_in(identifier, " ".join(text.split(maxsplit=2)[:2]))
    if identifier.kind == "code" and identifier.value.isdecimal() and (match := lettered_code(identifier.value, text)):
        return match.start() < START_REACH
    if identifier.kind != "code":
        return False
    label = LABEL.match(text)
    return _is_in(identifier, text[: max(len(identifier.written) + START_REACH, label.end() if label else 0)])


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
    if is_listed(identifier.noun) and is_item and "." in number and _is_below(number.split("."), (*headings, text)):
        return IN_NAMED_HEADING if noun in " ".join(headings).casefold() else IN_HEADING
    is_place = not is_ranked(identifier.noun)
    for level, part in ((IN_NAMED_HEADING, " | ".join(headings)), (IN_TEXT, text)):
        is_likely = (noun or "§") in part.casefold()  # much faster than to look for numbers
        if is_likely and any(_is_same_number(identifier, each) for each in (*numbered(part), *counted(part))):
            return level
        if is_likely and noun and number and _is_written_before(number + letter, noun, part, is_place=is_place):
            return level
    return 0


def _is_below(numbers: Sequence[str], texts: Sequence[str]) -> bool:
    """Return whether headings and a text start with numbers in turn, as *II. Building* and *3. Farms* do with 2.3."""
    own = (own_number(text) or (str(roman_value(match[0])) if (match := LETTER_NUMBER.match(text)) else "") for text in texts)
    return all(number in own for number in numbers)


def _is_written_before(number: str, noun: str, text: str, *, is_place: bool) -> bool:
    """Return whether a text has a number before its noun, as in *the 49 and 50 buses*, or a long one apart from it."""
    more = rf"(?:{AND}\d{{1,4}}{ENDING}){{0,4}}" if is_place else ""  # *1 to 14 days* has no day 1
    if re.search(rf"\b{re.escape(number)}{ENDING}{more}\s{noun}", text, re.IGNORECASE):
        return True
    is_long = is_place and len(number) >= LONG_NUMBER and number.replace(".", "").isdecimal()
    return is_long and re.search(rf"(?<![\w.,:]){re.escape(number)}(?![\w%]|[.,:]\d)", text) is not None


def _names_another(identifier: Identifier, texts: Sequence[str]) -> bool:
    """Return whether texts name another thing by its number than one, such as another room."""
    noun = identifier.noun[:NOUN_LENGTH]
    if is_listed(identifier.noun) and noun in " ".join(texts).casefold() and any(map(own_number, texts)):
        return True
    return any(each.noun[:NOUN_LENGTH] == noun for text in texts for each in numbered(text))


def _is_required(identifier: Identifier) -> bool:
    """Return whether nothing answers a question with an identifier that no passage contains."""
    return identifier.is_sure and identifier.kind in REQUIRED and not WORDLIKE.fullmatch(identifier.written)


def _comes_first(identifier: Identifier) -> bool:
    """Return whether the passages that contain an identifier come before others."""
    if identifier.kind == "number":
        return identifier.is_sure and is_ranked(identifier.noun)
    return identifier.kind != "figure" and not (identifier.kind == "code" and WORD_CODE.fullmatch(identifier.value))


def _is_same_number(one: Identifier, other: Numbered) -> bool:
    """Return whether a text that names `other` names `one`: *section 4 (b)* names sections 4 and 4b."""
    is_same_noun = one.noun[:NOUN_LENGTH] == other.noun[:NOUN_LENGTH]
    return is_same_noun and one.value in {other.value, other.value.rstrip("abcdefghijklmnopqrstuvwxyz")}
