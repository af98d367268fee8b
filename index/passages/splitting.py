"""Splits documents into passages that each fit the encoder's window."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Protocol

from index.passages.passage import Passage, SectionRows, UniqueIds, content_id
from index.reading import Document, Section
from index.reading.blocks import Block
from index.reading.rich_text import Link, with_targets, without_targets
from index.text.sentences import sentences

VERSION = 9
"""The version of the rules for reading and splitting; raise it when a change to them alters passages."""
SHORT_PAGE = 40
"""Blocks of a document up to which its title is part of the lead: it says what a short page is about, as a heading does.

In a longer document, a title is too far from most passages to say much about each, and would blur their differences.
"""
TITLE_TOKENS = 24
"""Tokens of a title that are part of the lead; what follows is usually the name of the site."""
JOINT_TOKENS = 2
"""Tokens reserved for any that a tokenizer adds where two texts are joined."""

NAME_JOINTS = re.compile(r"(?<=[^\W_])[-_]+(?=[^\W_])")

Span = tuple[int, int]
"""A range of positions in a text: `text[start:end]`."""


class Window(Protocol):
    """The amount of text that an encoder reads at once."""

    @property
    def limit(self) -> int:
        """The maximum number of tokens in a text, not counting the tokens that the model adds itself."""
        ...

    def token_starts(self, text: str) -> Sequence[int]:
        """Return the position in characters where each token of the text starts, in order."""
        ...


class Unlimited:
    """A window without a limit: nothing is split."""

    limit = 10**9

    def token_starts(self, text: str) -> Sequence[int]:
        """Return no tokens, because the limit is never reached."""
        del text
        return ()


def split(documents: Iterable[Document], window: Window) -> tuple[list[Passage], list[SectionRows]]:
    """Split documents into passages with unique ids, in reading order, and return them with the rows of each section."""
    unique_ids = UniqueIds()
    passages: list[Passage] = []
    sections: list[SectionRows] = []
    for document in documents:
        split_passages, split_sections = split_document(document, window)
        sections += [rows.shifted(len(passages)) for rows in split_sections]
        passages += [replace(passage, id=unique_ids.assign(passage.id)) for passage in split_passages]
    return passages, sections


def split_document(document: Document, window: Window) -> tuple[list[Passage], list[SectionRows]]:
    """Split one document into passages with content ids, in reading order, and return them with the rows of each section."""
    is_short = sum(len(section.blocks) for section in document.sections) <= SHORT_PAGE
    title = _start_of_title(document.title, window) if is_short else ""
    return split_sections(document.path, document.sections, window, title)


def split_sections(
    path: str, sections: Iterable[Section], window: Window, title: str = ""
) -> tuple[list[Passage], list[SectionRows]]:
    """Split some sections of the document at a path, with the title before their leads if it is a short page."""
    passages: list[Passage] = []
    rows: list[SectionRows] = []
    for section in sections:
        start = len(passages)
        for block in section.blocks:
            lead = _make_lead((title, *section.path) if title else section.path, block.context, window)
            passages += _split_block(path, section.path, block, lead, window)
        rows.append(SectionRows(path, section.path, start, len(passages)))
    return passages, rows


def _split_block(document: str, section: tuple[str, ...], block: Block, lead: str, window: Window) -> Iterator[Passage]:
    for span in _split_text(without_targets(block.text, block.links), lead, window):
        start, end = with_targets(span, block.links)
        text = block.text[start:end]
        links = tuple(
            Link(max(link.start, start) - start, link.end - start, link.target)
            for link in block.links
            if start < link.end and link.stop <= end
        )
        line = block.line_at(start)
        yield Passage(content_id(text, block.context), document, section, line, text, block.context, links, lead)


def _start_of_title(title: str, window: Window) -> str:
    """Return the start of a title, with the hyphens and underscores of a file name as spaces."""
    title = title if " " in title else NAME_JOINTS.sub(" ", title).strip()
    starts = window.token_starts(title)
    return title[: starts[TITLE_TOKENS]].rstrip() if len(starts) > TITLE_TOKENS else title


def _make_lead(headings: tuple[str, ...], context: tuple[str, ...], window: Window) -> str:
    """Join headings and context into a lead; if it exceeds half of the window, keep only its end."""
    path = " > ".join(headings)
    lead = "".join(f"{piece.rstrip(':')}: " for piece in (path, " ".join(context)) if piece)
    half = window.limit // 2
    if len(lead.encode()) > half:
        starts = window.token_starts(lead)
        if len(starts) > half:
            lead = lead[starts[-half] :]
    return lead


def _split_text(text: str, lead: str, window: Window) -> list[Span]:
    """Return the spans of a text (without link targets) that fit after its lead.

    That is the whole text if possible; otherwise the text is cut at sentences, then at words, then anywhere.
    """
    if len(lead.encode()) + len(text.encode()) + JOINT_TOKENS <= window.limit:
        return [(0, len(text))]
    room = max(1, window.limit - len(window.token_starts(lead)) - JOINT_TOKENS)
    starts = window.token_starts(text)
    if len(starts) <= room:
        return [(0, len(text))]
    parts: list[Span] = []
    for span in _fitting_spans(text, starts, room):
        if parts and _count_tokens(starts, (parts[-1][0], span[1])) <= room:
            parts[-1] = (parts[-1][0], span[1])
        else:
            parts.append(span)
    return parts


def _fitting_spans(text: str, starts: Sequence[int], room: int) -> Iterator[Span]:
    """Yield spans of at most `room` tokens that end at a sentence or a word if possible."""
    for sentence in sentences(text):
        if _count_tokens(starts, sentence) <= room:
            yield sentence
            continue
        for word in _word_spans(text, sentence):
            first, last = bisect_left(starts, word[0]), bisect_left(starts, word[1])
            if last - first <= room:
                yield word
                continue
            cuts = [word[0], *starts[first + room : last : room], word[1]]
            yield from ((start, end) for start, end in pairwise(cuts) if start < end)


def _word_spans(text: str, span: Span) -> Iterator[Span]:
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


def _count_tokens(starts: Sequence[int], span: Span) -> int:
    return bisect_left(starts, span[1]) - bisect_left(starts, span[0])
