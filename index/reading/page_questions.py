"""Reads the questions and answers that a page has in its metadata, in which the page itself may have nothing else.

Many generators of sites show an FAQ from the front matter of a page:

    faq:
      - question: Where is the key?
        answer: It hangs behind the bar.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, takewhile

from index.reading.blocks import Block, Heading, Item, Omission, Reading
from index.reading.contents_lists import heading_keys
from index.reading.front_matter import FrontMatter, read_front_matter
from index.reading.labels import promote_labels
from index.reading.markdown.reader import PieceParser
from index.text.characters import fold, has_words

QUESTIONS, ANSWERS = ("question", "q"), ("answer", "a")
TITLES, TEXTS = (*QUESTIONS, "title", "name", "heading"), (*ANSWERS, "content", "text", "body", "description")
"""The keys of a question and its answer in a list that is named as one of questions."""
CHOICES = ("options", "choices", "answers", "correctanswer", "distractors")
"""Keys that only questions of a quiz have."""
GROUPS = ("category", "title", "name", "section", "topic", "heading", "group", "label")
"""Keys of the name of several questions."""
LIST_NAME = re.compile(r"faqs?|.*questions?", re.IGNORECASE)
KEY = re.compile(r"\b(?:q|question|faqs?|\w*questions)[\"']?\s*[:=\]]", re.IGNORECASE)
MAX_DEPTH = 20
MAX_QUESTIONS = 2_000
"""Questions that are read, more than anyone writes into the metadata of one page."""
REACH = 10_000
"""Characters of metadata in which the next text is looked for, to know its line."""
START = 40
"""Characters at the start of a text by which it is found."""
QUOTE = re.compile(r"[\"'\\]")
"""What may be written with another mark before it."""


@dataclass(frozen=True, slots=True)
class _Entry:
    question: str
    answer: str
    groups: tuple[str, ...]


def has_page_questions(text: str) -> bool:
    """Return whether the metadata of a document has questions and answers."""
    return bool(_entries(read_front_matter(text)))


def with_page_questions(reading: Reading, text: str, url: str | None) -> Reading:
    """Return the reading of a text with the questions in its metadata at its end, except those that are headings in it."""
    matter = read_front_matter(text)
    entries = _entries(matter)
    if not entries:
        return reading
    reader = _Reader(matter, url, heading_keys(reading.items))
    for entry in entries:
        reader.add(entry)
    items = (*reading.items, *promote_labels(reader.items))
    return replace(reading, items=items, omissions=(*reading.omissions, *reader.omissions))


def _entries(matter: FrontMatter) -> list[_Entry]:
    if not matter.values or not KEY.search(matter.text):
        return []
    return list(islice(_find(matter.values, "", (), MAX_DEPTH), MAX_QUESTIONS))


def _find(value: object, name: str, groups: tuple[str, ...], depth: int) -> Iterator[_Entry]:
    """Yield the questions in a value with this name."""
    if isinstance(value, list):
        for each in value if depth else ():
            group = _text(each, GROUPS) if isinstance(each, dict) else ""
            found = _find(each, name, groups, depth - 1)
            if isinstance(each, dict) and group and not _pair(each, name):
                found = _find(each, name, (*groups, group), depth - 1)
            yield from found
    elif isinstance(value, dict) and depth:
        pair = _pair(value, name)
        if pair:
            yield _Entry(*pair, groups)
        else:
            for key, inner in value.items():
                yield from _find(inner, key, groups, depth - 1)


def _pair(value: dict[str, object], name: str) -> tuple[str, str] | None:
    """Return the question and answer in a mapping, if it is one of a question."""
    if any(key.lower() in CHOICES for key in value):
        return None
    is_listed = LIST_NAME.fullmatch(name) is not None
    question, answer = _text(value, TITLES if is_listed else QUESTIONS), _text(value, TEXTS if is_listed else ANSWERS)
    return (question, answer) if has_words(question) and has_words(answer) else None


def _text(value: dict[str, object], names: Sequence[str]) -> str:
    """Return the first text in a mapping under one of these names; "" if there is none."""
    lowered = {key.lower(): each for key, each in value.items()}
    for name in names:
        found = lowered.get(name)
        if isinstance(found, list) and found and all(isinstance(each, str) for each in found):
            return "\n\n".join(map(str, found))
        if isinstance(found, str) and found.strip():
            return found
    return ""


class _Reader:
    """Reads questions as headings, and their answers as Markdown."""

    def __init__(self, matter: FrontMatter, url: str | None, known: set[str]) -> None:
        self.items: list[Item] = []
        self.omissions: list[Omission] = []
        self._text = matter.text
        self._lines = matter.text.split("\n")
        self._values = matter.values
        self._parser = PieceParser(url)
        self._known = known
        self._groups: tuple[str, ...] = ()
        self._position = 0
        self._line = 0

    def add(self, entry: _Entry) -> None:
        """Add a question with its answer, below the names of the groups that it is in."""
        heading = self._heading(entry.question, len(entry.groups) + 1)
        line = self._find(entry.answer)
        if heading is None or heading_keys([heading]) <= self._known:
            return
        same = len(list(takewhile(lambda pair: pair[0] == pair[1], zip(self._groups, entry.groups, strict=False))))
        for level, group in enumerate(entry.groups[same:], start=same + 1):
            self.items.append(Heading(fold(group), level, heading.line))
        self._groups = entry.groups
        self.items.append(heading)
        collected = self._parser.collect(entry.answer.strip("\n"), self._env())
        written = entry.answer.strip("\n").split("\n")
        for item in collected.items:
            place = line + item.line - 1
            if not self._is_at(place, written[item.line - 1 : item.line]):
                place = line
            if isinstance(item, Heading):
                self.items.append(replace(item, line=place, level=item.level + heading.level))
            else:
                self.items.append(_moved(item, place))
        self.omissions += [replace(omission, line=line) for omission in collected.omissions]

    def _env(self) -> dict[str, object]:
        return {"is_mdx": False, "values": self._values}

    def _heading(self, question: str, level: int) -> Heading | None:
        """Return a question as a heading, without its markup."""
        line = self._find(question)
        items = self._parser.collect(f"# {fold(question)}", self._env()).items
        heading = items[0] if items else None
        return replace(heading, level=level, line=line) if isinstance(heading, Heading) else None

    def _find(self, text: str) -> int:
        """Return the line of the next text of the metadata, or that of the text before it if it is written differently."""
        start = max(QUOTE.split(text.strip()[:START]), key=len)
        pattern = re.compile(r"\s+".join(map(re.escape, start.split())))  # a folded text is on several lines
        match = pattern.search(self._text, self._position, self._position + REACH)
        found = match.start() if match else -1
        if found >= 0:
            self._line += self._text.count("\n", self._position, found)
            self._position = found
        return self._line + 1

    def _is_at(self, line: int, written: Sequence[str]) -> bool:
        """Return whether a line of the metadata is a line of an answer."""
        return line <= len(self._lines) and bool(written) and self._lines[line - 1].strip() == written[0].strip()


def _moved(block: Block, line: int) -> Block:
    starts = tuple(start._replace(line=start.line - block.line + line) for start in block.line_starts)
    return replace(block, line=line, line_starts=starts)
