"""Count what the record contains. The database counts what was answered; only what was not is read row by row."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.record.counting import QuestionCounts
from bot.report.tallying import Forms, Tallies, of_form, result_of

if TYPE_CHECKING:
    from bot.record.store import Record


def count_asked(record: "Record", since: datetime | None = None, server: int | None = None) -> Tallies:
    """Count the questions of a record from a time on, or all that are kept; with `server`, only those asked there.

    Those from after now, which a wrong clock has left, do not count. Raises RecordError.
    """
    now, oldest = datetime.now(UTC), record.oldest
    counted, forms = Tallies(), Forms()
    with record.database.reading() as connection:
        counts = QuestionCounts(connection, max(since or oldest, oldest), now, server)
        for day, count in counts.answers_by_day():
            counted.days[day, "answered"] += count
        for question, count in counts.answers_by_question():
            counted.answered[forms[question]] += count
        _count_others(counts, counted, forms)
        counted.people, counted.anonymous = counts.askers()
    counted.days = +counted.days  # without those from which opinions took everything
    counted.answered = +counted.answered
    return counted


def _count_others(counts: QuestionCounts, counted: Tallies, forms: Forms) -> None:
    """Count what has another outcome, or was judged, which then no longer counts as answered unless it helped."""
    for day, question, outcome, member, passage, helpful, unhelpful in counts.others():
        result = result_of(outcome, helpful, unhelpful)
        form = forms[question]
        if outcome == "answer":
            counted.days[day, "answered"] -= 1
            counted.answered[form] -= 1
        counted.days[day, result] += 1
        if result == "answered":
            counted.answered[form] += 1
        else:
            of_form(counted, form).add((question, outcome, member, passage), day, is_unhelpful=result == "unhelpful")
