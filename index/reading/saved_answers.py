r"""Saved answers: bullets of a Markdown file that are read back exactly as they were typed.

Below each is a comment with its date, its source, and a checksum of its lines:

    - The key hangs behind the bar, \*not\* in the office.
      <!-- saved 2026-11-28 from https://discord.com/channels/1/2/3, 4f0c2a91be77 -->

While the checksum matches, the bullet is as Footnote wrote it, and none of the typed text is read as Markdown. A bullet that
was edited by hand is read like any other.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from index.reading.blocks import Block
from index.reading.document import Document
from index.text.characters import clean, has_words

COMMENT = re.compile(
    r"  <!-- saved (?P<date>\d{4}-\d\d-\d\d)(?: from (?P<link>https://[^\s<>,]{1,200}))?, (?P<id>[0-9a-f]{12}) -->"
)
LINE_END = re.compile(r"\r\n|\r|\n")
ID_LENGTH = 12
MARKER, INDENT = "- ", "  "
ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])|&#(9|32);")
SPECIAL = re.compile(r"[\\`*_\[\]<>{}&~|$^=%#+]|:(?=[\w:])|(?<=:):|--")
"""Characters that Markdown, or one of its extensions, gives a meaning within a line."""
LINE_MARK = re.compile(r"[!-/:-@\[-`{-~]|[0-9]{1,9}(?=[.)])")
"""What can start a list, a heading, a definition or a container: a mark, or a number before a full stop or bracket."""


@dataclass(frozen=True, slots=True)
class SavedAnswer:
    """A saved answer in a file: its text as typed, its id, and its lines, from 0, up to but without `stop`."""

    text: str
    id: str
    start: int
    stop: int
    date: str
    link: str | None

    @property
    def line(self) -> int:
        """The line in which it starts, from 1."""
        return self.start + 1


def as_typed(text: str) -> str:
    """Return a text as it can be saved: without control characters, and with nothing but words at both ends."""
    return clean(text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def write_answer(text: str, saved: date, link: str | None) -> tuple[list[str], str]:
    """Return the lines of a saved answer, with its comment, and its id. `text` is as from `as_typed`."""
    body = _escaped_lines(text)
    found = _id(body)
    source = f" from {link}" if link else ""
    return [*body, f"{INDENT}<!-- saved {saved.isoformat()}{source}, {found} -->"], found


def write_words(text: str) -> str:
    """Return words of one line, such as a heading, as Markdown that shows them."""
    return _escape(text)


def find_answers(text: str) -> Iterator[SavedAnswer]:
    """Yield the saved answers of a file that are as Footnote wrote them, in order."""
    if "<!-- saved " not in text:
        return
    lines = LINE_END.split(text)
    first = 0
    for place, line in enumerate(lines):
        comment = COMMENT.fullmatch(line)
        if comment is None:
            continue
        start = place - 1
        while start >= first and not lines[start].startswith(MARKER):
            start -= 1
        body = lines[start:place]
        first = place + 1
        if start >= 0 and body and body[0].startswith(MARKER) and _id(body) == comment["id"]:
            typed = _unescape_lines(body)
            if has_words(typed):
                yield SavedAnswer(typed, comment["id"], start, place + 1, comment["date"], comment["link"])


def hide_answers(text: str) -> tuple[str, dict[str, str]]:
    """Return a document with a word in place of each saved answer, and the answers by these words; the lines stay the same."""
    answers = list(find_answers(text))
    if not answers:
        return text, {}
    lines = text.split("\n")
    word = f"Saved{hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()[:ID_LENGTH]}n"
    hidden: dict[str, str] = {}
    for number, answer in enumerate(answers):
        name = f"{word}{number}"
        hidden[name] = answer.text
        lines[answer.start : answer.stop - 1] = [f"{MARKER}{name}", *[""] * (answer.stop - answer.start - 2)]
    return "\n".join(lines), hidden


def show_answers(document: Document, hidden: Mapping[str, str]) -> Document:
    """Return a document with the saved answers in place of the words that stand for them."""
    if not hidden:
        return document
    sections = tuple(
        replace(section, blocks=tuple(_show(block, hidden) for block in section.blocks)) for section in document.sections
    )
    return replace(document, sections=sections)


def _show(block: Block, hidden: Mapping[str, str]) -> Block:
    context = tuple(hidden.get(text, text) for text in block.context)
    if block.text in hidden:
        return replace(block, text=hidden[block.text], context=context, links=(), line_starts=(), anchors=())
    return block if context == block.context else replace(block, context=context)


def _id(body: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(body).encode("utf-8", "replace")).hexdigest()[:ID_LENGTH]


def _escaped_lines(text: str) -> list[str]:
    """Return the lines of a bullet: a backslash at the end of a line breaks it, and a blank line starts a paragraph."""
    typed = text.split("\n")
    written = []
    for place, line in enumerate(typed):
        follows = place + 1 < len(typed) and bool(typed[place + 1])
        written.append(f"{INDENT}{_escape(line)}{chr(92) if follows else ''}" if line else "")
    return [MARKER + written[0].removeprefix(INDENT), *written[1:]]


def _escape(line: str) -> str:
    """Return a line as Markdown that shows it; white space at its ends, and tabs, are written as entities."""
    body = line.strip(" \t")
    start = len(line) - len(line.lstrip(" \t"))
    mark = LINE_MARK.match(body)
    if mark:
        end = mark.end()
        first = f"\\{mark[0]}" if not mark[0].isdigit() else f"{mark[0]}\\{body[end]}"
        end += mark[0].isdigit()
    else:
        first, end = "", 0
    escaped = first + SPECIAL.sub(lambda match: "".join(f"\\{character}" for character in match[0]), body[end:])
    before, after = line[:start], line[start + len(body) :]
    return _entities(before) + escaped.replace("\t", "&#9;") + _entities(after)


def _entities(blank: str) -> str:
    return "".join(f"&#{ord(character)};" for character in blank)


def _unescape_lines(body: Sequence[str]) -> str:
    """Return the text that `_escaped_lines` wrote."""
    typed = []
    for place, line in enumerate(body):
        words = line.removeprefix(MARKER if place == 0 else INDENT)
        backslashes = len(words) - len(words.rstrip("\\"))
        words = words[:-1] if backslashes % 2 else words
        typed.append(ESCAPED.sub(lambda match: match[1] or chr(int(match[2])), words))
    return "\n".join(typed)
