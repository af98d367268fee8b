"""Say what a report found, in words that the terminal and the page share."""

from collections.abc import Iterator
from datetime import date

from bot.report.groups import Closest, Group
from bot.report.reporting import Report
from bot.report.tallying import Result
from index.answering.answers import Outcome
from index.text.characters import clean, fold, pluralize, shorten

RESULT_NAMES: dict[Result, str] = {
    "answered": "answered",
    "suggestions": "only suggestions",
    "unhelpful": "not what was asked",
    "none": "no answer",
}
NOW: dict[Outcome, str] = {
    "answer": "answers with the passage that did not help",
    "suggestions": "only suggests passages",
    "none": "has no answer",
}
"""What today's index does with a question, by its outcome."""
EMPTY = "Nothing has been asked in this time."


def period(report: Report) -> str:
    """Return the days of a report, or "" if nothing was asked."""
    return "" if report.first is None or report.last is None else span(report.first, report.last)


def span(first: date, last: date) -> str:
    """Return the days from one to another as people write them: `1 Sep – 28 Nov 2026`."""
    if first == last:
        return day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} – {day(last)}"
    start = f"{first.day} {first:%b}" if first.year == last.year else day(first)
    return f"{start} – {day(last)}"


def day(date_: date) -> str:
    """Return a day as people write it: `28 Nov 2026`."""
    return f"{date_.day} {date_:%b %Y}"


def one_line(text: str, length: int) -> str:
    """Return a text on one line of at most `length` characters, without control characters."""
    return shorten(clean(fold(text)), length)


def why_empty(report: Report) -> str:
    """Return why there are no groups."""
    if not report.settled:
        return "Nothing was asked in vain."
    return f"What was asked in vain {'most often ' if report.left_out.groups else ''}is settled."


def people(count: int) -> str:
    """Return a number of people in words: `12 people`."""
    return pluralize(count, "person", "people")


def who(group: Group) -> str:
    """Return how many people asked: `12 people`, or how often nobody known did."""
    if not group.people:
        return f"asked {times(group.anonymous)}"
    known = people(group.people)
    return f"{known} and {times(group.anonymous)} by others" if group.anonymous else known


def times(count: int) -> str:
    """Return `once`, or how many times."""
    return "once" if count == 1 else f"{count:,} times"


def details(group: Group) -> Iterator[str]:
    """Yield what else is known of a group: its wordings, its unhelpful answers, and whether it was answered at times."""
    if len(group.wordings) > 1:
        yield f"{len(group.wordings):,} wordings"
    if group.unhelpful:
        yield f"{times(group.unhelpful)} “not what I asked”"
    if group.answered:
        yield f"answered {times(group.answered)}"


def place_of(closest: Closest, report: Report) -> tuple[str, ...]:
    """Return the title of a passage's document, unless there is only one, and its section path."""
    if closest.document is None:
        return ()
    is_only = closest.document == report.title and closest.section
    return closest.section if is_only else (closest.document, *closest.section)


def left_out(report: Report) -> Iterator[str]:
    """Yield a sentence for each part that the groups leave out."""
    left = report.left_out
    if left.groups:
        yield (
            f"{pluralize(left.groups, 'further group')}, asked {times(left.groups_asked)} in all, "
            f"{'is not shown; it' if left.groups == 1 else 'are not shown; some'} may be settled."
        )
    if left.wordings:
        yield (
            f"{pluralize(left.wordings, 'rare wording')}, asked {times(left.wordings_asked)} in all, "
            f"{'is' if left.wordings == 1 else 'are'} not grouped."
        )
