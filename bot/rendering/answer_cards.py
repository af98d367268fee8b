"""Cards for answers: the quote with its source, the closest passages or "not in the documents", and further pages."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.rendering.cards import (
    AMBER,
    GREEN,
    GREY,
    MAX_CARD_LENGTH,
    RED,
    Button,
    ButtonRow,
    Card,
    Part,
    Separator,
    TextBlock,
    TextWithButton,
)
from bot.rendering.markdown import excerpt, unescape
from bot.rendering.paging import Action, Paging
from bot.rendering.sources import ARROW, SMALL, location_line, passage_url, section_label, source_line
from bot.rendering.texts import Texts
from index.answering.answers import Answer, Hit, Outcome
from index.answering.neighbours import Surroundings
from index.passages.passage import Passage
from index.text.characters import fold

QUESTION_ID, NOTE_ID, SHARER_ID = 2, 3, 4
"""Ids of the parts that stay when a page is turned: the question, the note on it, and who shared it."""
QUOTE_MARK = "> "
COLOURS: dict[Outcome, int] = {"answer": GREEN, "suggestions": AMBER, "none": RED}
MAX_QUESTION_LENGTH, MAX_NOTE_LENGTH, MAX_LEAD_LENGTH = 400, 300, 250
MAX_QUOTE_LENGTH, MAX_SUGGESTION_LENGTH, MAX_CONTEXT_QUOTE_LENGTH, MAX_NEIGHBOUR_LENGTH = 1800, 450, 1000, 180
MAX_SUGGESTED_SOURCE_LENGTH = 300
MIN_QUOTE_LENGTH = 40
"""Characters of Markdown. A quote gets what the other parts leave, but never less than the minimum."""
MARKUP_ALLOWANCE = 200
"""Characters reserved for the marks and line breaks between parts."""
OVERVIEW_SIZE = 3
"""Passages or sections offered when there is no clear answer."""
NEIGHBOURS_PER_SIDE = 3
"""Passages shown before and after a passage in its context."""
BUTTONS_PER_ROW = 5


def question_part(question: str) -> TextBlock:
    """Render the question for display above its answer."""
    return TextBlock(f"{SMALL}{excerpt(question, MAX_QUESTION_LENGTH, links=False)}", QUESTION_ID)


def read_question(part: str) -> str:
    """Recover the question from the Markdown of `question_part`; a long question comes back shortened."""
    return unescape(part.removeprefix(SMALL))


def note_part(answer: Answer, texts: Texts) -> TextBlock | None:
    """Render the notes on how the question was read; None if there are none."""
    lines = []
    if answer.read_as:
        lines.append(texts.read_as.format(question=excerpt(answer.read_as, MAX_NOTE_LENGTH, links=False)))
    if answer.unmatched:
        words = ", ".join(texts.quoted.format(words=word) for word in answer.unmatched)
        lines.append(texts.unmatched.format(words=excerpt(words, MAX_NOTE_LENGTH, links=False)))
    if answer.is_cut:
        lines.append(texts.cut)
    return TextBlock("\n".join(lines), NOTE_ID) if lines else None


def sharer_part(mention: str, texts: Texts) -> TextBlock:
    """Render the line that says who shared an answer."""
    return TextBlock(SMALL + texts.shared_by.format(member=mention), SHARER_ID)


@dataclass(frozen=True, slots=True)
class Frame:
    """Everything around the passages of an answer: the fixed parts on top, the paging, and the texts of a language."""

    paging: Paging
    top: tuple[TextBlock, ...]
    texts: Texts
    is_private: bool = False

    @property
    def colour(self) -> int:
        """The colour that stands for the outcome."""
        return COLOURS[self.paging.outcome]

    def available_length(self, parts: Sequence[TextBlock], wanted: int) -> int:
        """Return how many characters fit in the card next to `parts`: at most `wanted`, at least the minimum quote."""
        used = sum(len(part.markdown) for part in (*self.top, *parts))
        return max(MIN_QUOTE_LENGTH, min(wanted, MAX_CARD_LENGTH - MARKUP_ALLOWANCE - used))


def overview_card(hits: Sequence[Hit], frame: Frame, role: str | None = None) -> Card:
    """Render the first response to a question, by outcome; `role` mentions a role to ask if there is no answer."""
    if frame.paging.outcome == "answer":
        return page_card(hits[0], frame)
    if frame.paging.outcome == "suggestions":
        return _suggestions_card(hits[:OVERVIEW_SIZE], frame)
    return _no_answer_card(hits[:OVERVIEW_SIZE], frame, role)


def page_card(hit: Hit, frame: Frame) -> Card:
    """Render one passage with its source and buttons."""
    lead = excerpt(fold(ARROW.join(hit.passage.context)), MAX_LEAD_LENGTH, spoilers=True) if hit.passage.context else ""
    above = [TextBlock(SMALL + lead)] if lead else []
    below = [
        TextBlock(f"{source_line(hit.title, hit.passage.section)}\n{location_line(hit, frame.paging, frame.texts)}".rstrip())
    ]
    quoted = TextBlock(_quote(hit, frame.available_length([*above, *below], MAX_QUOTE_LENGTH)))
    buttons = [*_page_buttons(frame), *_open_button(hit.url, hit.passage, frame.texts)]
    return Card(frame.colour, (*frame.top, *above, quoted, *below, *_button_rows(buttons)))


def context_card(hit: Hit, found: Surroundings, frame: Frame) -> Card:
    """Render a passage in context: quoted between its neighbours in the section."""
    head = TextBlock(source_line(found.title, found.passage.section))
    earlier = [SMALL + frame.texts.more_before.format(count=found.earlier)] if found.earlier else []
    later = [SMALL + frame.texts.more_after.format(count=found.later)] if found.later else []
    neighbours = len(found.before) + len(found.after)
    wanted = MAX_CONTEXT_QUOTE_LENGTH + neighbours * MAX_NEIGHBOUR_LENGTH
    available = frame.available_length([head, *map(TextBlock, (*earlier, *later))], wanted)
    each = min(MAX_NEIGHBOUR_LENGTH, available // 2 // max(1, neighbours))
    above = [*earlier, *(f"- {excerpt(fold(passage.text), each, spoilers=True)}" for passage in found.before)]
    below = [*(f"- {excerpt(fold(passage.text), each, spoilers=True)}" for passage in found.after), *later]
    parts = ["\n".join(above), _quote(hit, min(MAX_CONTEXT_QUOTE_LENGTH, available - neighbours * each)), "\n".join(below)]
    back: Action = "list" if frame.paging.outcome == "none" else "show"
    buttons = [Button(frame.texts.back, frame.paging.button_id(back))]
    buttons += _open_button(found.url, found.passage, frame.texts)
    return Card(frame.colour, (*frame.top, head, *map(TextBlock, filter(None, parts)), *_button_rows(buttons)))


def notice_card(words: str) -> Card:
    """Render a message from the bot itself, not from the documents."""
    return Card(GREY, (TextBlock(words),))


def _suggestions_card(hits: Sequence[Hit], frame: Frame) -> Card:
    head = TextBlock(f"### 🔍 {frame.texts.unsure}\n{frame.texts.unsure_more}")
    sources = [TextBlock(SMALL + source_line(hit.title, hit.passage.section, MAX_SUGGESTED_SOURCE_LENGTH)) for hit in hits]
    each = frame.available_length([head, *sources], MAX_SUGGESTION_LENGTH * len(hits)) // len(hits)
    parts: list[Part] = []
    for position, (hit, below) in enumerate(zip(hits, sources, strict=True)):
        button = Button(frame.texts.read, frame.paging.at(position).button_id("show"))
        parts += [Separator(), TextWithButton((_quote(hit, each), below.markdown), button)]
    return Card(frame.colour, (*frame.top[:1], head, *frame.top[1:], *parts, *_button_rows(_share_button(frame, "share_list"))))


def _no_answer_card(hits: Sequence[Hit], frame: Frame, role: str | None) -> Card:
    parts: list[Part] = [*frame.top[:1], TextBlock(f"### 🚫 {frame.texts.absent}"), *frame.top[1:]]
    if role:
        parts.append(TextBlock(frame.texts.ask_role.format(role=role)))
    first = {(hit.passage.document, hit.passage.section): position for position, hit in reversed(list(enumerate(hits)))}
    with_title = len({hit.passage.document for hit in hits}) > 1
    buttons = [
        Button(section_label(hits[position], with_title=with_title), frame.paging.at(position).button_id("context"))
        for position in sorted(first.values())
    ]
    rows = [*_button_rows(buttons), *_button_rows(_share_button(frame, "share_list"))]
    return Card(frame.colour, (*parts, TextBlock(SMALL + frame.texts.closest_sections), *rows))


def _page_buttons(frame: Frame) -> list[Button]:
    """Return the buttons below a page. Those that lead nowhere are disabled, not left out, so that no button moves."""
    paging, position, texts = frame.paging, frame.paging.position, frame.texts
    last = len(paging.pages) - 1
    buttons = [] if paging.outcome == "answer" else [Button(texts.back, paging.button_id("list"))]
    if last:
        buttons += [
            Button(texts.previous, paging.at(max(0, position - 1)).button_id("show"), is_disabled=position == 0),
            Button(texts.next, paging.at(min(last, position + 1)).button_id("show"), is_disabled=position == last),
        ]
    return [*buttons, Button(texts.in_context, paging.button_id("context")), *_share_button(frame, "share")]


def _share_button(frame: Frame, action: Action) -> list[Button]:
    return [Button(frame.texts.share, frame.paging.button_id(action), is_primary=True)] if frame.is_private else []


def _open_button(url: str | None, passage: Passage, texts: Texts) -> list[Button]:
    link = passage_url(url, passage)
    return [Button(texts.open, url=link)] if link else []


def _button_rows(buttons: Sequence[Button]) -> list[ButtonRow]:
    return [ButtonRow(tuple(buttons[at : at + BUTTONS_PER_ROW])) for at in range(0, len(buttons), BUTTONS_PER_ROW)]


def _quote(hit: Hit, limit: int) -> str:
    """Quote a passage, highlights in bold, in at most `limit` characters, or the minimum length if that is more."""
    length = max(MIN_QUOTE_LENGTH, limit - len(QUOTE_MARK))
    text, newline = hit.passage.text.rstrip(), f"\n{QUOTE_MARK}"
    return QUOTE_MARK + excerpt(text, length, hit.highlights, newline=newline, spoilers=True)
