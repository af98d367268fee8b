"""Patterns of phrases, matched word by word: *good morning|evening [all|everyone]*.

A pattern is a sequence of words. `a|b` stands for either word, `[a|b]` for either or neither, and `_` for a space within a
word. Case, accents, apostrophes and punctuation do not matter. Scripts without spaces may be spaced as is convenient, because
each of their characters is a word of its own. In a text of patterns, each has a line, and a line that is indented further
continues it.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import groupby

from index.text.characters import strip_accents
from index.text.lazy_patterns import lazy_pattern

APOSTROPHES = re.compile("['\u2018\u2019\u201b`\u00b4\u02bc\u2032]")
UNSPACED = "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
"""Chinese and Japanese characters, each a word of its own."""
UNSPACED_CHARACTER = lazy_pattern(f"[{UNSPACED}]")
WORD = lazy_pattern(f"[{UNSPACED}]|[^\\W_{UNSPACED}]+")
ASCII_WORD = re.compile(r"[^\W_]+")
"""The same for texts in ASCII: the sets of characters of the other take milliseconds to compile."""
CONTINUED_ALTERNATIVES, CONTINUED = re.compile(r"\|\n {12}"), re.compile(r"\n {12}")
"""The start of a line that continues the pattern before it."""
ELONGATED = 3
"""The fewest repetitions of a letter in an elongated word such as "thaaanks"; two are enough at the end of a word."""

Alternatives = Mapping[str, tuple[tuple[str, ...], ...]]
"""Sequences of words, by their first word."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern of phrases: for each place, its alternatives, and whether it may be left out."""

    places: tuple[tuple[Alternatives, bool], ...]

    @classmethod
    def parse(cls, text: str) -> "Pattern":
        """Parse a pattern. Raises ValueError for one that matches a text without words."""
        places = []
        for token in text.split():
            is_optional = token.startswith("[")
            alternatives = [words_of(each) for each in token.strip("[]").split("|")]
            if not all(alternatives):
                raise ValueError(f"{token!r} in the pattern {text!r} has an alternative without words")
            places.append((_by_first_word(alternatives), is_optional))
        if all(is_optional for _, is_optional in places):
            raise ValueError(f"the pattern {text!r} matches a text without words")
        return cls(tuple(places))

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


class KnownWords:
    """The words of some patterns, which people may type as *thaaanks*."""

    def __init__(self, words: Collection[str]) -> None:
        self._words = frozenset(words)

    @cached_property
    def _elongated(self) -> Mapping[str, Sequence[str]]:
        """The words by their form without repeated letters."""
        found: dict[str, list[str]] = {}
        for word in sorted(self._words):
            found.setdefault(_without_repeats(word), []).append(word)
        return found

    def __contains__(self, word: str) -> bool:
        """Return whether a word is known as it is typed."""
        return word in self._words

    def resolve(self, word: str) -> str | None:
        """Return a word if it is known, or the known one that it is an elongated form of; None if there is none."""
        if word in self._words:
            return word
        bare = _without_repeats(word)
        same = self._elongated.get(bare, ()) if bare != word else ()
        return next((known for known in same if _is_elongated(word, known)), None)


def patterns_in(lines: str) -> list[str]:
    """Return the patterns in a text: one per line, with lines that are indented further joined to those before them."""
    unwrapped = CONTINUED.sub(" ", CONTINUED_ALTERNATIVES.sub("|", lines))
    return list(filter(None, map(str.strip, unwrapped.splitlines())))


def first_words(pattern: str) -> set[str]:
    """Return the words that the phrases of a pattern can begin with, without parsing the whole of it."""
    return _words_at_edge(pattern.split(), 0)


def last_words(pattern: str) -> set[str]:
    """Return the words that the phrases of a pattern can end with, without parsing the whole of it."""
    return _words_at_edge(reversed(pattern.split()), -1)


def _words_at_edge(tokens: Iterable[str], at: int) -> set[str]:
    found: set[str] = set()
    for token in tokens:
        found.update(words_of(each)[at] for each in token.strip("[]").split("|"))
        if not token.startswith("["):
            break
    return found


@cache
def parse(pattern: str) -> Pattern:
    """Return a pattern that is parsed once. Raises ValueError for one that matches a text without words."""
    return Pattern.parse(pattern)


def strip_marks(text: str) -> str:
    """Return a text in lower case, without accents and apostrophes."""
    return strip_accents(APOSTROPHES.sub("", text.casefold()))


def words_of(stripped: str) -> tuple[str, ...]:
    """Return the words of a text that `strip_marks` has returned."""
    return tuple((ASCII_WORD if stripped.isascii() else WORD).findall(stripped))


def _without_repeats(word: str) -> str:
    """Return a word with each letter once where it is repeated."""
    return "".join(letter for letter, _ in groupby(word))


def _is_elongated(word: str, known: str) -> bool:
    """Return whether a word is a known one, equal but for repeated letters, with some letters repeated more often."""
    found, expected = ([len(list(run)) for _, run in groupby(each)] for each in (word, known))
    *inner, last = zip(found, expected, strict=True)
    return all(one == other or one >= max(other, ELONGATED) for one, other in inner) and last[0] >= last[1]


def _by_first_word(alternatives: Collection[tuple[str, ...]]) -> Alternatives:
    grouped: dict[str, tuple[tuple[str, ...], ...]] = {}
    for each in alternatives:
        grouped[each[0]] = (*grouped.get(each[0], ()), each)
    return grouped
