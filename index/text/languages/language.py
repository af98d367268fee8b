"""Language: the interface to what is known of one language. What a language does not have is off."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from index.text.characters import fold_letters

AnswerKind = Literal["number", "time", "name", "place"]


@dataclass(frozen=True, slots=True)
class RangeWords:
    """Patterns of the words that make a range or a limit of numbers.

    `to` is between the two ends of a range, and `both` too, if `between` is before them. `least`, `most` and `below` are before
    a number, `or_more` and `or_less` after it.
    """

    to: str
    both: str
    between: str
    least: str
    most: str
    below: str
    or_more: str
    or_less: str


@dataclass(frozen=True, slots=True)
class LiteralWords:
    """How a language writes weekdays, clock times, dates, years, ages and amounts, as patterns.

    In them, `NUMBER` stands for a number in digits or words, `MONTH` for the name of a month and `TO` for what joins a range.
    The groups of `times` are `hour`, `minute`, `minus` (minutes before the hour), `half` (past), `quarter` (past) or `to_hour`
    (the hour that half an hour is missing to), `late` (a sign of the second half of the day), `early`, `noon` and `midnight`;
    those of `dates` are `day`, `last` (of a range), `month`, `month_number` and `year`; those of `years` are `year` and `era`;
    those of `ages` and `asked_ages` are `number`. `units` are patterns with the unit in which they are compared, and how many
    of it one of them is. `people` are words of texts in which years are ages.
    """

    numbers: Mapping[str, int]
    weekdays: tuple[str, ...]
    day_groups: tuple[tuple[str, int, int], ...]
    months: tuple[str, ...]
    times: tuple[str, ...]
    dates: tuple[str, ...]
    years: tuple[str, ...]
    ages: tuple[str, ...]
    asked_ages: tuple[str, ...]
    people: str
    units: tuple[tuple[str, str, float], ...]
    ranges: RangeWords
    is_spaced: bool = True
    eras: Mapping[str, int] = field(default_factory=dict)


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
    literals: LiteralWords | None = None
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
    def phrase(self) -> re.Pattern[str] | None:
        """The words that shape a question where none are separated."""
        return re.compile(self.phrases) if self.phrases else None

    @cached_property
    def asked_patterns(self) -> tuple[tuple[AnswerKind, re.Pattern[str]], ...]:
        """Each kind of answer with a pattern of the questions that ask for it, only those that a text can be searched for."""
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
