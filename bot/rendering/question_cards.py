"""Cards about what members ask: the questions asked in vain, page by page, and the digest of a week."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.rendering.answer_cards import in_rows
from bot.rendering.cards import AMBER, GREEN, Button, Card, Part, Separator, TextBlock, TextWithButton
from bot.rendering.markdown import excerpt, unescape
from bot.rendering.sources import SMALL, source_line
from bot.rendering.texts import Texts
from bot.report.groups import Group
from index.text.characters import fold

PAGE_SIZE = 5
"""Groups of questions on one page, each with two lines and a button."""
DIGEST_SIZE = 3
"""Groups of questions in a digest."""
WEEKS_SHOWN = 8
MAX_QUESTION_LENGTH, MAX_SOURCE_LENGTH = 350, 200
"""Characters of Markdown."""
MAX_DAYS = 366
PATTERN = re.compile(r"q1(?:p(?P<page>\d{1,3}):(?P<days>\d{1,3})|t(?P<group>\d{1,3}))", re.ASCII)
"""Button ids of this version: of one that turns to a page, and of one that teaches an answer to a group of questions."""


@dataclass(frozen=True, slots=True)
class Period:
    """What was asked in a server in the last `days`: how many questions, how many of them were answered, and those in vain.

    `has_settled` is True if there are further groups, which need no more work.
    """

    days: int
    asked: int
    answered: int
    groups: Sequence[Group]
    has_settled: bool = False

    def counts(self, texts: Texts) -> str:
        """Render the counts in one line."""
        share = _percent(self.answered, self.asked)
        return texts.asked_counts.format(questions=self.asked, share=share, days=self.days)


@dataclass(frozen=True, slots=True)
class Turn:
    """A press that shows a page of the questions of the last `days`."""

    page: int
    days: int


def read_questions_id(button_id: str) -> Turn | int | None:
    """Decode the id of a button: a page to turn to, or the number of a group to teach; None if it is none of this version's."""
    match = PATTERN.fullmatch(button_id)
    if not match:
        return None
    return int(match["group"]) if match["group"] else Turn(int(match["page"]), min(max(int(match["days"]), 1), MAX_DAYS))


def questions_card(period: Period, page: int, texts: Texts) -> Card:
    """Render a page of the questions that were asked in vain, most asked first, each with a button to teach an answer."""
    head = TextBlock(f"### {texts.in_vain}\n{SMALL}{period.counts(texts)}")
    last = max(0, len(period.groups) - 1) // PAGE_SIZE
    start = min(page, last) * PAGE_SIZE
    shown = period.groups[start : start + PAGE_SIZE]
    if not shown:
        return Card(GREEN, (head, TextBlock(texts.settled_in_vain if period.has_settled else texts.none_in_vain)))
    parts: list[Part] = [head]
    for number, group in enumerate(shown, start=start):
        parts += [Separator(), TextWithButton(_lines(group, texts), Button(texts.teach, f"q1t{number}"))]
    rest = len(period.groups) - start - len(shown)
    buttons = [
        *([Button(texts.back, f"q1p{start // PAGE_SIZE - 1}:{period.days}")] if start else []),
        *([Button(texts.others.format(count=rest), f"q1p{start // PAGE_SIZE + 1}:{period.days}")] if rest else []),
    ]
    return Card(AMBER, (*parts, *in_rows(buttons)))


def digest_card(period: Period, texts: Texts, command: str) -> Card:
    """Render the digest of a week; `command` mentions the one that shows more."""
    lines = [f"### {texts.digest}", period.counts(texts)]
    shown = [(_one_line(group.question, spoilers=True), group.asked) for group in period.groups[:DIGEST_SIZE]]
    lines += [f"- {question} (×{asked})" for question, asked in shown]
    lines += [SMALL + texts.digest_more.format(command=command)] if period.groups else []
    return Card(AMBER if period.groups else GREEN, (TextBlock("\n".join(lines)),))


def read_question_line(line: str) -> str:
    """Recover a question from its line on a page; a long one comes back shortened."""
    return unescape(line)


def question_line(question: str) -> str:
    """Return a question as `read_question_line` recovers it from a page."""
    return read_question_line(_one_line(question))


def _one_line(question: str, *, spoilers: bool = False) -> str:
    """Render a question of a member in one line. Only without hidden spoilers can it be read back."""
    return excerpt(fold(question), MAX_QUESTION_LENGTH, links=False, spoilers=spoilers)


def _lines(group: Group, texts: Texts) -> tuple[str, ...]:
    """Render a group: its question, how often it was asked and answered, and what comes closest today."""
    weeks = " ".join(map(str, group.weeks[-WEEKS_SHOWN:]))
    share = _percent(group.answered, group.answered + group.asked)
    people = max(group.people, 1)
    counts = texts.group_counts.format(asked=group.asked, people=people, share=share, weeks=weeks)
    closest = group.closest
    if closest is None or closest.document is None:
        return _one_line(group.question), SMALL + counts
    section = source_line(closest.document, closest.section, limit=MAX_SOURCE_LENGTH)
    return _one_line(group.question), SMALL + counts, SMALL + texts.nearest.format(section=section)


def _percent(part: int, whole: int) -> int:
    return round(100 * part / whole) if whole else 0
