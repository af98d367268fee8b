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
from bot.rendering.feedback import Ballot
from bot.rendering.lesson_ids import WRITE, tie_id
from bot.rendering.markdown import excerpt, unescape
from bot.rendering.names import Names
from bot.rendering.paging import Action, Paging
from bot.rendering.readers import Reader
from bot.rendering.sources import ARROW, BETWEEN, SMALL, location, passage_url, section_label, source_line
from bot.rendering.texts import Texts
from index.answering.answers import Answer, Hit, Outcome
from index.answering.neighbours import Surroundings
from index.passages.passage import Passage
from index.reading.rich_text import without_relative_targets
from index.text.characters import fold

QUESTION_ID, NOTE_ID, SHARER_ID, ADDRESSEE_ID, DOUBT_ID = 2, 3, 4, 5, 6
"""Ids of the parts that stay when a page is turned: the question, the notes on it, who shared it, and whom it is for.

The last is the line that says that the answer before was not what was asked; it stands in place of the outcome.
"""
QUOTE_MARK = "> "
COLOURS: dict[Outcome, int] = {"answer": GREEN, "suggestions": AMBER, "none": RED}
MAX_QUESTION_LENGTH, MAX_NOTE_LENGTH, MAX_LEAD_LENGTH = 400, 300, 250
MAX_QUOTE_LENGTH, MAX_SUGGESTION_LENGTH, MAX_CONTEXT_QUOTE_LENGTH, MAX_NEIGHBOUR_LENGTH = 1800, 450, 1000, 180
MAX_SUGGESTED_SOURCE_LENGTH = 250
MIN_QUOTE_LENGTH = 40
"""Characters of Markdown. A quote gets what the other parts leave, but never less than the minimum."""
MARKUP_ALLOWANCE = 200
"""Characters reserved for the marks and line breaks between parts."""
OVERVIEW_SIZE = 3
"""Passages or sections offered when there is no clear answer."""
NEIGHBOURS_PER_SIDE = 3
"""Passages shown before and after a passage in its context."""
BUTTONS_PER_ROW = 5
DELETE_SIGN = "🗑️"
"""The label of the button that deletes an answer: every public answer has it, so it should be small."""


def question_part(question: str) -> TextBlock:
    """Render the question for display above its answer."""
    return TextBlock(f"{SMALL}{excerpt(question, MAX_QUESTION_LENGTH, links=False, spoilers=True)}", QUESTION_ID)


def read_question(part: str) -> str:
    """Recover the question from the Markdown of `question_part`; a long question comes back shortened."""
    return unescape(part.removeprefix(SMALL))


def note_part(answer: Answer, texts: Texts) -> TextBlock | None:
    """Render the notes on how the question was read; None if there are none."""
    lines = []
    if answer.read_as:
        lines.append(texts.read_as.format(question=excerpt(answer.read_as, MAX_NOTE_LENGTH, links=False, spoilers=True)))
    if answer.unmatched:
        lines.append(texts.unmatched.format(words=excerpt(_listed(answer.unmatched, texts), MAX_NOTE_LENGTH, links=False)))
    if answer.unanswered:
        asked = excerpt(_listed(answer.unanswered, texts), MAX_NOTE_LENGTH, links=False, spoilers=True)
        lines.append(texts.unanswered.format(questions=asked))
    if answer.is_cut:
        lines.append(texts.cut)
    return TextBlock("\n".join(SMALL + line for line in lines), NOTE_ID) if lines else None


def _listed(quoted: Sequence[str], texts: Texts) -> str:
    """Return what a member wrote as a list of quotes."""
    return ", ".join(texts.quoted.format(words=each) for each in quoted)


def read_note(part: str, texts: Texts) -> str | None:
    """Recover from the Markdown of `note_part` how the question was read; None if the note does not say that."""
    before, _, after = texts.read_as.format(question="\0").partition("\0")  # `format` also reads doubled braces
    line = part.split("\n", maxsplit=1)[0].removeprefix(SMALL)
    if not before + after or not line.startswith(before) or not line.endswith(after) or len(line) <= len(before + after):
        return None
    return unescape(line[len(before) : len(line) - len(after)])


def sharer_part(mention: str, texts: Texts) -> TextBlock:
    """Render the line that says who shared an answer."""
    return TextBlock(SMALL + texts.shared_by.format(member=mention), SHARER_ID)


def addressee_part(mention: str, texts: Texts) -> TextBlock:
    """Render the line that says whom an answer is for."""
    return TextBlock(SMALL + texts.addressed.format(member=mention), ADDRESSEE_ID)


@dataclass(frozen=True, slots=True)
class Frame:
    """Everything around the passages of an answer: the paging, the parts that stay on every page, and the reader.

    `asked` is the question, for highlights, where no part of `kept` repeats it because the message is a reply to it.
    `is_shared` marks a private answer that was shared. `ballot` asks whether the answer helped, if the question is recorded.
    """

    paging: Paging
    kept: tuple[TextBlock, ...]
    reader: Reader
    is_private: bool = False
    asked: str | None = None
    is_shared: bool = False
    ballot: Ballot | None = None

    @property
    def texts(self) -> Texts:
        """The texts in the reader's language."""
        return self.reader.texts

    @property
    def question(self) -> str | None:
        """The question, or as much of it as the message repeats; None if it is not known."""
        echoed = next((part.markdown for part in self.kept if part.id == QUESTION_ID), None)
        return read_question(echoed) if echoed else self.asked

    @property
    def colour(self) -> int:
        """The colour that stands for the outcome."""
        return COLOURS[self.paging.outcome]

    @property
    def top(self) -> tuple[TextBlock, ...]:
        """The parts above the passages: the question, whom it concerns, the outcome unless it is an answer, and the notes."""
        outcomes = {"suggestions": f"🔍 **{self.texts.unsure}**", "none": f"🚫 **{self.texts.absent}**"}
        is_doubted = any(part.id == DOUBT_ID for part in self.kept)
        outcome = None if is_doubted else outcomes.get(self.paging.outcome)
        heads = tuple(part for part in self.kept if part.id != NOTE_ID)
        notes = tuple(part for part in self.kept if part.id == NOTE_ID)
        return (*heads, *([TextBlock(outcome)] if outcome else []), *notes)

    def available_length(self, parts: Sequence[TextBlock], wanted: int) -> int:
        """Return how many characters fit in the card next to `parts`: at most `wanted`, at least the minimum quote."""
        used = sum(len(part.markdown) for part in (*self.top, *parts))
        return max(MIN_QUOTE_LENGTH, min(wanted, MAX_CARD_LENGTH - MARKUP_ALLOWANCE - used))


def overview_card(hits: Sequence[Hit], frame: Frame) -> Card:
    """Render the first response to a question, by outcome."""
    if frame.paging.outcome == "none":
        return _no_answer_card(hits[:OVERVIEW_SIZE], frame)
    return page_card(hits[0], frame)


def answers_card(hits: Sequence[Hit], frame: Frame) -> Card:
    """Render the passages that answer several questions of one message, each with a button that shows it alone."""
    parts = _choices(hits, frame, MAX_QUOTE_LENGTH // len(hits))
    return Card(frame.colour, (*frame.top, *parts, *button_rows(share_button(frame, "share_list"), frame)))


def page_card(hit: Hit, frame: Frame) -> Card:
    """Render one passage with its source and buttons."""
    context, names = fold(ARROW.join(hit.passage.context)), frame.reader.names
    lead = excerpt(context, MAX_LEAD_LENGTH, spoilers=True, names=names) if context else ""
    above = [TextBlock(SMALL + lead)] if lead else []
    below = [TextBlock(_source(hit, frame))]
    quoted = TextBlock(_quote(hit, frame.available_length([*above, *below], MAX_QUOTE_LENGTH), names))
    is_first = frame.paging.outcome == "answer" and not frame.paging.position
    teaching = [] if is_first else tie_button(frame)
    buttons = [*_page_buttons(hit, frame), *open_button(hit.url, hit.passage, frame.texts), *teaching]
    return Card(frame.colour, (*frame.top, *above, quoted, *below, *button_rows(buttons, frame)))


def suggestions_card(hits: Sequence[Hit], frame: Frame) -> Card:
    """Render all suggestions, each with a button that shows it alone."""
    head = TextBlock(SMALL + frame.texts.unsure_more)
    parts = _choices(hits, frame, MAX_SUGGESTION_LENGTH, head)
    return Card(frame.colour, (*frame.top, head, *parts, *button_rows(share_button(frame, "share_list"), frame)))


def _choices(hits: Sequence[Hit], frame: Frame, limit: int, *others: TextBlock) -> list[Part]:
    """Quote passages in at most `limit` characters each, with their sources and the buttons that show them, beside `others`."""
    names = frame.reader.names
    sources = [
        TextBlock(SMALL + source_line(hit.title, hit.passage.section, names, MAX_SUGGESTED_SOURCE_LENGTH)) for hit in hits
    ]
    each = frame.available_length([*others, *sources], limit * len(hits)) // len(hits)
    parts: list[Part] = []
    for position, (hit, below) in enumerate(zip(hits, sources, strict=True)):
        button = Button(frame.texts.read, frame.paging.at(position).button_id("show"))
        parts += [Separator(), TextWithButton((_quote(hit, each, names), below.markdown), button)]
    return parts


def context_card(hit: Hit, found: Surroundings, frame: Frame) -> Card:
    """Render a passage in context: quoted between its neighbours in the section, with the source below."""
    names = frame.reader.names
    source = TextBlock(SMALL + source_line(found.title, found.passage.section, names))
    earlier = [SMALL + frame.texts.more_before.format(count=found.earlier)] if found.earlier else []
    later = [SMALL + frame.texts.more_after.format(count=found.later)] if found.later else []
    neighbours = len(found.before) + len(found.after)
    wanted = MAX_CONTEXT_QUOTE_LENGTH + neighbours * MAX_NEIGHBOUR_LENGTH
    available = frame.available_length([source, *map(TextBlock, (*earlier, *later))], wanted)
    each = min(MAX_NEIGHBOUR_LENGTH, available // 2 // max(1, neighbours))
    above = [*earlier, *(_neighbour(passage, each, names) for passage in found.before)]
    below = [*(_neighbour(passage, each, names) for passage in found.after), *later]
    quoted = _quote(hit, min(MAX_CONTEXT_QUOTE_LENGTH, available - neighbours * each), names)
    parts = ["\n".join(above), quoted, "\n".join(below)]
    is_of_list = frame.paging.listed and not frame.paging.position
    back: Action = "list" if frame.paging.outcome == "none" else "whole" if is_of_list else "show"
    buttons = [Button(frame.texts.back, frame.paging.button_id(back))]
    buttons += open_button(found.url, found.passage, frame.texts)
    buttons += [] if frame.paging.outcome == "answer" else tie_button(frame)
    return Card(frame.colour, (*frame.top, *map(TextBlock, filter(None, parts)), source, *button_rows(buttons, frame)))


def notice_card(words: str) -> Card:
    """Render a message from the bot itself, not from the documents."""
    return Card(GREY, (TextBlock(words),))


def _no_answer_card(hits: Sequence[Hit], frame: Frame) -> Card:
    parts: list[Part] = [*frame.top]
    if frame.reader.role:
        parts.append(TextBlock(frame.texts.ask_role.format(role=frame.reader.role)))
    first = {(hit.passage.document, hit.passage.section): position for position, hit in reversed(list(enumerate(hits)))}
    with_title = len({hit.passage.document for hit in hits}) > 1
    labels = {place: section_label(hits[place], frame.reader.names, with_title=with_title) for place in sorted(first.values())}
    buttons = [Button(label, frame.paging.at(place).button_id("context")) for place, label in labels.items()]
    teaching = [Button(frame.texts.teach, WRITE)] if frame.reader.may_teach else []
    rows = button_rows([*buttons, *share_button(frame, "share_list"), *teaching], frame)
    return Card(frame.colour, (*parts, TextBlock(SMALL + frame.texts.closest_sections), *rows))


def _source(hit: Hit, frame: Frame) -> str:
    """Render document and section, and what else the reader wants to know about the place."""
    place = location(hit, frame.reader, frame.paging.position + 1, len(frame.paging.pages))
    return SMALL + BETWEEN.join(filter(None, (source_line(hit.title, hit.passage.section, frame.reader.names), place)))


def _page_buttons(hit: Hit, frame: Frame) -> list[Button]:
    """Return the buttons below a page, without those that would lead nowhere."""
    paging, position, texts = frame.paging, frame.paging.position, frame.texts
    others = len(paging.pages) - 1
    buttons = []
    if paging.outcome == "answer":
        if position:
            before: Action = "whole" if paging.listed and position == 1 else "show"  # the answer was a list
            buttons.append(Button(texts.previous, paging.at(position - 1).button_id(before)))
        if position < others:
            buttons.append(Button(texts.next, paging.at(position + 1).button_id("show")))
    elif paging.outcome == "none":
        buttons.append(Button(texts.back, paging.at(0).button_id("list")))
    elif position:
        buttons.append(Button(texts.back, paging.at(0).button_id("more")))
    elif others:
        buttons.append(Button(texts.others.format(count=others), paging.button_id("more")))
    if hit.listed and paging.outcome != "none":
        buttons.append(Button(texts.whole_list, paging.in_list(hit.listed).until(hit).button_id("rest")))
    if not hit.is_alone:
        buttons.append(Button(texts.in_context, paging.button_id("context")))
    return [*buttons, *share_button(frame, "share")]


def share_button(frame: Frame, action: Action) -> list[Button]:
    """Return the button that shares a private page, if it is one that was not shared yet."""
    is_wanted = frame.is_private and not frame.is_shared
    return [Button(frame.texts.share, frame.paging.button_id(action), is_primary=True)] if is_wanted else []


def delete_button(frame: Frame) -> list[Button]:
    """Return the button that deletes a public answer; a private one can be dismissed."""
    return [] if frame.is_private else [Button(DELETE_SIGN, frame.paging.button_id("delete"))]


def open_button(url: str | None, passage: Passage, texts: Texts) -> list[Button]:
    """Return the button that opens the document at a passage, if it has a URL."""
    link = passage_url(url, passage)
    return [Button(texts.open, url=link)] if link else []


def tie_button(frame: Frame) -> list[Button]:
    """Return the button that ties the question to the passage that is shown, for those who may teach."""
    may = frame.reader.may_teach and frame.question
    return [Button(frame.texts.this_answers, tie_id(frame.paging.page))] if may else []


def ballot_buttons(frame: Frame) -> Sequence[Button]:
    """Return the buttons that ask whether the answer helped; none where there is no answer."""
    if frame.ballot is None or frame.paging.outcome == "none":
        return []
    return frame.ballot.buttons(frame.texts, asks_people=bool(frame.reader.role and frame.question))


def button_rows(buttons: Sequence[Button], frame: Frame) -> list[ButtonRow]:
    """Return the buttons of a card in rows, with the one that deletes it last.

    The two that ask whether the answer helped have a row of their own with it, so that the others stay where they are.
    """
    asking, deleting = ballot_buttons(frame), delete_button(frame)
    if frame.ballot is None or frame.ballot.is_doubted:
        return in_rows([*buttons, *asking, *deleting])
    return [*in_rows(buttons), *in_rows([*asking, *deleting])]


def in_rows(buttons: Sequence[Button]) -> list[ButtonRow]:
    """Return buttons in rows."""
    return [ButtonRow(tuple(buttons[at : at + BUTTONS_PER_ROW])) for at in range(0, len(buttons), BUTTONS_PER_ROW)]


def _neighbour(passage: Passage, limit: int, names: Names | None) -> str:
    """Render a passage beside the one that is quoted."""
    text, _ = without_relative_targets(passage.text, passage.links)
    return f"- {excerpt(fold(text), limit, spoilers=True, names=names)}"


def _quote(hit: Hit, limit: int, names: Names | None) -> str:
    """Quote a passage, highlights in bold, in at most `limit` characters, or the minimum length if that is more."""
    length = max(MIN_QUOTE_LENGTH, limit - len(QUOTE_MARK))
    text, highlights = hit.shown
    newline = f"\n{QUOTE_MARK}"
    return QUOTE_MARK + excerpt(text.rstrip(), length, highlights, newline=newline, spoilers=True, names=names)
