"""Arranges the items of a reading into a document with a title and sections, and applies its settings."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from index.reading.blocks import Block, Heading, Item, Omission, Reading
from index.settings import DocumentSettings, OutlineHeading
from index.text.characters import fold

Path = tuple[str, ...]
"""The headings that lead to a section, outermost first, without the document's title."""

BELOW_OUTLINE = 100
"""Added to the level of headings that are not in the outline, to keep them below those that are."""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the blocks directly below it; the first section of a document may have no heading (path `()`).

    `is_sure` is false for an inferred heading whose role is unclear because nothing is below it.
    """

    path: Path
    line: int
    blocks: tuple[Block, ...]
    is_sure: bool = True


@dataclass(frozen=True, slots=True)
class Document:
    """A document as it was read: `path` as written in config.yaml, and `notes` on anything doubtful.

    `omissions` is what was left out, because of `omit` in config.yaml or because it is not content.
    """

    path: str
    title: str
    url: str | None
    sections: tuple[Section, ...]
    omissions: tuple[Omission, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def blocks(self) -> Iterator[Block]:
        """All blocks in reading order."""
        return (block for section in self.sections for block in section.blocks)


def outline_paths(outline: Iterable[OutlineHeading], above: Path = ()) -> Iterator[Path]:
    """Yield the path of every heading of an outline, in order."""
    for heading in outline:
        path = (*above, fold(heading.text))
        yield path
        yield from outline_paths(heading.children, path)


def arrange(reading: Reading, settings: DocumentSettings, *, path: str, name: str) -> Document:
    """Arrange blocks into sections according to headings and settings; `name` is the title if there is no other."""
    arrangement = _Arrangement(reading, settings)
    for item in reading.items:
        arrangement.add(item)
    sections = tuple(_mark_unsure(arrangement.sections()))
    notes = [*arrangement.notes(path), *_unsure_notes(sections, path)]
    title = next(filter(None, (settings.title, *reading.titles, name)))
    omissions = sorted([*reading.omissions, *arrangement.omissions], key=lambda omission: omission.line)
    return Document(path, title, settings.url, sections, tuple(omissions), tuple(notes))


Outline = tuple[tuple[int, ...], Path]
"""Where a piece of a document starts: the levels of the headings above it, and their path."""


UnsureHeading = tuple[int, Path, Path | None]
"""The line and path of an inferred heading with nothing below it, and the path of the next section in the piece, if any."""


@dataclass(frozen=True, slots=True)
class ArrangedPiece:
    """A piece of a document: the blocks that belong to the section before it, its own sections, and where the next starts."""

    head: tuple[Block, ...]
    sections: tuple[Section, ...]
    unsure: tuple[UnsureHeading, ...]
    outline: Outline


def arrange_piece(
    items: Iterable[Item], titles: Sequence[str], settings: DocumentSettings, outline: Outline, first: Item | None
) -> ArrangedPiece:
    """Arrange a piece of a document that has no outline or omissions in its settings; `first` is its item that comes first."""
    arrangement = _Arrangement(Reading(tuple(titles), () if first is None else (first,)), settings)
    arrangement.start_at(outline)
    for item in items:
        arrangement.add(item)
    head, sections = arrangement.pieces()
    following = [*(section.path for section in sections[1:]), None]
    pairs = zip(sections, following, strict=False)
    unsure = ((section.line, section.path, after) for section, after in pairs if section.inferred and not section.blocks)
    made = tuple(Section(section.path, section.line, tuple(section.blocks)) for section in sections)
    return ArrangedPiece(tuple(head), made, tuple(unsure), arrangement.outline)


def unsure_note(path: str, heading: UnsureHeading, following: Path) -> str | None:
    """Return the note on an inferred heading with nothing below it, before a section of a path; None if none is needed."""
    line, section, _ = heading
    if len(following) > len(section):
        return None
    where = f"{path}:{line}: unsure about “{section[-1]}”"
    if following:
        return f"{where}: an empty section, or the heading above “{following[-1]}”?"
    return f"{where}: a heading with nothing below it?"


@dataclass(slots=True)
class _OpenSection:
    path: Path
    line: int
    inferred: bool
    blocks: list[Block] = field(default_factory=list)


class _Arrangement:
    """The state of one pass over the items of a reading."""

    def __init__(self, reading: Reading, settings: DocumentSettings) -> None:
        self.omissions: list[Omission] = []
        self._titles = {fold(title) for title in (settings.title, *reading.titles) if title}
        self._first = next(iter(reading.items), None)
        self._omit = {fold(line) for line in settings.omit}
        self._omitted = self._omit & {fold(omission.text) for omission in reading.omissions}
        self._omitting: int | None = None
        self._outline = list(outline_paths(settings.outline.headings)) if settings.outline else []
        self._positions: dict[str, list[int]] = defaultdict(list)
        for position, path in enumerate(self._outline):
            self._positions[path[-1]].append(position)
        self._found: set[Path] = set()
        self._next = 0
        self._levels: list[int] = []
        self._path: Path = ()
        self._sections = [_OpenSection((), 1, inferred=False)]
        self._has_ended = False

    def add(self, item: Item) -> None:
        """Add the next item to its section, or to the omissions."""
        text = fold(item.text)
        if isinstance(item, Heading) and not text:
            self._end_section(item.level + (BELOW_OUTLINE if self._outline else 0))
        elif text in self._titles and self._is_title(item):
            if isinstance(item, Heading):
                self._levels, self._path, self._omitting = [], (), None
                self._open(item.line, inferred=False)
        elif isinstance(item, Heading):
            self._add_heading(item, text)
        elif self._omitting is not None or text in self._omit:
            self._omitted.add(text)
            self.omissions.append(Omission(item.line, item.text))
        else:
            if self._has_ended:
                self._open(item.line, inferred=False)
            self._sections[-1].blocks.append(item)

    def _is_title(self, item: Item) -> bool:
        """Return whether an item with the words of the title is the title, not a heading or bullet below another."""
        if isinstance(item, Heading):
            return item.level == 1 or item.inferred or item is self._first
        return not item.context

    def _add_heading(self, heading: Heading, text: str) -> None:
        outline_path = self._find_in_outline(text)
        level = len(outline_path) if outline_path else heading.level + (BELOW_OUTLINE if self._outline else 0)
        if self._omitting is not None and level > self._omitting:
            self.omissions.append(Omission(heading.line, heading.text))
            return
        self._omitting = None
        if outline_path:
            self._levels, self._path = list(range(1, len(outline_path) + 1)), outline_path
        else:
            self._leave(level)
            self._path = (*self._path, heading.text)
            self._levels.append(level)
        if text in self._omit:
            self._omitted.add(text)
            self._omitting = level
            self.omissions.append(Omission(heading.line, heading.text))
        else:
            self._open(heading.line, inferred=heading.inferred)

    def _end_section(self, level: int) -> None:
        """End the sections from a level on; what follows without a heading belongs to the section around them."""
        if self._omitting is not None and level > self._omitting:
            return
        self._omitting = None
        self._leave(level)
        self._has_ended = True

    def _leave(self, level: int) -> None:
        """Leave the sections from a level on for the one around them."""
        while self._levels and self._levels[-1] >= level:
            self._levels.pop()
        self._path = self._path[: len(self._levels)]

    def _open(self, line: int, *, inferred: bool) -> None:
        self._has_ended = False
        self._sections.append(_OpenSection(self._path, line, inferred))

    def _find_in_outline(self, text: str) -> Path | None:
        """Return the path of the next heading with this text in the outline, or of the first if none follows.

        Several sections of an outline can contain the same heading.
        """
        positions = self._positions.get(text)
        if not positions:
            return None
        following = bisect_left(positions, self._next)
        position = positions[following if following < len(positions) else 0]
        self._next = position + 1
        self._found.add(self._outline[position])
        return self._outline[position]

    def start_at(self, outline: Outline) -> None:
        """Start below the headings of an outline."""
        self._levels, self._path = list(outline[0]), outline[1]

    @property
    def outline(self) -> Outline:
        """The levels of the headings above the next item, and their path."""
        return tuple(self._levels), self._path

    def pieces(self) -> tuple[list[Block], list[_OpenSection]]:
        """Return the blocks before the first heading, and the sections."""
        head, *sections = self._sections
        return head.blocks, [section for section in sections if section.path or section.blocks]

    def sections(self) -> list[_OpenSection]:
        """Return the sections; a section without a heading is only included if it contains blocks."""
        return [section for section in self._sections if section.path or section.blocks]

    def notes(self, path: str) -> Iterator[str]:
        """Yield a note for each line that the settings name but the document does not contain."""
        for missing in self._outline:
            if missing not in self._found:
                yield f"{path}: outline names “{missing[-1]}”, but the document has no such line"
        for line in sorted(self._omit - self._omitted):
            yield f"{path}: omit names “{line}”, but the document has no such line"


def _mark_unsure(sections: Sequence[_OpenSection]) -> Iterator[Section]:
    """Make sections, unsure about inferred headings with nothing below them.

    Such a heading may be an empty section or the parent of the next one; the text does not say which.
    """
    for position, section in enumerate(sections):
        followed = position + 1 < len(sections) and len(sections[position + 1].path) > len(section.path)
        is_sure = bool(section.blocks) or not section.inferred or followed
        yield Section(section.path, section.line, tuple(section.blocks), is_sure)


def _unsure_notes(sections: Sequence[Section], path: str) -> Iterator[str]:
    for position, section in enumerate(sections):
        following = sections[position + 1].path if position + 1 < len(sections) else ()
        note = None if section.is_sure else unsure_note(path, (section.line, section.path, None), following)
        if note:
            yield note
