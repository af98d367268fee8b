"""Find the literals of one kind in a text."""

from collections.abc import Callable, Iterator, Mapping
from typing import Literal

from index.text.languages import ENGLISH
from index.text.literals.ages import ages
from index.text.literals.amounts import amounts
from index.text.literals.clock import times
from index.text.literals.contrasts import contrasts
from index.text.literals.days import days, years
from index.text.literals.exceptions import without_exceptions
from index.text.literals.spans import MONTH_DAYS, WEEK, YEARLY, Span
from index.text.literals.weekdays import weekdays

Kind = Literal["weekday", "time", "day", "year", "age", "amount", "contrast"]
FINDERS: Mapping[Kind, Callable[[str], Iterator[Span]]] = {
    "weekday": weekdays,
    "time": times,
    "day": days,
    "year": years,
    "age": ages,
    "amount": amounts,
    "contrast": contrasts,
}
KINDS = tuple(FINDERS)
ALL: Mapping[Kind, tuple[int, int]] = {"weekday": (0, WEEK - 1), "day": (MONTH_DAYS, YEARLY - 1)}
"""The first and last literal of each kind that texts make exceptions of, as in *every day except Mondays*."""
MAX_TEXT = 20_000
"""Characters of a text in which literals are looked for."""


def find_literals(text: str, kind: Kind, language: str = ENGLISH) -> tuple[Span, ...]:
    """Return the literals of one kind in a text, as ranges; none if nothing is known of how its language writes them."""
    if language == ENGLISH:
        text = text[:MAX_TEXT]
        found = FINDERS[kind](text)
        return tuple(without_exceptions(text, sorted(found), *ALL[kind]) if kind in ALL else found)
    from index.text.literals.written import written_literals

    written = written_literals(language)
    return tuple(getattr(written, f"{kind}s")(text[:MAX_TEXT])) if written and kind != "contrast" else ()
