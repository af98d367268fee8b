"""Add questions with their quotes to the text of a questions file, and take them back; the rest of the file stays as it is."""

import hashlib
import json
import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import yaml

from index.files.yaml_tree import compose_yaml
from index.reading.question_files import QuestionEntry, QuestionsError, parse_questions
from index.searching.questions import same_question

BEFORE = "# before, until this is taken back:"
"""The comment above an entry that took the place of another, which follows in comments."""
ID_LENGTH = 12
END = re.compile(r"\.\.\.(?:\s|$)")
"""A line that ends a document."""
START = re.compile(r"(?P<indent> *)- question: \"")
UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
FIX_LIST = "write it as a list, with `- question:` at the start of each entry"


@dataclass(frozen=True, slots=True)
class _Entry:
    """An entry as it is written by this module: its lines in the file, that of its question, and its id."""

    start: int
    question: int
    stop: int
    indent: str
    id: str


def add_question(text: str, source: str, question: str, quotes: Sequence[str]) -> tuple[str, str]:
    """Return the text of a file with another entry, and the id of that entry.

    Entries with the same question are replaced, and kept in comments. Raises QuestionsError if the file cannot be read, or is
    not written as a list with one entry below the other.
    """
    entries = parse_questions(text, source, may_be_empty=True).entries
    lines = text.removesuffix("\n").split("\n") if text.strip() else []
    newline = "\r" if any(line.endswith("\r") for line in lines) else ""
    if not entries:
        above, below = _around_nothing(text, source, lines)
        written, place = _written(question, quotes, ""), 0
        changed = [*above, *(f"{line}{newline}" for line in written), *below]
    else:
        indent, spans = _layout(text, source, len(lines))
        same = [at for at, entry in enumerate(entries) if _is_same(entry.question, question)]
        place = min(same, default=len(entries))
        written = _written(question, quotes, indent)
        replaced = [_with_comments(spans[at], lines) for at in same]
        if replaced:
            before = [line.rstrip("\r") for start, stop in replaced for line in lines[start:stop]]
            written = [f"{indent}{BEFORE}", *(f"{indent}# {line.removeprefix(indent)}" for line in before), *written]
        at = replaced[0][0] if replaced else spans[-1][1]
        gone = {number for start, stop in replaced for number in range(start, stop)}
        after = [line for number, line in enumerate(lines[at:], start=at) if number not in gone]
        changed = [*lines[:at], *(f"{line}{newline}" for line in written), *after]
    result = "\n".join([*changed, ""])
    wanted = [_content(entry) for entry in entries if not _is_same(entry.question, question)]
    wanted.insert(place, (question, tuple(quotes), None))
    if wanted != _contents(result, source):
        raise QuestionsError("no entry can be added to it", where=source, fix=FIX_LIST)
    return result, _id(written)


def _contents(text: str, source: str) -> list[tuple[str, tuple[str, ...], str | None]] | None:
    """Return what a file that was changed says; None if it cannot be read, such as for old ends of lines."""
    try:
        return [_content(entry) for entry in parse_questions(text, source).entries]
    except QuestionsError:
        return None


def _with_comments(span: tuple[int, int], lines: Sequence[str]) -> tuple[int, int]:
    """Return the lines of an entry, with those that it replaced in comments above it if this module wrote it."""
    start, stop = span
    own = next((entry for entry in _find_entries(lines) if entry.question == start), None)
    return (own.start if own else start), stop


def remove_question(text: str, source: str, entry: str) -> str | None:
    """Return the text of a file without the entry with this id, and with the one that it replaced.

    None if there is no such entry, or if it was edited since. Raises QuestionsError if the file cannot be read.
    """
    parse_questions(text, source, may_be_empty=True)
    lines = text.removesuffix("\n").split("\n")
    found = next((each for each in _find_entries(lines) if each.id == entry), None)
    if found is None:
        return None
    commented = lines[found.start + 1 : found.question]
    restored = [f"{found.indent}{line.removeprefix(found.indent).removeprefix('# ')}" for line in commented]
    result = "\n".join([*lines[: found.start], *restored, *lines[found.stop :], ""])
    try:
        parse_questions(result, source, may_be_empty=True)
    except QuestionsError:  # such as for nothing but the end of a document
        result = "\n".join([*lines[: found.start], f"{found.indent}[]", *lines[found.stop :], ""])
        parse_questions(result, source, may_be_empty=True)
    return result if result.strip() else "[]\n"


def find_entry(text: str, source: str, question: str) -> str | None:
    """Return the id of the entry of a question, if it is as this module wrote it; else None. Raises QuestionsError."""
    entries = parse_questions(text, source, may_be_empty=True).entries
    at = next((at for at, entry in enumerate(entries) if _is_same(entry.question, question)), None)
    if at is None:
        return None
    _, listing = _listing(text, source)
    line = _line_numbers(text)(listing.value[at]) if isinstance(listing, yaml.SequenceNode) else None
    own = _find_entries(text.removesuffix("\n").split("\n"))
    return next((entry.id for entry in own if entry.question == line), None)


def _written(question: str, quotes: Sequence[str], indent: str) -> list[str]:
    """Return the lines of an entry."""
    lines = [f"- question: {_quoted(question)}", "  quotes:" if quotes else "  quotes: []"]
    return [indent + line for line in (*lines, *(f"    - {_quoted(quote)}" for quote in quotes))]


def _quoted(text: str) -> str:
    """Return a text in double quotes, as YAML reads it."""
    written = json.dumps(text, ensure_ascii=False)
    return UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", written)


def _id(lines: Sequence[str]) -> str:
    """Return the id of the lines of an entry, wherever they are indented to."""
    indent = len(lines[0]) - len(lines[0].lstrip(" "))
    return hashlib.sha256("\n".join(line[indent:].rstrip("\r") for line in lines).encode("utf-8")).hexdigest()[:ID_LENGTH]


def _find_entries(lines: Sequence[str]) -> Iterator[_Entry]:
    """Yield what may be entries that this module wrote; their ids tell whether they are."""
    marker = -1
    for place, line in enumerate(lines):
        if line.strip() == BEFORE:
            marker = place
        start = START.match(line)
        if start is None:
            marker = marker if line.lstrip(" ").startswith("#") else -1
            continue
        indent = start["indent"]
        stop = place + 1
        while stop < len(lines) and lines[stop].startswith(f"{indent}  ") and lines[stop].strip():
            stop += 1
        first = marker if marker >= 0 else place
        yield _Entry(first, place, stop, indent, _id(lines[first:stop]))
        marker = -1


def _listing(text: str, source: str) -> tuple[yaml.Node | None, yaml.Node | None]:
    """Return the tree of a file that can be read, and the list of questions in it, which may be missing or empty."""
    tree = compose_yaml(text, source, QuestionsError)
    if isinstance(tree, yaml.MappingNode):
        return tree, next(value for key, value in tree.value if key.value == "questions")
    return tree, tree


def _line_numbers(text: str) -> Callable[[yaml.Node], int]:
    """Return a function for the line of a node, from 0. YAML counts further characters as ends of lines, as in old Macs."""
    ends = [match.start() for match in re.finditer("\n", text)]
    return lambda node: bisect_left(ends, node.start_mark.index)


def _around_nothing(text: str, source: str, lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the lines of a file without entries above and below the place for one; an empty list in brackets is gone."""
    tree, listing = _listing(text, source)
    if listing is None:
        return [*lines], []
    if isinstance(tree, yaml.MappingNode) and tree.flow_style:
        raise QuestionsError("no entry can be added to a list in brackets", where=source, fix=FIX_LIST)
    start, stop = listing.start_mark.index, listing.end_mark.index
    first = text.rfind("\n", 0, start) + 1
    own, _, rest = text[stop:].partition("\n")
    words = f"{text[first:start].rstrip()} {own.strip()}".strip()
    above = text[:first].split("\n")[:-1]
    return [*above, *([words] if words else [])], rest.removesuffix("\n").split("\n") if rest.strip() else []


def _layout(text: str, source: str, count: int) -> tuple[str, list[tuple[int, int]]]:
    """Return the indentation of the entries of a list, and the lines of each, without blank lines and comments below it."""
    tree, listing = _listing(text, source)
    line_of, following = _line_numbers(text), count
    if isinstance(tree, yaml.MappingNode):
        keys = [key for key, _ in tree.value]
        at = next(place for place, key in enumerate(keys) if key.value == "questions")
        following = line_of(keys[at + 1]) if at + 1 < len(keys) else count
    if not isinstance(listing, yaml.SequenceNode) or listing.flow_style:
        raise QuestionsError("no entry can be added to a list in brackets", where=source, fix=FIX_LIST)
    lines = text.split("\n")
    starts = [line_of(entry) for entry in listing.value]
    spans = []
    for start, after in zip(starts, [*starts[1:], following], strict=True):
        stop = after
        while stop > start + 1 and _is_below(lines[stop - 1]):
            stop -= 1
        spans.append((start, stop))
    return " " * listing.start_mark.column, spans


def _is_below(line: str) -> bool:
    """Return whether a line belongs to no entry: it is blank, a comment, or the end of the document."""
    return not line.strip() or line.lstrip().startswith("#") or END.match(line) is not None


def _content(entry: QuestionEntry) -> tuple[str, tuple[str, ...], str | None]:
    return entry.question, tuple(quote.text for quote in entry.quotes), entry.kind


def _is_same(written: str, question: str) -> bool:
    return same_question(written) == same_question(question)
