"""Literals: weekdays, clock times, dates, years, ages, amounts and contrasts, whichever way they are written.

Those of English have modules of their own, and `written` finds those of other languages.

A literal is a range of numbers of one kind, so that `Tues`, `Mon to Fri` and `daily` all contain Tuesday, `2 pm` is inside
`9:00-17:00`, and a 14-year-old is one of the `ages 12 to 17`.
"""

from index.text.literals.asking import AskedLiteral, asked_days, asked_literals
from index.text.literals.finding import KINDS, Kind, find_literals
from index.text.literals.relative import Clock, today_in
from index.text.literals.spans import Span

__all__ = [
    "KINDS",
    "AskedLiteral",
    "Clock",
    "Kind",
    "Span",
    "asked_days",
    "asked_literals",
    "find_literals",
    "today_in",
]
