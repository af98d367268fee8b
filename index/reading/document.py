"""From items to a document: its title, its sections with their paths, and what config.yaml says of it."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from index.reading.blocks import Block, Heading, Item, Reading
from index.settings import DocumentSettings, OutlineHeading
from index.text.characters import fold

Path = tuple[str, ...]
"""The headings that lead to a section, outermost first, without the document's title."""

BELOW_OUTLINE = 100
"""Added to the level of a heading that the outline does not name, so that it stays below those it names."""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the blocks directly below it; the first section of a document can be without one (path `()`)."""

    path: Path
    line: int
    blocks: tuple[Block, ...]
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Omission:
    """A line that config.yaml leaves out."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """A document as it was understood: `path` as config.yaml writes it, and notes on what was unsure."""

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
    """The path of every heading of an outline, in order."""
    for heading in outline:
        path = (*above, fold(heading.text))
        yield path
        yield from outline_paths(heading.children, path)


def arrange(reading: Reading, settings: DocumentSettings, *, path: str, stem: str) -> Document:
    """Give every block its section, as the markup and the settings tell; `stem` is the title when nothing else is."""
    arrangement = _Arrangement(reading, settings)
    for item in reading.items:
        arrangement.take(item)
    sections = tuple(_with_doubts(arrangement.sections()))
    notes = [*arrangement.notes(path), *_doubts(sections, path)]
    title = next(filter(None, (settings.title, *reading.titles, stem)))
    return Document(path, title, settings.url, sections, tuple(arrangement.omissions), tuple(notes))


@dataclass(slots=True)
class _OpenSection:
    path: Path
    line: int
    inferred: bool
    blocks: list[Block] = field(default_factory=list)


class _Arrangement:
    """The state of one pass over the items."""

    def __init__(self, reading: Reading, settings: DocumentSettings) -> None:
        self.omissions: list[Omission] = []
        self._titles = {fold(title) for title in (settings.title, *reading.titles) if title}
        self._first = next(iter(reading.items), None)
        self._omit = {fold(line) for line in settings.omit}
        self._omitted: set[str] = set()
        self._omitting: int | None = None
        self._outline = list(outline_paths(settings.outline.headings)) if settings.outline else []
        self._places: dict[str, list[int]] = defaultdict(list)
        for place, told in enumerate(self._outline):
            self._places[told[-1]].append(place)
        self._found: set[Path] = set()
        self._next = 0
        self._levels: list[int] = []
        self._path: Path = ()
        self._sections = [_OpenSection((), 1, inferred=False)]

    def take(self, item: Item) -> None:
        """Put the next item where it belongs."""
        text = fold(item.text)
        if text in self._titles and self._is_title(item):
            if isinstance(item, Heading):
                self._levels, self._path, self._omitting = [], (), None
                self._open(item.line, inferred=False)
        elif isinstance(item, Heading):
            self._take_heading(item, text)
        elif self._omitting is not None or text in self._omit:
            self._omitted.add(text)
            self.omissions.append(Omission(item.line, item.text))
        else:
            self._sections[-1].blocks.append(item)

    def _is_title(self, item: Item) -> bool:
        """A heading below another can have the title's words, and so can a bullet below another."""
        if isinstance(item, Heading):
            return item.level == 1 or item.inferred or item is self._first
        return not item.context

    def _take_heading(self, heading: Heading, text: str) -> None:
        told = self._in_outline(text)
        level = len(told) if told else heading.level + (BELOW_OUTLINE if self._outline else 0)
        if self._omitting is not None and level > self._omitting:
            self.omissions.append(Omission(heading.line, heading.text))
            return
        self._omitting = None
        if told:
            self._levels, self._path = list(range(1, len(told) + 1)), told
        else:
            while self._levels and self._levels[-1] >= level:
                self._levels.pop()
            self._path = (*self._path[: len(self._levels)], heading.text)
            self._levels.append(level)
        if text in self._omit:
            self._omitted.add(text)
            self._omitting = level
            self.omissions.append(Omission(heading.line, heading.text))
        else:
            self._open(heading.line, inferred=heading.inferred)

    def _open(self, line: int, *, inferred: bool) -> None:
        self._sections.append(_OpenSection(self._path, line, inferred))

    def _in_outline(self, text: str) -> Path | None:
        """The path of a heading by the outline: the next one of that name, for names can return, else any."""
        places = self._places.get(text)
        if not places:
            return None
        following = bisect_left(places, self._next)
        place = places[following if following < len(places) else 0]
        self._next = place + 1
        self._found.add(self._outline[place])
        return self._outline[place]

    def sections(self) -> list[_OpenSection]:
        """The sections; one without a heading of its own only if it holds blocks."""
        return [section for section in self._sections if section.path or section.blocks]

    def notes(self, path: str) -> Iterator[str]:
        """What the settings name and the document does not have."""
        for missing in self._outline:
            if missing not in self._found:
                yield f"{path}: outline names “{missing[-1]}”, but no line is equal to it"
        for line in sorted(self._omit - self._omitted):
            yield f"{path}: omit names “{line}”, but no line is equal to it"


def _with_doubts(sections: Sequence[_OpenSection]) -> Iterator[Section]:
    """An inferred heading with nothing under it is an empty section, or a parent: nothing in the text tells which."""
    for position, section in enumerate(sections):
        followed = position + 1 < len(sections) and len(sections[position + 1].path) > len(section.path)
        sure = bool(section.blocks) or not section.inferred or followed
        yield Section(section.path, section.line, tuple(section.blocks), sure)


def _doubts(sections: Sequence[Section], path: str) -> Iterator[str]:
    for position, section in enumerate(sections):
        if section.sure:
            continue
        where = f"{path}:{section.line}: unsure of “{section.path[-1]}”"
        following = sections[position + 1].path if position + 1 < len(sections) else ()
        if following:
            yield f"{where}: an empty section, or the heading above “{following[-1]}”?"
        else:
            yield f"{where}: a heading with nothing under it?"
