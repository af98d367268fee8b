"""Add saved answers to the text of a Markdown file, and remove them; everything else in it stays, to the byte."""

import hashlib
import re
from collections.abc import Iterator, Sequence

from index.errors import DocumentError
from index.reading import Document, SourceFile
from index.reading.corpus import EmptyDocumentError, read_text
from index.reading.files import decode_text
from index.reading.saved_answers import find_answers, write_words
from index.text.characters import fold

TITLE = "# Answers"
"""The first line of a new file."""
HEADING = re.compile(r"(#{1,6})[^\S\n]+\S")
LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
MAX_LEVEL = 6
ID_LENGTH = 12
Path = tuple[str, ...]


def read_answers(text: str, file: SourceFile) -> Document | None:
    """Read the text of the file as a document; None if it contains nothing to quote. Raises DocumentError."""
    if not text.strip():
        return None
    try:
        return read_text(decode_text(text.encode("utf-8"), file.shown), file)
    except EmptyDocumentError:
        return None


def add_answer(text: str, answer: Sequence[str], typed: str, section: Path, file: SourceFile) -> tuple[str, str | None]:
    """Return the text of a file with the lines of an answer at the end of a section, and the id of the headings added for it.

    An answer is only added where it is read back exactly as `typed` and changes nothing else. Raises DocumentError if there is
    no such place, such as in a file that ends within a comment.
    """
    before = read_answers(text, file)
    known = list(_contents(before))
    fallback = None
    for candidate, headings in _candidates(text, before or _read_headings(text, file), answer, section):
        after = read_answers(candidate, file)
        added = _added(known, list(_contents(after)), typed)
        if added == section:
            return candidate, _id(headings)
        if added is not None and fallback is None:
            fallback = candidate, _id(headings)
    if fallback is None:
        what = "no place in it where an answer would be read as it was typed"
        raise DocumentError(what, where=file.shown, fix="close comments, blocks of code and tags that are open in it")
    return fallback


def remove_answer(text: str, answer: str, headings: str | None = None) -> str | None:
    """Return the text of a file without the answer with this id; everything else in it stays.

    Headings above it go, too, if they have the id of those that were added for it and nothing else is below them. None if no
    answer has this id, or if it was edited since.
    """
    found = next((each for each in find_answers(text) if each.id == answer), None)
    if found is None:
        return None
    lines = _lines(text)
    start, stop = _without_headings(lines, found.start, found.stop, headings), found.stop
    before = _skip_blank(lines, start)
    is_apart = stop == len(lines) or not lines[stop].strip() or HEADING.match(lines[stop])
    if before and is_apart:  # with the blank line above, and with the end of the line that was before it
        last, end = lines[before - 1].rstrip("\r\n"), lines[stop - 1]
        kept = [*lines[: before - 1], last + end[len(end.rstrip("\r\n")) :]]
    else:
        kept = lines[:start]
    return "".join([*kept, *lines[stop:]])


def _without_headings(lines: Sequence[str], start: int, stop: int, headings: str | None) -> int:
    """Return the line of the first of the headings with an id above some lines; `start` if others are there or are needed."""
    following = next((line for line in lines[stop:] if line.strip()), "")
    below = HEADING.match(following)
    found: list[str] = []
    place = _skip_blank(lines, start)
    while place and (above := HEADING.match(lines[place - 1])):
        if following and (below is None or len(below[1]) > len(above[1])):
            break
        found.insert(0, lines[place - 1].rstrip("\r\n"))
        if _id(found) == headings:
            return place - 1
        place = _skip_blank(lines, place - 1)
    return start


def _skip_blank(lines: Sequence[str], place: int) -> int:
    """Return the place after the last line before another one that is not blank; 0 if there is none."""
    while place and not lines[place - 1].strip():
        place -= 1
    return place


def _read_headings(text: str, file: SourceFile) -> Document | None:
    """Read a file that contains nothing but headings as if something were below the last."""
    return read_answers(f"{text}\n\n- something\n", file) if text.strip() else None


def _contents(document: Document | None) -> Iterator[tuple[Path, str, Path]]:
    """Yield the blocks of a document with their sections and contexts."""
    for section in document.sections if document else ():
        for block in section.blocks:
            yield section.path, block.text, block.context


def _added(before: Sequence[tuple[Path, str, Path]], after: Sequence[tuple[Path, str, Path]], typed: str) -> Path | None:
    """Return the section of the only block that was added, if that is what was typed; else None."""
    if len(after) != len(before) + 1:
        return None
    pairs = zip(before, after, strict=False)
    place = next((at for at, (old, new) in enumerate(pairs) if old != new), len(before))
    section, text, context = after[place]
    is_alone = [*after[:place], *after[place + 1 :]] == list(before)
    return section if is_alone and text == typed and not context else None


def _candidates(
    text: str, document: Document | None, answer: Sequence[str], section: Path
) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield the text with an answer in each of the places that may do, the best first, and the headings added for it."""
    lines = _lines(text)
    title = () if text.strip() else (TITLE,)
    sections = document.sections if document else ()
    starts = [each.line - 1 for each in sections]
    depth = next((size for size in range(len(section), 0, -1) if any(_same(each.path, section[:size]) for each in sections)), 0)
    places = [at for at, each in enumerate(sections) if _same(each.path, section[:depth])]
    if depth == len(section) and places:
        yield _insert(lines, min(starts[places[-1] + 1 :], default=len(lines)), (), answer)
    if depth and depth < len(section):
        inside = [at for at, each in enumerate(sections) if _same(each.path[:depth], section[:depth])]
        end = min(starts[inside[-1] + 1 :], default=len(lines))
        parent = HEADING.match(lines[starts[places[-1]]])
        if parent:
            yield _insert(lines, end, _headings(section[depth:], len(parent[1]) + 1), answer)
    if section:
        for level in (2, 1):
            yield _insert(lines, len(lines), (*title, *_headings(section, level)), answer)
    else:
        first = min((start for start, each in zip(starts, sections, strict=True) if each.path), default=len(lines))
        yield _insert(lines, first, title, answer)
        yield _insert(lines, len(lines), _headings((TITLE.removeprefix("# "),), 1), answer)


def _insert(lines: Sequence[str], end: int, headings: Sequence[str], answer: Sequence[str]) -> tuple[str, Sequence[str]]:
    """Return a text with headings and an answer below the last line before another that is not blank, and these headings.

    Blank lines are added above each, where they are needed, and nothing else, so that all of it can be removed again.
    """
    added = [*(line for heading in headings for line in (heading, "")), *answer]
    newline = next((each for each in ("\r\n", "\n", "\r") if any(line.endswith(each) for line in lines)), "\n")
    place = _skip_blank(lines, end)
    if not place:
        return "".join([*(line + newline for line in added), *lines]), headings
    last = lines[place - 1].rstrip("\r\n")
    if headings or not last.endswith("-->"):
        added.insert(0, "")
    written = newline.join([last, *added]) + lines[place - 1][len(last) :]
    return "".join([*lines[: place - 1], written, *lines[place:]]), headings


def _headings(path: Path, level: int) -> list[str]:
    """Return headings below each other."""
    return [f"{'#' * min(level + place, MAX_LEVEL)} {write_words(words)}" for place, words in enumerate(path)]


def _lines(text: str) -> list[str]:
    """Return the lines of a text, each with the characters that end it."""
    return LINE.findall(text)


def _id(headings: Sequence[str]) -> str | None:
    """Return the id of headings that are added together, None if there are none."""
    return hashlib.sha256("\n".join(headings).encode("utf-8")).hexdigest()[:ID_LENGTH] if headings else None


def _same(path: Path, wanted: Path) -> bool:
    """Return whether two section paths have the same headings, whatever their case."""
    return [fold(words).casefold() for words in path] == [fold(words).casefold() for words in wanted]
