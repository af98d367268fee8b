"""The known phrases of small talk, of all languages, indexed by the words that they begin with."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import groupby

from bot.talk.kinds import FILLER, Kind, Phrases
from bot.talk.phrases import LANGUAGES
from bot.talk.words import UNSPACED_CHARACTER, strip_marks, words_of

Alternatives = dict[str, tuple[tuple[str, ...], ...]]
"""Sequences of words, by their first word."""
CONTINUED_ALTERNATIVES, CONTINUED = re.compile(r"\|\n {12}"), re.compile(r"\n {12}")
"""The start of a line that continues the pattern before it."""
ELONGATED = 3
"""The fewest repetitions of a letter in an elongated word such as "thaaanks"; two are enough at the end of a word."""


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
            alternatives = [words_of(each) for each in token.strip("[]").split("|")]
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
    """The patterns of all languages by first word, and their words.

    The patterns are parsed once they are needed: most questions have a word that is in none of them.
    """

    def __init__(self, languages: Collection[Phrases]) -> None:
        self._lines = [(kind, strip_marks(lines)) for phrases in languages for kind, lines in phrases.items()]
        self._words = {word for _, lines in self._lines for word in words_of(lines)}

    @cached_property
    def _patterns(self) -> Mapping[str, Sequence[Pattern]]:
        found: dict[str, list[Pattern]] = {}
        for kind, lines in self._lines:
            for line in _patterns_in(lines):
                pattern = Pattern.parse(line, None if kind == FILLER else Kind(kind))
                for word in pattern.first_words():
                    found.setdefault(word, []).append(pattern)
        return found

    @cached_property
    def _elongated(self) -> Mapping[str, Sequence[str]]:
        """The words by their form without repeated letters."""
        found: dict[str, list[str]] = {}
        for word in sorted(self._words):
            found.setdefault(_without_repeats(word), []).append(word)
        return found

    def phrases_at(self, words: Sequence[str], start: int) -> Iterator[tuple[int, Kind | None]]:
        """Yield the end and the kind of each phrase that begins at a word.

        A single Chinese or Japanese character counts as a filler unless it is the whole text, because it may be part of a word.
        """
        for pattern in self._patterns.get(words[start], ()):
            for end in pattern.ends(words, start):
                is_part = end == start + 1 and len(words) > 1 and UNSPACED_CHARACTER.match(words[start])
                yield end, None if is_part else pattern.kind

    def resolve(self, word: str) -> str | None:
        """Return a word if it is known, or the known one that it is an elongated form of; None if there is none."""
        if word in self._words:
            return word
        bare = _without_repeats(word)
        same = self._elongated.get(bare, ()) if bare != word else ()
        return next((known for known in same if _is_elongated(word, known)), None)


def _patterns_in(lines: str) -> list[str]:
    """Return the patterns in a text: one per line, with lines that are indented further joined to those before them."""
    unwrapped = CONTINUED.sub(" ", CONTINUED_ALTERNATIVES.sub("|", lines))
    return list(filter(None, map(str.strip, unwrapped.splitlines())))


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
