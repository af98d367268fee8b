"""Compare the literals of a question, such as a weekday or an age, with candidates.

A candidate holds a literal if its text, context, section path or document title states it in any way of writing, or a range
that contains it. Candidates that hold what the question names come before others that are about as close.
"""

import math
import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.passages.passage import PassagesByRow
from index.text.languages import ENGLISH
from index.text.literals import AskedLiteral, Kind, Span, find_literals
from index.text.literals.asking import NOT_ANOTHER, REQUIRED
from index.text.literals.pairing import days_of_times
from index.text.literals.spans import MONTH_DAYS

BONUS: Mapping[Kind, float] = {
    "weekday": 0.1,
    "time": 0.05,
    "day": 0.05,
    "year": 0.05,
    "age": 0.1,
    "amount": 0.05,
    "contrast": 0.1,
}
"""What holding a literal of a kind adds to the score that decides the order, chosen on 15 sets; of contrasts, only for periods.

Half and twice as much are hardly worse; ten times as much lets passages win that share nothing but a weekday.
"""
DATE_BONUS = 0.2
"""What holding a date adds if the question names a single one, or a weekday too: exceptions come before what is usual."""
BESIDE = 1.5
"""The factor of the bonus in the section of the closest passage, where rows and bullets differ in little else."""
FAR_SHARE = 0.5
"""The share of the bonus that is lost if a limit is far from what is asked."""
LIMIT_SHARE = 0.5
"""The share of the bonus that a passage gets whose limit decides about a literal that is outside of it."""
CLOSE, DISTANT = 4, 24
"""The factors up to which an amount is close to another, and from which a limit is far from it."""
LONG_PERIOD, LONG_SHARE = 2 * MONTH_DAYS, 0.25
"""A period longer than this is ordinary; the share of the bonus for a date that one gets."""
LABEL_REACH = 12
"""Characters of a passage before the literal that says what it is about, as in *Date: 26 Dec; Pool: closed*."""
MOST_ROWS = 256
"""Passages of a list that are compared."""
LOST_SHARE = 0.5
"""The share of the bonus that a passage loses which states another literal instead, if one about as close holds it."""
WORD = re.compile(r"\w+")
KEPT = 4096
"""Passages whose literals are kept, so that they are not looked for again with every question."""


class Held(NamedTuple):
    """Literals of a question, as written, that a passage holds, and those that it does not although an answer has to."""

    held: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Stated:
    """What a passage states: its place (document and section), its text, and its literals of the kinds looked for so far."""

    place: tuple[str, tuple[str, ...]]
    text: str
    own: int
    title: str
    language: str
    spans: dict[Kind, tuple[tuple[Span, ...], tuple[Span, ...]]] = field(default_factory=dict)

    def of_kind(self, kind: Kind) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
        """Return the literals of one kind in the text, and those in the title of the document."""
        if kind not in self.spans:
            in_text, in_title = (find_literals(text, kind, self.language) for text in (self.text, self.title))
            self.spans[kind] = self._narrowed(kind, in_text), in_title
        return self.spans[kind]

    def _narrowed(self, kind: Kind, spans: tuple[Span, ...]) -> tuple[Span, ...]:
        """Return the literals of a text without those of its headings that its own words narrow.

        Below *Christmas 2026*, the row *26 Dec: closed* says nothing about December 24, nor does *2 Jan: open*. A range of
        times, such as that of a break, narrows no opening hours.
        """
        own = [span for span in spans if span.start >= self.own and (kind != "time" or span.low == span.high)]
        if not own or len(own) == len(spans):
            return spans
        return tuple(
            span
            for span in spans
            if span.start >= self.own
            or not any(_is_narrower(each, span, is_label=each.start <= self.own + LABEL_REACH) for each in own)
        )

    def is_rather_labelled(self, words: AbstractSet[str], other: "_Stated") -> bool:
        """Return whether the first cell of this row, and not that of another of the same table, has words of a question.

        *Is yoga on Wednesday?* is about the row of yoga, although that of pilates is on a Wednesday.
        """
        (header, label), (other_header, other_label) = _first_cell(self.text), _first_cell(other.text)
        return header == other_header != "" and not words.isdisjoint(label) and words.isdisjoint(other_label)

    def comparable(self, literal: AskedLiteral, weekdays: Sequence[Span]) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
        """Return the literals of the text and the title to compare one with: of times, those of the weekdays asked about."""
        in_text, in_title = self.of_kind(literal.kind)
        if literal.kind == "amount" and len(in_text) > 1:
            return tuple(span for span in in_text if not _is_of_something_else(span, literal, in_text)), in_title
        if literal.kind != "time" or not weekdays or not in_text:
            return in_text, in_title
        days, _ = self.of_kind("weekday")
        held = {day for day in days if any(day.holds(asked) for asked in weekdays)}
        if not held:
            return in_text, in_title
        pairs = zip(in_text, days_of_times(self.text, in_text, days), strict=True)
        return tuple(time for time, its_days in pairs if not held.isdisjoint(its_days)), in_title


@dataclass(frozen=True, slots=True)
class LiteralComparer:
    """Compares literals with the passages of an open index; `titles` are those of the documents, by path."""

    passages: PassagesByRow
    titles: Mapping[str, str]
    language: str = ENGLISH
    _stated: dict[int, _Stated] = field(default_factory=dict)

    def weigh(
        self, asked: Sequence[AskedLiteral], rows: NDArray[np.int64], scores: NDArray[np.float32], words: AbstractSet[str]
    ) -> NDArray[np.float32]:
        """Return the scores of one or more candidates, higher for those that hold literals of the question.

        Only those are compared that could come first by that. A limit, as in *a child under 18*, rather describes whom the
        question is about, and counts for nothing here. `words` are the content words of the question in lower case, by which
        rows of a table are told apart.
        """
        asked = [literal for literal in asked if not (literal.is_word or literal.spans[0].is_limit)]
        if not asked:
            return scores
        gains = np.zeros_like(scores)
        weekdays = _weekdays(asked)
        dates = _dates_of_weekdays(asked)
        names_date = any(literal.kind == "day" and literal.need == REQUIRED for literal in asked)
        bonus = {**BONUS, "day": DATE_BONUS} if dates or names_date else BONUS
        most = BESIDE * sum(bonus[literal.kind] for literal in asked)
        place = self._read(int(rows[scores.argmax()])).place
        near = np.flatnonzero(scores >= scores.max() - most).tolist()
        stated = {position: self._read(int(rows[position])) for position in near}
        for literal in asked:
            for position, share in _shares(literal, stated, weekdays).items():
                is_beside = stated[position].place == place and share > 0
                gains[position] += bonus[literal.kind] * share * (BESIDE if is_beside else 1)
        for position, each in stated.items():
            if _states_others(dates, each):
                gains[position] = 0
        if all(literal.may_be_limited for literal in asked):
            closest = int(scores.argmax())
            words -= {word for literal in asked for word in literal.words}
            for position, each in stated.items():
                if stated[closest].is_rather_labelled(words, each):
                    gains[position] = min(gains[position], gains[closest])
        return scores + gains

    def check(self, asked: Sequence[AskedLiteral], row: int) -> Held:
        """Return which literals of a question the passage in a row holds and lacks; one of a kind that it holds will do."""
        if not asked:
            return Held()
        stated, weekdays = self._read(row), _weekdays(asked)
        held = [literal for literal in asked if _share_held(literal, stated, weekdays)]
        kinds = {_kind_and_unit(literal) for literal in held}
        lacking = [
            literal for literal in asked if _kind_and_unit(literal) not in kinds and _is_lacking(literal, stated, weekdays)
        ]
        return Held(tuple(literal.written for literal in held), tuple(literal.written for literal in lacking))

    def states(self, asked: Sequence[AskedLiteral], row: int) -> bool:
        """Return whether a passage holds all that an answer needs, and its days and times not just within longer ranges."""
        stated, weekdays = self._read(row), _weekdays(asked)
        needed = [literal for literal in asked if literal.need == REQUIRED]
        return all(
            any(
                span.holds(each) and (literal.kind == "weekday" or each.low in {span.low, span.high})
                for span in stated.comparable(literal, weekdays)[0]
                for each in literal.spans
            )
            for literal in needed
        )

    def lacked_by_all(self, asked: Sequence[AskedLiteral], rows: Sequence[int]) -> tuple[str, ...]:
        """Return the literals of a question that some of the passages in `rows` lack, and none of them holds."""
        checked = [self.check(asked, row) for row in rows[:MOST_ROWS]] if asked else []
        held = {written for each in checked for written in each.held}
        return tuple(sorted({written for each in checked for written in each.lacking} - held))

    def _read(self, row: int) -> _Stated:
        """Return what the passage in a row states."""
        if (stated := self._stated.get(row)) is None:
            passage = self.passages[row]
            text = passage.text_below_headings
            own = len(text) - len(passage.text)
            stated = _Stated(
                (passage.document, passage.section), text, own, self.titles.get(passage.document, ""), self.language
            )
            if len(self._stated) >= KEPT:
                self._stated.clear()
            self._stated[row] = stated
        return stated


def _kind_and_unit(literal: AskedLiteral) -> tuple[str, str]:
    """Return what one literal of a question that is held makes up for: others of its kind, of amounts in the same unit."""
    return literal.kind, literal.spans[0].unit if literal.kind == "amount" else ""


def _is_of_something_else(span: Span, literal: AskedLiteral, spans: Sequence[Span]) -> bool:
    """Return whether a distant limit, beside an amount close to what is asked, says nothing about that.

    *Courts can be booked for 40 or 55 minutes, up to 8 days ahead* is about no 90 minutes.
    """
    asked = literal.spans[0].low
    if not (span.is_limit and math.isinf(span.high - span.low)) or _ratio(_bound(span), asked) < DISTANT:
        return False
    return any(each.unit == span.unit and not each.is_limit and _ratio(each.low, asked) <= CLOSE for each in spans)


def _ratio(one: float, other: float) -> float:
    return max(one, other) / max(min(one, other), 1e-9)


def _bound(span: Span) -> float:
    """Return the number of a limit that is open at one end."""
    return span.low if span.high == math.inf else span.high


def _is_narrower(one: Span, other: Span, *, is_label: bool) -> bool:
    """Return whether a literal is narrower than another and a part of it, or else the label of what it is about."""
    is_in = other.low <= one.low and one.high <= other.high
    return one.unit == other.unit and one.high - one.low < other.high - other.low and (is_in or is_label)


def _first_cell(text: str) -> tuple[str, list[str]]:
    """Return the header of the first cell of a row and the words of the cell in lower case; no header if it is no row."""
    cell, is_row, _ = text.rpartition("\n")[2].partition("; ")
    header, has_header, label = cell.partition(": ")
    return (header, WORD.findall(label.lower())) if is_row and has_header else ("", [])


def _dates_of_weekdays(asked: Sequence[AskedLiteral]) -> list[AskedLiteral]:
    """Return the dates that a question names, if it names a weekday too."""
    has_weekday = any(literal.kind == "weekday" for literal in asked)
    return [literal for literal in asked if has_weekday and literal.kind == "day"]


def _weekdays(asked: Sequence[AskedLiteral]) -> list[Span]:
    return [span for literal in asked if literal.kind == "weekday" for span in literal.spans]


def _states_others(dates: Sequence[AskedLiteral], stated: _Stated) -> bool:
    """Return whether a passage is about other dates than those that are asked for."""
    return not any(_share_held(date, stated) for date in dates) and any(_is_lacking(date, stated) for date in dates)


def _shares(literal: AskedLiteral, stated: Mapping[int, _Stated], weekdays: Sequence[Span]) -> dict[int, float]:
    """Return the share of the bonus for a literal that each passage gets, below 0 if it states another while one holds it."""
    shares = {position: _share_held(literal, each, weekdays) for position, each in stated.items()}
    lost = LOST_SHARE if any(shares.values()) else 0.0
    for position, share in shares.items():
        if not share and _is_limited(literal, stated[position], weekdays):
            shares[position] = LIMIT_SHARE
        elif not share and lost and _is_lacking(literal, stated[position], weekdays):
            shares[position] = -lost
    return shares


def _share_held(literal: AskedLiteral, stated: _Stated, weekdays: Sequence[Span] = ()) -> float:
    """Return the share of the bonus for a literal that a passage gets: 0 if it does not hold it, less for distant limits."""
    in_text, in_title = stated.comparable(literal, weekdays)
    pairs = [(span, asked) for span in (*in_text, *in_title) for asked in literal.spans if span.holds(asked)]
    lengths = [sum(part.high - part.low for part in in_text if part[:2] == span[:2]) for span, _ in pairs]
    found = zip(pairs, lengths, strict=True)
    return max((_closeness(literal.kind, span, asked, length) for (span, asked), length in found), default=0.0)


def _closeness(kind: Kind, span: Span, asked: Span, length: float) -> float:
    """Return 1.0, or less the further a limit is from the literal that it contains: 60 is closer to 72 than 16 is.

    What holds for months on end says less about a date than what holds for some days or begins or ends on it; `length` is that
    of a period with both of its parts if a year ends in it.
    """
    if kind == "day" and LONG_PERIOD < length < math.inf:
        return 1.0 if {asked.low, asked.high} <= {span.low, span.high} else LONG_SHARE
    if not (span.is_limit and math.isfinite(asked.low) and math.isinf(span.high - span.low)):
        return 1.0
    bound = _bound(span)
    if kind == "day" and abs(asked.low - bound) > LONG_PERIOD:
        return LONG_SHARE
    return 1 - FAR_SHARE * abs(asked.low - bound) / max(abs(asked.low) + abs(bound), 1)


def _is_lacking(literal: AskedLiteral, stated: _Stated, weekdays: Sequence[Span] = ()) -> bool:
    """Return whether an answer needs a literal that a passage does not hold, given what the passage states of that kind."""
    if _is_limited(literal, stated, weekdays):
        return False
    return literal.need == REQUIRED or (literal.need == NOT_ANOTHER and bool(_others(literal, stated, weekdays)))


def _is_limited(literal: AskedLiteral, stated: _Stated, weekdays: Sequence[Span]) -> bool:
    """Return whether a limit of a passage decides about a literal that it does not hold, as *over 18* does about 16."""
    if not literal.may_be_limited:
        return False
    limits = [span for span in _others(literal, stated, weekdays) if span.is_limit]
    if literal.side:  # *under 12* is another group than *under 16*
        limits = [span for span in limits if math.isfinite(span.low if literal.side < 0 else span.high)]
    return bool(limits)


def _others(literal: AskedLiteral, stated: _Stated, weekdays: Sequence[Span]) -> list[Span]:
    """Return what the text of a passage states of the kind and units of a literal that it does not hold."""
    in_text, _ = stated.comparable(literal, weekdays)
    units = {span.unit for span in literal.spans}
    return [span for span in in_text if span.unit in units]
