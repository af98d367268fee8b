"""Language: what is known of one language. Whatever a language leaves out is switched off for it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from index.text.characters import fold_letters

if TYPE_CHECKING:
    from index.text.languages.literal_words import LiteralWords

AnswerKind = Literal["number", "time", "name", "place", "reason"]


@dataclass(frozen=True)
class Language:
    """What is known of a language.

    `stemmer` is the name of its Snowball stemmer, and `endings` are replaced before it. `function` are words that join, point
    or ask, and `common` further stop words; `fillers` only fill a question for a list. Words are in lower case, separated by
    spaces. `phrases` is a pattern of the words that shape a question where none are separated.
    `asked` has a pattern of the questions for each kind of answer, the first that matches counts, and `held` what each kind
    looks like in a text. `thing` is what comes before the thing that is asked about, as in *how many farmers*.
    People leave out the accents of a language that `has_accents`, and may write *ae* for its umlauts.
    """

    name: str
    stemmer: str | None = None
    endings: tuple[tuple[str, str], ...] = ()
    function: str = ""
    common: str = ""
    fillers: str = ""
    phrases: str = ""
    asked: tuple[tuple[AnswerKind, str], ...] = ()
    held: Mapping[AnswerKind, str] = field(default_factory=dict)
    thing: str = ""
    typing: str = ""
    literals: "LiteralWords | None" = None
    has_accents: bool = False
    has_umlauts: bool = False
    is_spaced: bool = True
    is_exact: bool = False
    """True if words only match as they are written."""

    @cached_property
    def common_words(self) -> frozenset[str]:
        """The stop words, also as people type them without accents."""
        listed = [*self.function.split(), *self.common.split()] if self.common else []
        return frozenset(form for word in listed for form in self.typed(word))

    @cached_property
    def filler_words(self) -> frozenset[str]:
        """The words that fill a question for a list, with the function words."""
        return frozenset(f"{self.function} {self.fillers}".split())

    @cached_property
    def typed_forms(self) -> Mapping[str, str]:
        """What each word stands for that people type otherwise than it is spelt."""
        pairs = (pair.partition(":") for pair in " ".join(self.typing.split()).split(", ") if pair)
        return {typed: meant.strip() for forms, _, meant in pairs for typed in forms.split("|")}

    @cached_property
    def phrase(self) -> re.Pattern[str] | None:
        """The words that shape a question where none are separated."""
        return re.compile(self.phrases) if self.phrases else None

    @cached_property
    def asked_patterns(self) -> tuple[tuple[AnswerKind, re.Pattern[str]], ...]:
        """Each kind of answer with a pattern of the questions that ask for it, in the order in which they are tried."""
        return tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in self.asked)

    @cached_property
    def held_patterns(self) -> Mapping[AnswerKind, re.Pattern[str]]:
        """What each kind of answer looks like in a text."""
        return {kind: re.compile(pattern) for kind, pattern in self.held.items()}

    @cached_property
    def thing_pattern(self) -> re.Pattern[str] | None:
        """What comes before the thing that is asked about."""
        return re.compile(self.thing, re.IGNORECASE) if self.thing else None

    def typed(self, word: str) -> set[str]:
        """Return the ways in which people type a word."""
        forms = {word, fold_letters(word)}
        if self.has_umlauts:
            forms.add(word.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("ß", "ss"))
        return forms
