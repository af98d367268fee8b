"""Find the literals of one kind in a text."""

from collections.abc import Callable, Iterator, Mapping
from typing import Literal

from index.text.literals.clock import times
from index.text.literals.days import days, years
from index.text.literals.quantities import ages, amounts
from index.text.literals.spans import Span
from index.text.literals.weekdays import weekdays

Kind = Literal["weekday", "time", "day", "year", "age", "amount"]
FINDERS: Mapping[Kind, Callable[[str], Iterator[Span]]] = {
    "weekday": weekdays,
    "time": times,
    "day": days,
    "year": years,
    "age": ages,
    "amount": amounts,
}
KINDS = tuple(FINDERS)
ENGLISH = "english"
MAX_TEXT = 20_000
"""Characters of a text in which literals are looked for."""


def find_literals(text: str, kind: Kind, language: str = ENGLISH) -> tuple[Span, ...]:
    """Return the literals of one kind in a text, as ranges; none if it is not known how its language writes them."""
    if language == ENGLISH:
        return tuple(FINDERS[kind](text[:MAX_TEXT]))
    from index.text.literals.written import written_literals

    written = written_literals(language)
    return tuple(getattr(written, f"{kind}s")(text[:MAX_TEXT])) if written else ()
