"""Add saved answers to the text of a Markdown file, and remove them; everything else in the file stays as it is."""

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
MAX_LEVEL = 6
Path = tuple[str, ...]


def read_answers(text: str, file: SourceFile) -> Document | None:
    """Read the text of the file as a document; None if it contains nothing to quote. Raises DocumentError."""
    if not text.strip():
        return None
    try:
        return read_text(decode_text(text.encode("utf-8"), file.shown), file)
    except EmptyDocumentError:
        return None


def add_answer(text: str, answer: Sequence[str], typed: str, section: Path, file: SourceFile) -> str:
    """Return the text of a file with the lines of an answer at the end of a section, under a new heading if there is none.

    An answer is only added where it is read back exactly as `typed` and changes nothing else. Raises DocumentError if there is
    no such place, such as in a file that ends within a comment.
    """
    before = read_answers(text, file)
    known = list(_contents(before))
    fallback = None
    for candidate in _candidates(text, before, answer, section):
        after = read_answers(candidate, file)
        added = _added(known, list(_contents(after)), typed)
        if added is not None and (added == section or fallback is None):
            if added == section:
                return candidate
            fallback = candidate
    if fallback is None:
        what = "no place in it where an answer would be read as it was typed"
        raise DocumentError(what, where=file.shown, fix="close comments, blocks of code and tags that are open in it")
    return fallback


def remove_answer(text: str, answer: str) -> str | None:
    """Return the text of a file without the answer with this id, and without headings above it that are left with nothing.

    None if no answer has this id, or if it was edited since.
    """
    found = next((each for each in find_answers(text) if each.id == answer), None)
    if found is None:
        return None
    lines = text.split("\n")
    start, stop = found.start, found.stop
    while True:
        while start and not lines[start - 1].strip():
            start -= 1
        following = next((place for place in range(stop, len(lines)) if lines[place].strip()), len(lines))
        above = HEADING.match(lines[start - 1]) if start else None
        below = HEADING.match(lines[following]) if following < len(lines) else None
        is_last = following == len(lines) or (below is not None and above is not None and len(below[1]) <= len(above[1]))
        if above is None or not is_last:
            break
        start -= 1
    rest, after = lines[:start], lines[following:]
    if not rest:
        return "\n".join(after)
    return "\n".join([*rest, "", *after] if after else [*rest, ""])


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


def _candidates(text: str, document: Document | None, answer: Sequence[str], section: Path) -> Iterator[str]:
    """Yield the text with an answer in each of the places that may do, the best first."""
    text = text if text.strip() else f"{TITLE}\n"
    lines = text.removesuffix("\n").split("\n")
    sections = document.sections if document else ()
    starts = [each.line - 1 for each in sections]
    depth = next((size for size in range(len(section), 0, -1) if any(_same(each.path, section[:size]) for each in sections)), 0)
    places = [at for at, each in enumerate(sections) if _same(each.path, section[:depth])]
    if depth == len(section) and places:
        yield _insert(lines, min(starts[places[-1] + 1 :], default=len(lines)), [], answer)
    if depth and depth < len(section):
        inside = [at for at, each in enumerate(sections) if _same(each.path[:depth], section[:depth])]
        end = min(starts[inside[-1] + 1 :], default=len(lines))
        parent = HEADING.match(lines[starts[places[-1]]])
        if parent:
            yield _insert(lines, end, _headings(section[depth:], len(parent[1]) + 1), answer)
    if section:
        for level in (2, 1):
            yield _insert(lines, len(lines), _headings(section, level), answer)
    else:
        first = min((start for start, each in zip(starts, sections, strict=True) if each.path), default=len(lines))
        yield _insert(lines, first, [], answer)
        yield _insert(lines, len(lines), _headings((TITLE.removeprefix("# "),), 1), answer)


def _insert(lines: Sequence[str], end: int, headings: Sequence[str], answer: Sequence[str]) -> str:
    """Return a text with headings and an answer before a line, and blank lines around them where they are needed."""
    newline = "\r" if any(line.endswith("\r") for line in lines) else ""
    before, after = list(lines[:end]), list(lines[end:])
    while before and not before[-1].strip():
        before.pop()
    follows_answer = bool(before) and not headings and before[-1].rstrip("\r").endswith("-->")
    gap = [] if follows_answer or not before else [""]
    added = [f"{line}{newline}" for line in (*gap, *headings, *answer)]
    return "\n".join([*before, *added, *([newline, *after] if after else []), ""])


def _headings(path: Path, level: int) -> list[str]:
    """Return headings below each other, each followed by a blank line."""
    written = (f"{'#' * min(level + place, MAX_LEVEL)} {write_words(words)}" for place, words in enumerate(path))
    return [line for heading in written for line in (heading, "")]


def _same(path: Path, wanted: Path) -> bool:
    """Return whether two section paths have the same headings, whatever their case."""
    return [fold(words).casefold() for words in path] == [fold(words).casefold() for words in wanted]
