"""Split: from documents to passages, none longer than what the encoder takes in at once."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Protocol

from index.passages.passage import Copies, Passage, SectionRows, content_id
from index.reading import Document
from index.reading.blocks import Block
from index.reading.rich_text import Link, with_targets, without_targets
from index.text.sentences import sentences

VERSION = 2
"""Of the rules by which documents are read and split; raised when they change what passages there are."""
JOINT = 2
"""Tokens kept free for what tokenizers add where two texts are joined."""

Span = tuple[int, int]
"""Positions in a text: `text[start:end]`."""


class Window(Protocol):
    """How much text an encoder takes in at once."""

    @property
    def limit(self) -> int:
        """The most tokens of a text, without those that the model adds by itself."""
        ...

    def token_starts(self, text: str) -> Sequence[int]:
        """Where each token of the text starts, in characters, in order."""
        ...


class Unlimited:
    """The window of no encoder: nothing is split."""

    limit = 10**9

    def token_starts(self, text: str) -> Sequence[int]:
        """No token is ever counted."""
        del text
        return ()


def split(documents: Iterable[Document], window: Window) -> tuple[list[Passage], list[SectionRows]]:
    """The passages of documents in reading order, each with an id of its own, and the rows among them of each section."""
    copies = Copies()
    passages: list[Passage] = []
    sections: list[SectionRows] = []
    for document in documents:
        found, inside = split_document(document, window)
        sections += [rows.shifted(len(passages)) for rows in inside]
        passages += [replace(passage, id=copies.number(passage.id)) for passage in found]
    return passages, sections


def split_document(document: Document, window: Window) -> tuple[list[Passage], list[SectionRows]]:
    """The passages of one document in reading order, their ids made from their content alone, and the rows of each section."""
    passages: list[Passage] = []
    sections: list[SectionRows] = []
    for section in document.sections:
        start = len(passages)
        for block in section.blocks:
            passages += _split_block(document.path, section.path, block, window)
        sections.append(SectionRows(document.path, section.path, start, len(passages)))
    return passages, sections


def _split_block(document: str, section: tuple[str, ...], block: Block, window: Window) -> Iterator[Passage]:
    lead = _lead(section, block.context, window)
    for span in _parts(without_targets(block.text, block.links), lead, window):
        start, end = with_targets(span, block.links)
        text = block.text[start:end]
        links = tuple(
            Link(max(link.start, start) - start, link.end - start, link.target)
            for link in block.links
            if start < link.end and link.stop <= end
        )
        yield Passage(content_id(text, block.context), document, section, block.line, text, block.context, links, lead)


def _lead(section: tuple[str, ...], context: tuple[str, ...], window: Window) -> str:
    """Section path and context as they are put before the text; at most half of the window, its end where it is longer."""
    path = " > ".join(section)
    lead = "".join(f"{piece.rstrip(':')}: " for piece in (path, " ".join(context)) if piece)
    half = window.limit // 2
    if len(lead.encode()) > half:
        starts = window.token_starts(lead)
        if len(starts) > half:
            lead = lead[starts[-half] :]
    return lead


def _parts(text: str, lead: str, window: Window) -> list[Span]:
    """A text (without targets) whole if it fits behind its lead, else cut at sentences, else at words, else anywhere."""
    if len(lead.encode()) + len(text.encode()) + JOINT <= window.limit:
        return [(0, len(text))]
    room = max(1, window.limit - len(window.token_starts(lead)) - JOINT)
    starts = window.token_starts(text)
    if len(starts) <= room:
        return [(0, len(text))]
    parts: list[Span] = []
    for span in _pieces(text, starts, room):
        if parts and _tokens(starts, (parts[-1][0], span[1])) <= room:
            parts[-1] = (parts[-1][0], span[1])
        else:
            parts.append(span)
    return parts


def _pieces(text: str, starts: Sequence[int], room: int) -> Iterator[Span]:
    """Spans of at most `room` tokens that end where a reader would pause."""
    for sentence in sentences(text):
        if _tokens(starts, sentence) <= room:
            yield sentence
            continue
        for word in _words(text, sentence):
            first, last = bisect_left(starts, word[0]), bisect_left(starts, word[1])
            if last - first <= room:
                yield word
                continue
            cuts = [word[0], *starts[first + room : last : room], word[1]]
            yield from ((start, end) for start, end in pairwise(cuts) if start < end)


def _words(text: str, span: Span) -> Iterator[Span]:
    start = None
    for position in range(span[0], span[1]):
        if text[position].isspace():
            if start is not None:
                yield start, position
            start = None
        elif start is None:
            start = position
    if start is not None:
        yield start, span[1]


def _tokens(starts: Sequence[int], span: Span) -> int:
    return bisect_left(starts, span[1]) - bisect_left(starts, span[0])
