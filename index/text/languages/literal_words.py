"""How a language other than English writes literals. Those of English have code of their own in `index.text.literals`."""

from collections.abc import Mapping
from dataclasses import dataclass, field

HAN_MONTHS = tuple(
    rf"(?:{number}|{han})月"
    for number, han in zip(
        ("0?1", "0?2", "0?3", "0?4", "0?5", "0?6", "0?7", "0?8", "0?9", "10", "11", "12"),
        ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"),
        strict=True,
    )
)
"""The names of months in Chinese and Japanese, with numbers in digits or Han characters."""


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
    those of `ages` are `number`; questions name ages as texts do, unless there are `asked_ages`. `units` are patterns with the
    unit in which they are compared, and how many of it one of them is. `people` are words of texts in which years are ages.
    `relative_days` are words such as *today*, with the number of days from today.
    """

    numbers: Mapping[str, int]
    weekdays: tuple[str, ...]
    day_groups: tuple[tuple[str, int, int], ...]
    months: tuple[str, ...]
    times: tuple[str, ...]
    dates: tuple[str, ...]
    years: tuple[str, ...]
    ages: tuple[str, ...]
    people: str
    units: tuple[tuple[str, str, float], ...]
    ranges: RangeWords
    asked_ages: tuple[str, ...] = ()
    relative_days: Mapping[str, int] = field(default_factory=dict)
    is_spaced: bool = True
    eras: Mapping[str, int] = field(default_factory=dict)
