"""The interface to the phrases of one language, and the patterns that are parsed from them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from index.text.phrase_patterns import KnownWords, first_words, last_words, patterns_in, strip_marks, words_of

Beside = Literal["anything", "mark", "question", "interrogative"]
"""What has to be next to a phrase: anything, a mark, a mark or a word with which a question begins, or a word like *how*."""
Rule = tuple[str, Beside]
"""A pattern, which is parsed when it is needed, and what has to be next to its phrases."""


@dataclass(frozen=True)
class Framing:
    """The phrases of one language: patterns as in `index.text.phrase_patterns`, one per line.

    Before a question come `requests`; `greetings`, if a mark or one of the `asking` words follows them; `doubts`, if one of the
    `interrogatives` does, which goes with them if it is one of the `conjunctions`; and `calls`, if a mark follows them. After
    it come `thanks`, and `asides` if they follow a mark. A phrase after one of the words in `needing`, such as *the*, is part
    of the question. A clause is framing, too, if it consists of words of the phrases, stop words and `idle` words, and if one
    of them is in `cues`.

    Within it are `fillers`, such as *actually* and *right now*, anywhere but at its start. A word in `holding`, such as *the*,
    makes the one after it part of what is asked, as in *the still life class*. No phrase is cut out of one in `wholes`,
    such as the German *noch nicht* (not yet); in scripts without spaces, these are also words that seem to contain a phrase.
    """

    language: str
    greetings: str
    calls: str
    requests: str
    thanks: str
    asides: str
    asking: str = ""
    needing: str = ""
    idle: str = ""
    cues: str = ""
    doubts: str = ""
    interrogatives: str = ""
    conjunctions: str = ""
    fillers: str = ""
    holding: str = ""
    wholes: str = ""

    @cached_property
    def known(self) -> KnownWords:
        """All words of the phrases."""
        lines = (self.greetings, self.calls, self.requests, self.thanks, self.asides, self.idle, self.cues)
        return KnownWords(words_of(strip_marks(" ".join(lines))))

    @cached_property
    def before(self) -> Mapping[str, Sequence[Rule]]:
        """The phrases before a question, by each first word."""
        groups: tuple[tuple[str, Beside], ...] = (
            (self.requests, "anything"),
            (self.greetings, "question"),
            (self.doubts, "interrogative"),
            (self.calls, "mark"),
        )
        return _by_word(groups, first_words)

    @cached_property
    def after(self) -> Mapping[str, Sequence[Rule]]:
        """The phrases after a question, by each last word."""
        return _by_word(((self.thanks, "anything"), (self.asides, "mark")), last_words)

    @cached_property
    def within(self) -> Mapping[str, Sequence[Rule]]:
        """The fillers within a question, by each first word."""
        return _by_word(((self.fillers, "anything"),), first_words)

    @cached_property
    def whole(self) -> Mapping[str, Sequence[Rule]]:
        """The phrases out of which none is cut, by each first word."""
        return _by_word(((self.wholes, "anything"),), first_words)

    @cached_property
    def holding_words(self) -> frozenset[str]:
        """The words that make the one after them part of what is asked."""
        return frozenset(words_of(strip_marks(self.holding)))

    @cached_property
    def asking_words(self) -> frozenset[str]:
        """The words with which a question begins."""
        return frozenset(words_of(strip_marks(self.asking)))

    @cached_property
    def interrogative_words(self) -> frozenset[str]:
        """The words that ask for something, or whether something is so."""
        return frozenset(words_of(strip_marks(self.interrogatives)))

    @cached_property
    def conjunction_words(self) -> frozenset[str]:
        """The interrogatives that join a question to what comes before it."""
        return frozenset(words_of(strip_marks(self.conjunctions)))

    @cached_property
    def cue_words(self) -> frozenset[str]:
        """The words that make a clause of idle words framing."""
        return frozenset(words_of(strip_marks(self.cues)))

    @cached_property
    def needing_words(self) -> frozenset[str]:
        """The words that need another one after them."""
        return frozenset(words_of(strip_marks(self.needing)))


def _by_word(groups: Iterable[tuple[str, Beside]], words_at: Callable[[str], set[str]]) -> Mapping[str, Sequence[Rule]]:
    """Return the patterns of some groups by the words that they can begin or end with."""
    found: dict[str, list[Rule]] = {}
    for lines, beside in groups:
        for line in patterns_in(strip_marks(lines)):
            for word in words_at(line):
                found.setdefault(word, []).append((line, beside))
    return found
