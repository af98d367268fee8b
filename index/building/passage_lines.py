"""Write passages.jsonl with unique ids: new passages one by one, and lines of the previous index without parsing them."""

import re
from array import array
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from index.errors import DamagedIndexError
from index.passages.passage import ID_LENGTH, Passage
from index.storing.manifest import PASSAGES

ID_START = len(b'{"id":"')
"""Byte offset of the id in a line of passages.jsonl."""
ID_END = ID_START + ID_LENGTH
"""Byte offset of what follows the content id: a quotation mark, or a hyphen and a number."""
LINE_NUMBER = re.compile(rb'"line":(\d+)')
"""The line of a passage; within a text, the quotation marks have a backslash before them."""
COPY_BYTES = 2**23
DIGITS = np.full(256, -1, dtype=np.int64)
"""The value of each hexadecimal digit, by its character."""
DIGITS[np.frombuffer(b"0123456789abcdef", dtype=np.uint8)] = np.arange(16)

ContentIds = NDArray[np.int64]
"""Content ids as numbers."""


def content_ids(lines: bytes, ends: NDArray[np.int64]) -> ContentIds:
    """Return the content ids of lines of passages.jsonl, given where each ends. Raises DamagedIndexError if one has none."""
    starts = np.append(0, ends[:-1])
    if len(ends) and int((ends - starts).min()) <= ID_END:
        raise DamagedIndexError("a line has no id", where=PASSAGES)
    digits = DIGITS[np.frombuffer(lines, dtype=np.uint8)[starts[:, None] + np.arange(ID_START, ID_END)]]
    if (digits < 0).any():
        raise DamagedIndexError("a line has no id", where=PASSAGES)
    return digits @ (16 ** np.arange(ID_LENGTH - 1, -1, -1, dtype=np.int64))


class PassageLines:
    """A passages.jsonl that is being written.

    The first passage with some content has its content id; others have a number behind it, which depends on all before them.
    What is copied keeps the number that it had, and `finish` corrects those that are wrong.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / PASSAGES
        self._file = self._path.open("wb")
        self._ids = array("q")
        self._numbers = array("q")
        self._lengths = array("q")

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def __len__(self) -> int:
        """Return the number of passages so far."""
        return len(self._lengths)

    def add(self, passage: Passage) -> None:
        """Append a passage that has its content id."""
        line = passage.to_json() + b"\n"
        self._file.write(line)
        self._ids.append(int(passage.id, 16))
        self._numbers.append(1)
        self._lengths.append(len(line))

    def copy(self, lines: bytes, ends: NDArray[np.int64], shift: int = 0) -> None:
        """Append lines of another index whose passages are `shift` lines further down now. Raises DamagedIndexError."""
        ids = content_ids(lines, ends)
        starts = np.append(0, ends[:-1])
        numbers = np.ones(len(ends), dtype=np.int64)
        for position in np.flatnonzero(np.frombuffer(lines, dtype=np.uint8)[starts + ID_END] != ord('"')).tolist():
            found = lines[starts[position] + ID_END + 1 : lines.find(b'"', int(starts[position]) + ID_END)]
            if not found.isdigit():
                raise DamagedIndexError("a line has no id", where=PASSAGES)
            numbers[position] = int(found)
        lengths = np.diff(ends, prepend=0)
        if shift:
            moved = [_shifted(line, shift) for line in lines.splitlines(keepends=True)]
            lines, lengths = b"".join(moved), np.fromiter(map(len, moved), dtype=np.int64, count=len(moved))
        if len(lengths) != len(ids):
            raise DamagedIndexError("not ends of lines", where=PASSAGES)
        self._file.write(lines)
        self._ids.frombytes(ids.tobytes())
        self._numbers.frombytes(numbers.tobytes())
        self._lengths.frombytes(lengths.astype(np.int64).tobytes())

    def finish(self) -> NDArray[np.int64]:
        """Make the ids unique, close the file, and return where each line ends."""
        self._file.close()
        ids, numbers = (np.frombuffer(each, dtype=np.int64) for each in (self._ids, self._numbers))
        lengths = np.frombuffer(self._lengths, dtype=np.int64).copy()
        wanted = _occurrences(ids)
        wrong = np.flatnonzero(wanted != numbers)
        if len(wrong):
            lengths[wrong] += self._correct(wrong, np.cumsum(lengths), wanted)
        return np.cumsum(lengths)

    def _correct(self, rows: NDArray[np.int64], ends: NDArray[np.int64], numbers: NDArray[np.int64]) -> NDArray[np.int64]:
        """Give passages other numbers, and return by how many bytes the line of each grew."""
        draft = self._path.with_name(f"{PASSAGES}.draft")
        growth = []
        with self._path.open("rb") as old, draft.open("wb") as new:
            for row in rows.tolist():
                _copy(old, new, (int(ends[row - 1]) if row else 0) - old.tell())
                line = old.read(int(ends[row]) - old.tell())
                number = b"-%d" % numbers[row] if numbers[row] > 1 else b""
                corrected = line[:ID_END] + number + line[line.find(b'"', ID_START) :]
                new.write(corrected)
                growth.append(len(corrected) - len(line))
            _copy(old, new, int(ends[-1]) - old.tell())
        draft.replace(self._path)
        return np.array(growth, dtype=np.int64)


def _shifted(line: bytes, shift: int) -> bytes:
    return LINE_NUMBER.sub(lambda match: b'"line":%d' % (int(match[1]) + shift), line, count=1)


def _occurrences(ids: ContentIds) -> NDArray[np.int64]:
    """Return for each id how often it has occurred up to there, itself included."""
    order = np.argsort(ids, kind="stable")
    sorted_ids = ids[order]
    is_first = np.append(True, sorted_ids[1:] != sorted_ids[:-1])[: len(ids)]
    positions = np.arange(len(ids))
    found = np.empty(len(ids), dtype=np.int64)
    found[order] = positions - np.maximum.accumulate(np.where(is_first, positions, 0)) + 1
    return found


def _copy(source: BinaryIO, target: BinaryIO, size: int) -> None:
    while size > 0:
        data = source.read(min(size, COPY_BYTES))
        target.write(data)
        size -= len(data)
