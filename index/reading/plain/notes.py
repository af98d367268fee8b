"""Reads footnotes and citations of reStructuredText: `[#]_`, `[1]_` or `[Lenn2002]_` with `.. [1] Note`.

A note is quoted in parentheses where the text refers to it; one that nothing refers to stays where it is.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from index.reading.plain.lines import indent_of
from index.reading.repeated_notes import RepeatedNotes
from index.text.characters import fold, has_words

LABEL = r"(?:#[\w.:+-]{0,100}|\*|\d{1,6}|[^\W\d_][\w.:+-]{0,100})"
DEFINITION = re.compile(rf"(?P<indent>\s*)\.\. \[(?P<label>{LABEL})\](?:\s+(?P<text>.*))?")
REFERENCE = re.compile(rf"(?P<code>``[^`]+``)|(?:\\\s)?\[(?P<label>{LABEL})\]_(?!\w)")
AUTOMATIC = {"#", "*"}
"""Labels of notes that are numbered in order."""


class _Note(NamedTuple):
    """A note in the rows from `start` to `stop`; `margin` is the indentation of its first row."""

    start: int
    stop: int
    margin: str
    label: str
    text: str


class Notes:
    """The footnotes and citations of one text."""

    def __init__(self, rows: Sequence[str]) -> None:
        self._notes: dict[str, _Note] = {}
        self._used: set[str] = set()
        self._references: Counter[str] = Counter()
        self._repeated = RepeatedNotes()
        definitions: Counter[str] = Counter()
        for position, row in enumerate(rows):
            match = DEFINITION.fullmatch(row) if ".. [" in row else None
            if match:
                stop = _end(rows, position, len(match["indent"]))
                text = fold(" ".join([match["text"] or "", *rows[position + 1 : stop]]))
                key = _key(match["label"], definitions)
                self._notes.setdefault(key, _Note(position, stop, match["indent"], match["label"], text))

    def quote(self, row: str, line: int) -> str:
        """Return a row with notes in place of references to them. Raises DocumentError if they are too long all together."""

        def quoted(match: re.Match[str]) -> str:
            if match["code"]:
                return match["code"]
            key = _key(match["label"], self._references)
            note = self._notes.get(key)
            name = match["label"] if match["label"][0].isalpha() else ""
            if note is None or not has_words(note.text):
                return f" {name}"
            self._used.add(key)
            self._repeated.count(note.text, line)
            return f" {name} ({REFERENCE.sub(_without_note, note.text)})"

        return REFERENCE.sub(quoted, row).rstrip() if "]_" in row else row

    def unused(self) -> Iterator[tuple[int, list[str]]]:
        """Yield the first position and the rows of each note that nothing refers to, without its mark."""
        for key, note in self._notes.items():
            if key not in self._used and has_words(note.text):
                label = f"[{note.label}] " if note.label.isalnum() else ""
                yield note.start, [f"{note.margin}{label}{note.text}", *[""] * (note.stop - note.start - 1)]


def _without_note(match: re.Match[str]) -> str:
    return match["code"] or ""


def _key(label: str, counts: Counter[str]) -> str:
    """Return a label, with its number in the text if notes are numbered in order."""
    if label not in AUTOMATIC:
        return label.casefold()
    counts[label] += 1
    return f"{label} {counts[label]}"


def _end(rows: Sequence[str], start: int, indent: int) -> int:
    """Return the position behind the rows that are indented further than the first one."""
    stop = position = start + 1
    while position < len(rows) and (not rows[position].strip() or indent_of(rows[position]) > indent):
        position += 1
        stop = position if rows[position - 1].strip() else stop
    return stop
