"""Cards that follow "Not what I asked": the next passages, and the question to the people who know."""

from collections.abc import Sequence

from bot.rendering.answer_cards import (
    DOUBT_ID,
    MAX_QUESTION_LENGTH,
    QUESTION_ID,
    Frame,
    button_rows,
    in_rows,
    suggestions_card,
)
from bot.rendering.cards import AMBER, Button, Card, TextBlock
from bot.rendering.markdown import excerpt
from bot.rendering.sources import SMALL
from bot.rendering.texts import Texts
from index.answering.answers import Hit

PEOPLE_ID = 7
"""Id of the part that marks a question to people; a reply to it is not one to the bot."""


def doubt_part(words: str, role: str | None, texts: Texts) -> TextBlock:
    """Render the line that says what was noted, and the role that may know."""
    lines = [f"**{words}**", *([SMALL + texts.ask_role.format(role=role)] if role else [])]
    return TextBlock("\n".join(lines), DOUBT_ID)


def doubt_card(hits: Sequence[Hit], frame: Frame) -> Card:
    """Render the passages that come after a doubted one, each with a button that shows it alone, or that there are none."""
    if hits:
        return suggestions_card(hits, frame)
    return Card(AMBER, (*frame.top, TextBlock(frame.texts.no_others), *button_rows([], frame)))


def people_card(question: str, member: str, role: str, link: str | None, texts: Texts) -> Card:
    """Render a member's question to the people who know; `link` opens the answer that was doubted, if they can see it."""
    asked = TextBlock(texts.people_asked.format(role=role, member=member), PEOPLE_ID)
    quoted = TextBlock(excerpt(question, MAX_QUESTION_LENGTH, links=False, spoilers=True), QUESTION_ID)
    buttons = [Button(texts.to_answer, url=link)] if link else []
    return Card(AMBER, (asked, quoted, *in_rows(buttons)))
