"""Answers as cards: the quote with its source, the closest passages, or "not in the documents"; and their other pages."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.rendering.cards import (
    AMBER,
    GREEN,
    GREY,
    MOST_TEXT,
    RED,
    Beside,
    Button,
    Buttons,
    Card,
    Line,
    Part,
    Words,
)
from bot.rendering.markdown import excerpt, unescape
from bot.rendering.paging import Action, Paging
from bot.rendering.sources import ARROW, SMALL, address, section_label, small_source, source
from bot.rendering.texts import Texts
from index.answering.answers import Answer, Hit, Outcome
from index.answering.neighbours import Surroundings
from index.passages.passage import Passage
from index.text.characters import fold

QUESTION_ID, NOTE_ID, SHARER_ID = 2, 3, 4
"""Parts that stay when a page is turned: the question, what there is to say about it, and who shared it."""
QUOTED = "> "
COLOURS: dict[Outcome, int] = {"answer": GREEN, "suggestions": AMBER, "none": RED}
LONGEST_ECHO, LONGEST_NOTE, LONGEST_LEAD = 400, 300, 250
LONGEST_QUOTE, LONGEST_SUGGESTION, LONGEST_IN_CONTEXT, LONGEST_NEIGHBOUR = 1800, 450, 1000, 180
LONGEST_SUGGESTED_SOURCE = 300
SHORTEST = 40
"""Characters of Markdown, at most; a quote takes what the parts beside it leave, down to the shortest."""
MARKS_BETWEEN = 200
"""Characters that marks and line breaks between parts take, at most."""
OVERVIEW = 3
"""Passages or sections that are offered when there is no answer."""
NEIGHBOURS = 3
"""Passages on either side of one in its context."""
IN_A_ROW = 5


def question_part(question: str) -> Words:
    """The question as it is echoed above an answer."""
    return Words(f"{SMALL}{excerpt(question, LONGEST_ECHO, links=False)}", QUESTION_ID)


def read_question(part: str) -> str:
    """The question of a part that `question_part` made; of a long one, its beginning."""
    return unescape(part.removeprefix(SMALL))


def note_part(answer: Answer, texts: Texts) -> Words | None:
    """What there is to say about how the question was read; None if nothing."""
    lines = []
    if answer.read_as:
        lines.append(texts.read_as.format(question=excerpt(answer.read_as, LONGEST_NOTE, links=False)))
    if answer.unmatched:
        named = excerpt(", ".join(texts.quoted.format(words=word) for word in answer.unmatched), LONGEST_NOTE, links=False)
        lines.append(texts.unmatched.format(words=named))
    if answer.is_cut:
        lines.append(texts.cut)
    return Words("\n".join(lines), NOTE_ID) if lines else None


def sharer_part(mention: str, texts: Texts) -> Words:
    """Who shared an answer."""
    return Words(SMALL + texts.shared_by.format(member=mention), SHARER_ID)


@dataclass(frozen=True, slots=True)
class Frame:
    """What is around the passages of an answer: the parts above them that stay, the buttons below, and whose words."""

    paging: Paging
    top: tuple[Words, ...]
    texts: Texts
    is_private: bool = False

    @property
    def colour(self) -> int:
        """That of the outcome."""
        return COLOURS[self.paging.outcome]

    def room(self, parts: Sequence[Words], wanted: int) -> int:
        """How many characters are left beside some parts, up to what is wanted."""
        used = sum(len(part.markdown) for part in (*self.top, *parts))
        return max(SHORTEST, min(wanted, MOST_TEXT - MARKS_BETWEEN - used))


def overview_card(hits: Sequence[Hit], frame: Frame, role: str | None = None) -> Card:
    """The first message to a question, by its outcome; `role` is the mention of one to ask when there is no answer."""
    if frame.paging.outcome == "answer":
        return page_card(hits[0], frame)
    if frame.paging.outcome == "suggestions":
        return _suggestions(hits[:OVERVIEW], frame)
    return _none(hits[:OVERVIEW], frame, role)


def page_card(hit: Hit, frame: Frame) -> Card:
    """One passage with its source and its buttons."""
    lead = excerpt(fold(ARROW.join(hit.passage.context)), LONGEST_LEAD) if hit.passage.context else ""
    above = [Words(SMALL + lead)] if lead else []
    below = [Words(f"{source(hit.title, hit.passage.section)}\n{small_source(hit, frame.paging, frame.texts)}".rstrip())]
    quoted = Words(_quote(hit, frame.room([*above, *below], LONGEST_QUOTE)))
    buttons = [*_page_buttons(frame), *_open_button(hit.url, hit.passage, frame.texts)]
    return Card(frame.colour, (*frame.top, *above, quoted, *below, *_rows(buttons)))


def surroundings_card(hit: Hit, found: Surroundings, frame: Frame) -> Card:
    """A passage among its neighbours of the section, quoted where it stands."""
    head = Words(source(found.title, found.passage.section))
    earlier = [SMALL + frame.texts.more_before.format(count=found.earlier)] if found.earlier else []
    later = [SMALL + frame.texts.more_after.format(count=found.later)] if found.later else []
    beside = len(found.before) + len(found.after)
    room = frame.room([head, *map(Words, (*earlier, *later))], LONGEST_IN_CONTEXT + beside * LONGEST_NEIGHBOUR)
    each = min(LONGEST_NEIGHBOUR, room // 2 // max(1, beside))
    above = [*earlier, *(f"- {excerpt(fold(passage.text), each)}" for passage in found.before)]
    below = [*(f"- {excerpt(fold(passage.text), each)}" for passage in found.after), *later]
    parts = ["\n".join(above), _quote(hit, min(LONGEST_IN_CONTEXT, room - beside * each)), "\n".join(below)]
    shown_before: Action = "list" if frame.paging.outcome == "none" else "show"
    buttons = [Button(frame.texts.back, frame.paging.button_id(shown_before))]
    buttons += _open_button(found.url, found.passage, frame.texts)
    return Card(frame.colour, (*frame.top, head, *map(Words, filter(None, parts)), *_rows(buttons)))


def notice_card(words: str) -> Card:
    """Something the bot says for itself."""
    return Card(GREY, (Words(words),))


def _suggestions(hits: Sequence[Hit], frame: Frame) -> Card:
    head = Words(f"### 🔍 {frame.texts.unsure}\n{frame.texts.unsure_more}")
    sources = [Words(SMALL + source(hit.title, hit.passage.section, LONGEST_SUGGESTED_SOURCE)) for hit in hits]
    each = frame.room([head, *sources], LONGEST_SUGGESTION * len(hits)) // len(hits)
    parts: list[Part] = []
    for place, (hit, below) in enumerate(zip(hits, sources, strict=True)):
        button = Button(frame.texts.read, frame.paging.at(place).button_id("show"))
        parts += [Line(), Beside((_quote(hit, each), below.markdown), button)]
    return Card(frame.colour, (*frame.top[:1], head, *frame.top[1:], *parts, *_rows(_share_button(frame, "share_list"))))


def _none(hits: Sequence[Hit], frame: Frame, role: str | None) -> Card:
    parts: list[Part] = [*frame.top[:1], Words(f"### 🚫 {frame.texts.absent}"), *frame.top[1:]]
    if role:
        parts.append(Words(frame.texts.ask_role.format(role=role)))
    first = {(hit.passage.document, hit.passage.section): place for place, hit in reversed(list(enumerate(hits)))}
    with_title = len({hit.passage.document for hit in hits}) > 1
    buttons = [
        Button(section_label(hits[place], with_title=with_title), frame.paging.at(place).button_id("context"))
        for place in sorted(first.values())
    ]
    rows = [*_rows(buttons), *_rows(_share_button(frame, "share_list"))]
    return Card(frame.colour, (*parts, Words(SMALL + frame.texts.closest_sections), *rows))


def _page_buttons(frame: Frame) -> list[Button]:
    """Buttons to other pages; those of the first and last page that lead nowhere are off, so that none of them moves."""
    paging, texts = frame.paging, frame.texts
    last = len(paging.pages) - 1
    buttons = [] if paging.outcome == "answer" else [Button(texts.back, paging.button_id("list"))]
    if last:
        buttons += [
            Button(texts.previous, paging.at(max(0, paging.place - 1)).button_id("show"), is_off=paging.place == 0),
            Button(texts.next, paging.at(min(last, paging.place + 1)).button_id("show"), is_off=paging.place == last),
        ]
    return [*buttons, Button(texts.in_context, paging.button_id("context")), *_share_button(frame, "share")]


def _share_button(frame: Frame, action: Action) -> list[Button]:
    return [Button(frame.texts.share, frame.paging.button_id(action), is_main=True)] if frame.is_private else []


def _open_button(url: str | None, passage: Passage, texts: Texts) -> list[Button]:
    found = address(url, passage)
    return [Button(texts.open, address=found)] if found else []


def _rows(buttons: Sequence[Button]) -> list[Buttons]:
    return [Buttons(tuple(buttons[start : start + IN_A_ROW])) for start in range(0, len(buttons), IN_A_ROW)]


def _quote(hit: Hit, limit: int) -> str:
    """A passage with its highlights as a quote of at most `limit` characters, or of the shortest there is."""
    shown = excerpt(hit.passage.text.rstrip(), max(SHORTEST, limit - len(QUOTED)), hit.highlights, newline=f"\n{QUOTED}")
    return QUOTED + shown
