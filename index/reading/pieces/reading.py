"""Reads a large Markdown document by pieces: it parses those that changed, and takes what is known of the others.

The result is the same as that of reading the document as a whole. Whatever a piece depends on outside of its own text is part
of its record, or of that of the document, and a piece with other surroundings is parsed again.
"""

import hashlib
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import msgspec
import numpy as np

from index.errors import DocumentError
from index.reading.blocks import Block, Heading, Item
from index.reading.contents_lists import (
    CONTENTS,
    heading_keys,
    is_link_to_section,
    is_surely_no_contents,
    leave_out,
    looked_up_keys,
    page_of,
    title_heading,
)
from index.reading.corpus import MAX_BLOCK_LENGTH, MAX_LINE_LENGTH, SourceFile
from index.reading.data_uris import without_data_uris
from index.reading.document import Section, arrange_piece, unsure_note
from index.reading.file_titles import file_title
from index.reading.front_matter import split_front_matter
from index.reading.kinds import MARKDOWN, kind_of
from index.reading.labels import FoundMarker, Label, cannot_be_label, find_markers, promote_piece, used_markers
from index.reading.markdown.reader import MAX_BRACKET_SEARCH, MAX_MISSING_CELLS, PieceParser
from index.reading.markdown.tags import Edges
from index.reading.markdown.wikilinks import has_text_first
from index.reading.page_questions import has_page_questions
from index.reading.pieces.cutting import Piece, cut_markdown
from index.reading.pieces.records import EMPTY_OUTLINE, DocumentRecord, Edge, PieceRecord

MIN_DOCUMENT = 200_000
"""Characters of a document that is read by pieces; below, reading it as a whole takes less than half a second."""

Definitions = dict[str, tuple[str, str]]
"""The targets and titles of link definitions, by label."""


class _CutError(Exception):
    """The document turned out to be one that must be read as a whole."""


class _ChangedError(Exception):
    """Something that all pieces depend on has changed."""


@dataclass(frozen=True, slots=True)
class ReadPiece:
    """A piece of a document: its record, the number of lines before it, and its place in the previous index or its contents.

    The lines in its contents are counted from its first one. The blocks of `head` belong to the section before it.
    """

    record: PieceRecord
    line: int
    before: int | None
    head: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()


@dataclass(frozen=True, slots=True)
class PiecedDocument:
    """A document as pieces; the fields are those of a `Document` and of a `DocumentRecord`."""

    path: str
    title: str
    url: str | None
    pieces: tuple[ReadPiece, ...]
    notes: tuple[str, ...]
    record: DocumentRecord
    before: tuple[PieceRecord, ...]
    """The pieces of the document in the previous index that those of this one refer to."""

    @property
    def lines_before(self) -> list[int]:
        """The number of lines before each piece in the previous index."""
        return list(accumulate((piece.lines for piece in self.before), initial=0))

    @property
    def blocks(self) -> int:
        """The number of its blocks."""
        return sum(piece.record.blocks for piece in self.pieces)


def read_by_pieces(text: str, file: SourceFile, before: DocumentRecord | None) -> PiecedDocument | None:
    """Read the text of a file by pieces, given its record in the previous index; None if it has to be read as a whole.

    `text` is as from `decode_text`.
    """
    suffix, settings = kind_of(file.path.suffix, text), file.settings
    if len(text) < MIN_DOCUMENT or suffix not in MARKDOWN or suffix == ".mdx" or settings.outline or settings.omit:
        return None
    if max(map(len, text.split("\n"))) > MAX_LINE_LENGTH:
        return None
    titles, body = split_front_matter(without_data_uris(text, is_markup=True))
    pieces = None if has_page_questions(text) else cut_markdown(body)
    if pieces is None:
        return None
    text_first = "[[" in body and has_text_first(body)
    bases = [before, None] if before and before.has_text_first == text_first else [None]
    for base in bases:
        try:
            return _Attempt(pieces, file, titles, base, has_text_first=text_first).run()
        except _ChangedError:
            continue
        except (_CutError, DocumentError, RecursionError):  # if it is an error, reading the whole document raises it
            return None
    return None


@dataclass(slots=True)
class _State:
    """A piece while it is read: its place in the previous index until it turns out to be changed, and what was found in it."""

    piece: Piece
    digest: str
    edges: Edges
    before: int | None
    known: PieceRecord | None
    is_before_list: bool
    items: list[Item]
    promoted: list[Item]
    kept: list[Item]
    env: dict[str, Any]
    definitions: Definitions
    markers: tuple[FoundMarker, ...] = ()
    labels: tuple[tuple[Label, ...], tuple[Label, ...]] = ((), ())


class _Attempt:
    """One attempt to read a document, given the record of the previous index if there is one."""

    def __init__(
        self,
        pieces: Sequence[Piece],
        file: SourceFile,
        titles: tuple[str, ...],
        base: DocumentRecord | None,
        *,
        has_text_first: bool,
    ) -> None:
        self._file = file
        self._titles = titles
        self._base = base
        self._has_text_first = has_text_first
        self._page = page_of(file.settings.url)
        self._parser: PieceParser | None = None
        self._references: dict[str, dict[str, Any]] = {}
        self._markers: tuple[set[str], set[str]] = (set(), set())
        self._keys: set[str] = set()
        self._states = list(_matched(pieces, base.pieces if base else ()))

    def run(self) -> PiecedDocument:
        """Read the document. Raises _CutError, _ChangedError, DocumentError or RecursionError."""
        self._find_definitions()
        self._find_markers()
        self._promote()
        self._find_headings()
        titles = self._all_titles()
        pieces = tuple(self._arrange(titles))
        self._check(pieces)
        path, settings = self._file.shown, self._file.settings
        title = next(filter(None, (settings.title, *titles, file_title(path))))
        markers = tuple(sorted(self._markers[0])), tuple(sorted(self._markers[1]))
        record = DocumentRecord(path, titles, markers, self._has_text_first, tuple(piece.record for piece in pieces))
        before = self._base.pieces if self._base else ()
        return PiecedDocument(path, title, settings.url, pieces, tuple(_notes(path, pieces)), record, before)

    def _find_definitions(self) -> None:
        """Find the link definitions of the whole document, on which the text of every piece may depend."""
        for state in self._states:
            if state.known:
                state.definitions = state.known.definitions
            elif "]:" in state.piece.text:
                state.definitions = self._define(state.piece.text)
        found = _first_of_each(state.definitions for state in self._states)
        if self._base and found != _first_of_each(piece.definitions for piece in self._base.pieces):
            raise _ChangedError
        self._references = {label: {"href": href, "title": title, "map": [0, 0]} for label, (href, title) in found.items()}

    def _define(self, text: str) -> Definitions:
        """Return the link definitions in a piece. Raises _CutError if there are footnotes."""
        definitions = self._get_parser().definitions(text)
        if definitions is None:
            raise _CutError
        return definitions

    def _get_parser(self) -> PieceParser:
        self._parser = self._parser or PieceParser(self._file.settings.url)
        return self._parser

    def _find_markers(self) -> None:
        """Find the markers of questions and answers that the document uses."""
        found: list[FoundMarker] = []
        position = 0
        for state in self._states:
            if not state.known:
                self._parse(state)
                state.markers = tuple(find_markers(state.items))
            markers = state.known.markers if state.known else state.markers
            found += [(position + place, word, is_asking) for place, word, is_asking in markers]
            position += state.known.items if state.known else len(state.items)
        self._markers = used_markers(found)
        if self._base and tuple(map(set, self._base.markers)) != self._markers:
            raise _ChangedError

    def _parse(self, state: _State) -> None:
        """Parse a piece into items; what is known of it is not used any more."""
        state.known = state.before = None
        state.env = {
            "is_mdx": False,
            "edges": state.edges,
            "text_first": self._has_text_first,
            "references": dict(self._references),
        }
        state.items = self._get_parser().collect(state.piece.text, state.env).items
        if any(isinstance(item, Block) and len(item.text) > MAX_BLOCK_LENGTH for item in state.items):
            raise _CutError

    def _parse_again(self, state: _State) -> None:
        """Parse a piece whose surroundings have changed, and promote the labels in it."""
        self._parse(state)
        state.markers = tuple(find_markers(state.items))
        promoted, opened = promote_piece(state.items, self._markers, state.labels[0])
        state.promoted, state.labels = promoted, (state.labels[0], tuple(opened))

    def _promote(self) -> None:
        """Promote labels, which may be open beyond the start of a piece that continues a list."""
        opened: tuple[Label, ...] = ()
        for state in self._states:
            start = opened if state.piece.continues_list else ()
            if state.known and state.known.labels[0] != start:
                self._parse(state)
                state.markers = tuple(find_markers(state.items))
            if state.known:
                state.labels = state.known.labels
            else:
                state.promoted, still_open = promote_piece(state.items, self._markers, start)
                state.labels = start, tuple(still_open)
            opened = state.labels[1]

    def _find_headings(self) -> None:
        """Collect the headings that tables of contents may name; parse again what depends on one that is new or gone."""
        for state in self._states:
            self._keys.update(state.known.keys if state.known else heading_keys(state.promoted))
        if self._base is None:
            return
        changed = self._keys.symmetric_difference(key for piece in self._base.pieces for key in piece.keys)
        hashes = _hashes(changed)
        for state in self._states:
            if state.known and len(hashes) and np.isin(hashes, np.frombuffer(state.known.looked_up, dtype=np.uint32)).any():
                self._parse_again(state)

    def _all_titles(self) -> tuple[str, ...]:
        """Return the possible titles: those in the metadata, and the only heading of level 1 if the document starts with it."""
        first = self._states[0]
        if not first.known and all(map(is_link_to_section, first.promoted)):
            raise _CutError  # the title may be in the next piece
        top = first.known.top if first.known else _top(first.promoted)
        count = sum(state.known.tops if state.known else _count_tops(state.promoted) for state in self._states)
        titles = (*self._titles, *((top,) if top and count == 1 else ()))
        if self._base and titles != self._base.titles:
            raise _ChangedError
        return titles

    def _arrange(self, titles: tuple[str, ...]) -> Iterator[ReadPiece]:
        """Arrange the items of changed pieces into sections, below the headings that are open where the piece starts."""
        outline = EMPTY_OUTLINE
        for state in self._states:
            if state.known and state.known.outline[0] != outline:
                self._parse_again(state)
            if state.known:
                yield ReadPiece(state.known, state.piece.line, state.before)
                outline = state.known.outline[1]
                continue
            state.kept = leave_out(state.promoted, self._keys, self._page)[0]
            first = next(iter(state.kept), None) if state.edges.is_start else None
            arranged = arrange_piece(state.kept, titles, self._file.settings, outline, first)
            head, sections = arranged.head, arranged.sections
            if state.edges.is_start and head:
                head, sections = (), (Section((), 1, head), *sections)
            blocks = [*head, *(block for section in sections for block in section.blocks)]
            record = PieceRecord(
                state.digest,
                state.piece.text.count("\n"),
                state.labels,
                (outline, arranged.outline),
                self._edge(state, blocks, sections[-1].blocks if sections else head),
                len(state.items),
                state.markers,
                state.definitions,
                _top(state.promoted),
                _count_tops(state.promoted),
                tuple(sorted(heading_keys(state.promoted))),
                _hashes(looked_up_keys(state.promoted)).tobytes(),
                arranged.unsure,
                sections[0].path if sections else None,
                len(blocks),
                state.env.get("missing", 0),
                state.env.get("searched", 0),
            )
            outline = arranged.outline
            yield ReadPiece(record, state.piece.line, None, head, sections)

    def _edge(self, state: _State, blocks: Sequence[Block], last: Sequence[Block]) -> Edge:
        """Return what holds at the start and end of a piece."""
        items, promoted, kept = state.items, state.promoted, state.kept
        if not items or not promoted or not kept:
            return Edge(False, False, False, False, False)  # noqa: FBT003  # the order of the fields
        starts_section = all(isinstance(each[0], Heading) for each in (items, promoted, kept)) and items[0].line == 1
        starts_in_list = (
            state.piece.continues_list
            and self._is_bullet(items[0])
            and bool(blocks)
            and blocks[0].line == items[0].line
            and isinstance(kept[0], Block)
            and is_surely_no_contents(promoted, self._keys, self._page, at_end=False)
        )
        ends_in_list = (
            state.is_before_list
            and self._is_bullet(items[-1])
            and bool(last)
            and last[-1].line == items[-1].line
            and is_surely_no_contents(promoted, self._keys, self._page, at_end=True)
        )
        heading = next((item for item in reversed(promoted) if isinstance(item, Heading)), None)
        is_empty = heading is not None and CONTENTS.fullmatch(heading.text) and kept[-1].line <= heading.line
        return Edge(starts_section, starts_in_list, not is_empty, ends_in_list, bool(state.env.get("has_text")))

    def _is_bullet(self, item: Item) -> bool:
        """Return whether an item is an outermost bullet that means the same whatever is before and after it."""
        return isinstance(item, Block) and item.list_number > 0 and not item.context and cannot_be_label(item, self._markers)

    def _check(self, pieces: Sequence[ReadPiece]) -> None:
        """Raise _CutError if a piece may depend on the one before or after it, or if the document exceeds a limit."""
        records = [piece.record for piece in pieces]
        for state, before, record in zip(self._states[1:], records, records[1:], strict=False):
            is_list = state.piece.continues_list
            if is_list and not (before.edge.ends_in_list and record.edge.starts_in_list):
                raise _CutError
            if not is_list and not (before.edge.ends_section and record.edge.starts_section):
                raise _CutError
        missing, searched = sum(record.missing for record in records), sum(record.searched for record in records)
        is_within = missing <= MAX_MISSING_CELLS and searched <= MAX_BRACKET_SEARCH
        if not (records[0].edge.has_text and records[-1].edge.has_text and is_within and any(each.blocks for each in records)):
            raise _CutError


def _matched(pieces: Sequence[Piece], known: Sequence[PieceRecord]) -> Iterator[_State]:
    """Yield the state of each piece, with the piece of the previous index that has the same text, if possible the next one."""
    places: dict[str, list[int]] = {}
    for place, record in enumerate(known):
        places.setdefault(record.digest, []).append(place)
    following = 0
    for position, piece in enumerate(pieces):
        edges = Edges(position == 0, position == len(pieces) - 1)
        is_before_list = position + 1 < len(pieces) and pieces[position + 1].continues_list
        kind = f"{piece.continues_list} {is_before_list} {edges.is_start} {edges.is_end}\n"
        digest = hashlib.sha256((kind + piece.text).encode("utf-8", "surrogatepass")).hexdigest()[:32]
        left = places.get(digest, [])
        before = following if following in left else next(iter(left), None)
        if before is not None:
            left.remove(before)  # a piece that was copied is one that was added
        following = following + 1 if before is None else before + 1
        found = None if before is None else known[before]
        yield _State(piece, digest, edges, before, found, is_before_list, [], [], [], {}, {})


def _first_of_each(all_definitions: Iterator[Definitions]) -> Definitions:
    """Return the definitions of a document, of which the first of each label counts."""
    found: Definitions = {}
    for definitions in all_definitions:
        for label, definition in definitions.items():
            found.setdefault(label, definition)
    return found


def _hashes(keys: set[str]) -> np.ndarray[Any, np.dtype[np.uint32]]:
    return np.array(sorted(zlib.crc32(key.encode("utf-8", "replace")) for key in keys), dtype=np.uint32)


def _top(items: Sequence[Item]) -> str:
    """Return the heading of level 1 that items start with, if any, else ""."""
    heading = title_heading(items)
    return heading.text if heading else ""


def _count_tops(items: Sequence[Item]) -> int:
    return sum(isinstance(item, Heading) and item.level == 1 and bool(item.text) for item in items)


def _notes(path: str, pieces: Sequence[ReadPiece]) -> Iterator[str]:
    """Yield the notes on headings that may be none, as `arrange` does."""
    following: tuple[str, ...] = ()
    notes: list[str] = []
    for piece in reversed(pieces):
        for line, section, after in reversed(piece.record.unsure):
            note = unsure_note(path, (piece.line + line, section, None), following if after is None else after)
            notes += [note] if note else []
        first_path = piece.record.first_path
        following = following if first_path is None else first_path
    yield from reversed(notes)


def with_place(record: PieceRecord, rows: int, head: int, sections: int) -> PieceRecord:
    """Return a record with the number of its passages, of those at its head, and of its sections."""
    return msgspec.structs.replace(record, rows=rows, head=head, sections=sections)
