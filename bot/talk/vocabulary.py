"""The known phrases of small talk, of all languages, indexed by the words that they begin with."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache, cached_property

from bot.talk.kinds import FILLER, Kind, Phrases
from bot.talk.phrases import LANGUAGES
from index.text.phrase_patterns import UNSPACED_CHARACTER, KnownWords, Pattern, first_words, patterns_in, strip_marks, words_of


class Vocabulary:
    """The patterns of all languages by first word, and their words.

    The patterns are parsed once they are needed: most questions have a word that is in none of them.
    """

    def __init__(self, languages: Collection[Phrases]) -> None:
        self._lines = [(kind, strip_marks(lines)) for phrases in languages for kind, lines in phrases.items()]
        self._known = KnownWords({word for _, lines in self._lines for word in words_of(lines)})

    @cached_property
    def _patterns(self) -> Mapping[str, Sequence[tuple[Pattern, Kind | None]]]:
        """The patterns by first word, with their kinds, None for fillers."""
        found: dict[str, list[tuple[Pattern, Kind | None]]] = {}
        for kind, lines in self._lines:
            for line in patterns_in(lines):
                pattern = Pattern.parse(line)
                for word in first_words(line):
                    found.setdefault(word, []).append((pattern, None if kind == FILLER else Kind(kind)))
        return found

    def phrases_at(self, words: Sequence[str], start: int) -> Iterator[tuple[int, Kind | None]]:
        """Yield the end and the kind of each phrase that begins at a word.

        A single Chinese or Japanese character counts as a filler unless it is the whole text, because it may be part of a word.
        """
        for pattern, kind in self._patterns.get(words[start], ()):
            for end in pattern.ends(words, start):
                is_part = end == start + 1 and len(words) > 1 and UNSPACED_CHARACTER.match(words[start])
                yield end, None if is_part else kind

    def resolve(self, word: str) -> str | None:
        """Return a word if it is known, or the known one that it is an elongated form of; None if there is none."""
        return self._known.resolve(word)


@cache
def vocabulary() -> Vocabulary:
    """Return the vocabulary of all languages."""
    return Vocabulary(LANGUAGES)
