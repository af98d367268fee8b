"""The known phrases of small talk, of all languages, indexed by the words that they begin with."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from bot.talk.kinds import FILLER, Kind, Phrases
from bot.talk.phrases import LANGUAGES
from bot.talk.words import UNSPACED_CHARACTER, split_words

Alternatives = dict[str, tuple[tuple[str, ...], ...]]
"""Sequences of words, by their first word."""
CONTINUED_ALTERNATIVES, CONTINUED = re.compile(r"\|\n {12}"), re.compile(r"\n {12}")
"""The start of a line that continues the pattern before it."""
ELONGATED = 3
"""How often a letter is repeated in an elongated word, at least, such as "thaaanks"; twice is enough at the end of a word."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern of phrases: their kind, None for fillers, and for each place its alternatives and if it may be left out."""

    kind: Kind | None
    places: tuple[tuple[Alternatives, bool], ...]

    @classmethod
    def parse(cls, text: str, kind: Kind | None) -> "Pattern":
        """Parse a pattern, described under `Phrases`. Raises ValueError for one that matches a text without words."""
        places = []
        for token in text.split():
            is_optional = token.startswith("[")
            alternatives = [_words_of(each) for each in token.strip("[]").split("|")]
            if not all(alternatives):
                raise ValueError(f"{token!r} in the pattern {text!r} has an alternative without words")
            places.append((_by_first_word(alternatives), is_optional))
        if all(is_optional for _, is_optional in places):
            raise ValueError(f"the pattern {text!r} matches a text without words")
        return cls(kind, tuple(places))

    def first_words(self) -> set[str]:
        """Return the words that a phrase can begin with."""
        found: set[str] = set()
        for alternatives, is_optional in self.places:
            found.update(alternatives)
            if not is_optional:
                break
        return found

    def words(self) -> Iterator[str]:
        """Yield all words of the pattern."""
        for alternatives, _ in self.places:
            for group in alternatives.values():
                for each in group:
                    yield from each

    def ends(self, words: Sequence[str], start: int) -> set[int]:
        """Return where the phrases end that begin at a word; empty if none does."""
        reached = {start}
        for alternatives, is_optional in self.places:
            further = {
                place + len(each)
                for place in reached
                if place < len(words)
                for each in alternatives.get(words[place], ())
                if tuple(words[place : place + len(each)]) == each
            }
            reached = reached | further if is_optional else further
            if not reached:
                break
        return reached


class Vocabulary:
    """The patterns of all languages by first word, and their words by the form without repeated letters."""

    def __init__(self, languages: Collection[Phrases]) -> None:
        self._patterns: dict[str, list[Pattern]] = {}
        self._words: set[str] = set()
        for phrases in languages:
            for kind, lines in phrases.items():
                for pattern in _patterns_in(lines):
                    self._add(Pattern.parse(pattern, None if kind == FILLER else Kind(kind)))
        self._elongated: dict[str, list[str]] = {}
        for word in sorted(self._words):
            self._elongated.setdefault(_without_repeats(word), []).append(word)

    def _add(self, pattern: Pattern) -> None:
        self._words.update(pattern.words())
        for word in pattern.first_words():
            self._patterns.setdefault(word, []).append(pattern)

    def phrases_at(self, words: Sequence[str], start: int) -> Iterator[tuple[int, Kind | None]]:
        """Yield the end and the kind of each phrase that begins at a word.

        A single Chinese or Japanese character counts as a filler unless it is the whole text, because it may be part of a word.
        """
        for pattern in self._patterns.get(words[start], ()):
            for end in pattern.ends(words, start):
                is_part = end == start + 1 and len(words) > 1 and UNSPACED_CHARACTER.match(words[start])
                yield end, None if is_part else pattern.kind

    def resolve(self, word: str) -> str:
        """Return the known word that a word is an elongated form of; any other word as it is."""
        if word in self._words:
            return word
        same = self._elongated.get(_without_repeats(word), ())
        return next((known for known in same if _is_elongated(word, known)), word)


def _patterns_in(lines: str) -> list[str]:
    """Return the patterns in a text: one per line, with lines that are indented further joined to those before them."""
    unwrapped = CONTINUED.sub(" ", CONTINUED_ALTERNATIVES.sub("|", lines))
    return list(filter(None, map(str.strip, unwrapped.splitlines())))


def _words_of(alternative: str) -> tuple[str, ...]:
    return split_words(alternative.replace("_", " ")).words


def _by_first_word(alternatives: Collection[tuple[str, ...]]) -> Alternatives:
    grouped: dict[str, tuple[tuple[str, ...], ...]] = {}
    for each in alternatives:
        grouped[each[0]] = (*grouped.get(each[0], ()), each)
    return grouped


def _without_repeats(word: str) -> str:
    return "".join(letter for letter, _ in groupby(word))


def _is_elongated(word: str, known: str) -> bool:
    """Return whether a word is a known one, equal but for repeated letters, with some letters repeated more often."""
    found, expected = ([len(list(run)) for _, run in groupby(each)] for each in (word, known))
    *inner, last = zip(found, expected, strict=True)
    return all(one == other or one >= max(other, ELONGATED) for one, other in inner) and last[0] >= last[1]


@cache
def vocabulary() -> Vocabulary:
    """Return the vocabulary of all languages."""
    return Vocabulary(LANGUAGES)
