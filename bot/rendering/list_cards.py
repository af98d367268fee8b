"""Cards for answers that are a whole list: its items as quotes, in the order of the document."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from bot.rendering.answer_cards import MAX_LEAD_LENGTH, QUOTE_MARK, Frame, button_rows, open_button, share_button
from bot.rendering.cards import Button, Card, TextBlock
from bot.rendering.markdown import excerpt
from bot.rendering.names import Names
from bot.rendering.paging import Paging
from bot.rendering.sources import BETWEEN, SMALL, location, source_line
from index.answering.answers import Answer, Hit, Listing
from index.answering.list_lines import ListLine, list_lines
from index.text.characters import fold

MAX_LIST_LENGTH, MAX_LINE_LENGTH = 1800, 700
"""Characters of Markdown of all items that are shown at once, and of one passage."""
INDENT = "\u2003"
"""An em space, because Discord removes ordinary spaces at the start of a line."""
BULLET = "• "
MAX_DEPTH = 4
"""Levels of indentation; items further inside are indented like their parents."""
CUT = f"{QUOTE_MARK}…"


def first_list_card(answer: Answer, listing: Listing, frame: Frame) -> Card:
    """Render the list that answers, from its first item on; the other passages of the answer are further pages."""
    others = [hit for hit in answer.beside_list if hit in answer.worth_reading]
    paging = Paging.of(frame.paging.asker, answer.outcome, [listing.best, *others])
    frame = replace(frame, paging=paging.in_list(listing.kind))
    return list_card(listing, listing.items[0][0], frame, _next_button(frame))


def list_buttons(hit: Hit, frame: Frame) -> list[Button]:
    """Return the buttons that lead from a list to its passage, if a button below that led here, and to the next passage.

    Whether the list was the answer itself, and is shown again after a later page, is not known.
    """
    following = [] if frame.paging.position else _next_button(frame)
    if frame.paging.position or hit.listed == frame.paging.listed:
        return [Button(frame.texts.back, frame.paging.in_list(None).button_id("show")), *following]
    return following


def _next_button(frame: Frame) -> list[Button]:
    return [Button(frame.texts.next, frame.paging.at(1).button_id("show"))] if len(frame.paging.pages) > 1 else []


def list_card(listing: Listing, asked: Hit, frame: Frame, buttons: Sequence[Button] = ()) -> Card:
    """Render a list with `buttons` below it: what fits from the first item on, or from that of a passage if it comes later.

    A button shows the items after these.
    """
    names, texts = frame.reader.names, frame.texts
    lead_in = excerpt(fold(listing.lead_in), MAX_LEAD_LENGTH, spoilers=True, names=names) if listing.lead_in else ""
    above = [TextBlock(SMALL + lead_in)] if lead_in else []
    below = [TextBlock(_source(listing, frame))]
    longest_note = TextBlock(SMALL + texts.more_before.format(count=len(listing.items)))
    room = frame.available_length([*above, longest_note, *below], MAX_LIST_LENGTH)
    by_item = groupby(list_lines(listing), key=lambda line: line.item)
    items = [[_render(line, names, min(MAX_LINE_LENGTH, room)) for line in lines] for _, lines in by_item]
    start, stop = _choose([sum(len(line) + 1 for line in lines) for lines in items], _item_of(listing, asked), room)
    if start:
        above.append(TextBlock(SMALL + texts.more_before.format(count=start)))
    quoted = TextBlock("\n".join(_within([line for lines in items[start:stop] for line in lines], room)))
    more = []
    if stop < len(items):
        rest = frame.paging.until(listing.items[stop][0]).button_id("rest")
        more = [Button(texts.others.format(count=len(items) - stop), rest)]
    first = listing.items[start][0]
    context = [] if listing.fills_section else [Button(texts.in_context, frame.paging.button_id("context"))]
    row = [
        *more,
        *buttons,
        *context,
        *share_button(frame, "share_whole"),
        *open_button(first.url, first.passage, texts),
    ]
    return Card(frame.colour, (*frame.top, *above, quoted, *below, *button_rows(row, frame)))


def _source(listing: Listing, frame: Frame) -> str:
    """Render document and section of a list, and what else the reader wants to know about the place."""
    first = listing.hits[0]
    source = source_line(first.title, listing.section, frame.reader.names)
    return SMALL + BETWEEN.join(filter(None, (source, location(first, frame.reader))))


def _item_of(listing: Listing, hit: Hit) -> int:
    """Return the position of the item that contains a passage; 0 if none does."""
    return next((at for at, item in enumerate(listing.items) if any(each.row == hit.row for each in item)), 0)


def _render(line: ListLine, names: Names | None, limit: int) -> str:
    """Quote a line of a list in about `limit` characters, with its own number or a bullet; a heading is bold."""
    indent = INDENT * min(line.depth, MAX_DEPTH)
    if line.hit is None:
        return f"{QUOTE_MARK}{indent}**{excerpt(fold(line.text), limit, spoilers=True, names=names)}**"
    mark = BULLET if line.has_bullet else ""
    text, newline = line.text.rstrip(), f"\n{QUOTE_MARK}{indent}"
    quoted = excerpt(text, limit, line.hit.shown[1], newline=newline, spoilers=True, names=names)
    return f"{QUOTE_MARK}{indent}{mark}{quoted}"


def _choose(lengths: Sequence[int], asked: int, room: int) -> tuple[int, int]:
    """Return the first item to show, and the one behind the last: from the start if the item asked for is among them."""
    stop = _stop(lengths, 0, room)
    return (0, stop) if asked < stop else (asked, _stop(lengths, asked, room))


def _stop(lengths: Sequence[int], start: int, room: int) -> int:
    """Return the position behind the last item that fits from an item on, which is shown in any case."""
    used = 0
    for position in range(start, len(lengths)):
        used += lengths[position]
        if used > room and position > start:
            return position
    return len(lengths)


def _within(lines: Sequence[str], room: int) -> list[str]:
    """Return the lines that fit, with a mark if some do not, which is so only if a single item is too long."""
    shown: list[str] = []
    used = len(CUT) + 1
    for line in lines:
        used += len(line) + 1
        if used > room and shown:
            return [*shown, CUT]
        shown.append(line)
    return shown
