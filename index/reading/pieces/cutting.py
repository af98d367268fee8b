"""Cuts a large Markdown document into pieces that can be parsed one by one, or declines to.

A piece starts at a heading after a blank line, or at a bullet of a long list. Nothing may reach from one piece into another,
so a document is only cut if it has no markup that may: tags of components and templates, comments and notes between marks.
The check errs on the safe side: a document that is not cut although it could be is read as a whole, which only takes longer.
"""

import re
import zlib
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from typing import NamedTuple

from index.reading.markdown.bracket_tags import CLOSING as CLOSING_BRACKET
from index.reading.markdown.comments import PUNCTUATION
from index.reading.markdown.components import EXPORT, IMPORT
from index.reading.markdown.names import is_known
from index.reading.markdown.scanning import NAME, Scanner

MIN_LENGTH = 8_000
"""Characters of a piece; fewer are not worth a record."""
MAX_LENGTH = 4 * MIN_LENGTH
"""Characters from which a piece ends at the next possible place."""
CUT_SHARE = 4
"""One in so many possible places ends a piece that is long enough. Its line decides, so that an edit moves no other cuts."""
HEADING = re.compile(r"\n\n(?=#{1,6}[ \t]+\S)")
BULLET = re.compile(r"[-*+] (?=[^\W\d_])")
SENTENCE = re.compile(r"[^\W\d_].*[.!?]\s*")
"""A paragraph before a list that is not a label of the list."""
ATX = re.compile(r"#{1,6}[ \t]")
OPENING = re.compile(r"^(?:(?P<indent>[ \t]*)(?P<mark>`{3,}|~{3,})|(?P<comment><!--))", re.MULTILINE)
DIRECTIVE = re.compile(r"[ \t]*(?:\{|ad-|admonish\b)")
"""A fence whose contents are Markdown."""
OUTER_LINE = re.compile(r"\n(?=[^\s])")
"""A line that is not indented, and so may end the list that a fence is in."""
INNER_FENCE = re.compile(r"^[ \t]*(?:[-*+>:]|~[ \t]|\d{1,9}[.)])[^\n]*(?:```|~~~)", re.MULTILINE)
"""A fence right behind the mark of a bullet or a quotation, or code within its line."""
CODE_INDENT = 4
STATEMENT = re.compile(r"\n(?=(?:import|export)\b)")
COMMENT = re.compile(r"\{\s*/\*")
TAG = re.compile(r"<(?=[A-Za-z/!?>\s])")
CLOSING = re.compile(r"</[ \t]*([A-Za-z][\w.:-]*)[ \t]*>", re.ASCII)
HARMLESS = re.compile(
    r"</?(?:a|abbr|b|big|br|center|cite|del|div|em|font|h[1-6]|hr|i|img|ins|kbd|p|s|samp|small|span|strike|strong|sub|sup|tt|u)"
    r"(?=[\s/>])(?![^<>]{0,2000}\smarkdown\b)[^<>{}]{0,2000}>|<https?://[^\s<>]{1,2000}>|<[A-Za-z0-9][\w.+-]{0,200}@[\w.-]{1,200}>"
    r"|<!--[^\n]*?-->|<(?=\s)(?!\s+>)"
)
"""Tags that mean the same wherever they are, addresses, and comments of one line."""
TEMPLATE, FORM_FEED = re.compile(r"\{(?:[%{]|::|#[-+]?\s)"), "\f"
"""Marks of templates, and the end of a page, anywhere."""
PER_CENT = re.compile(rf"(?:(?<=[^\W_])|(?<=\d\s))%%|%%(?=[{re.escape(''.join(PUNCTUATION))}])")
"""Two per cent signs that cannot begin a comment which goes on over blocks; all others may."""
CONTAINER = re.compile(r"\n[ \t>*+\-.)0-9]*(?:::|///|!!|\?\?\?|@tab|>>>|\|\|\||\+\+\+|==(?!=*[ \t\r]*(?:\n|\Z)))")
"""A mark of a container where a block may start, which may be in a list or quotation; an underline of `=` is none."""
MAX_STATEMENTS = 10_000
"""Lines like those of a module that are looked at, so that a hostile text costs little."""
MAX_TAGS = 50_000
MAX_TAG_LENGTH = 400
MAX_PARAGRAPH = 10_000
"""Characters before a fence that may belong to a block of HTML which swallows it."""


class _Verbatim(NamedTuple):
    """A block of code or a comment at `text[start:end]`; `is_code` if none of it is read as Markdown for sure."""

    start: int
    end: int
    is_code: bool


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a document: its text, the number of lines before it, and whether it starts in the middle of a list."""

    text: str
    line: int
    continues_list: bool


def cut_markdown(text: str) -> list[Piece] | None:
    """Cut the text of a document, without front matter, into pieces; None if there is only one, or it cannot be cut safely."""
    if len(text) < 2 * MIN_LENGTH:
        return None
    verbatim = _find_verbatim(text)
    if verbatim is None or not _is_cuttable(text, _without(text, [each for each in verbatim if each.is_code])):
        return None
    headings = _outside((match.end() for match in HEADING.finditer(text)), verbatim)
    cuts = list(_chosen(text, headings, 0))
    places: list[tuple[int, bool]] = []
    for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True):
        places.append((start, False))
        if end - start > 2 * MAX_LENGTH:
            places += [(cut, True) for cut in _chosen(text, _outside(_list_places(text, start, end), verbatim), start)]
    return _pieces(text, places) if len(places) > 1 else None


def _pieces(text: str, places: list[tuple[int, bool]]) -> list[Piece]:
    pieces, line = [], 0
    for place, (start, continues_list) in enumerate(places):
        piece = text[start : places[place + 1][0] if place + 1 < len(places) else len(text)]
        pieces.append(Piece(piece, line, continues_list))
        line += piece.count("\n")
    return pieces


def _chosen(text: str, places: Iterable[int], start: int) -> Iterator[int]:
    """Yield the places, of those possible, where a piece starts."""
    for place in places:
        length = place - start
        if length >= MIN_LENGTH:
            end = text.find("\n", place)
            line = text[place : end if end >= 0 else len(text)].encode("utf-8", "replace")
            if length >= MAX_LENGTH or zlib.crc32(line) % CUT_SHARE == 0:
                yield place
                start = place


def _outside(places: Iterable[int], spans: Sequence[_Verbatim]) -> Iterator[int]:
    """Yield the ascending places that are in none of the ascending spans."""
    remaining = iter(spans)
    span = next(remaining, None)
    for place in places:
        while span and span.end <= place:
            span = next(remaining, None)
        if not span or place <= span.start:
            yield place


def _without(text: str, spans: Sequence[_Verbatim]) -> str:
    """Return a text without some spans."""
    if not spans:
        return text
    ends = [0, *(span.end for span in spans)]
    return "".join(text[start:end] for start, end in zip(ends, [*(span.start for span in spans), len(text)], strict=True))


def _list_places(text: str, start: int, end: int) -> Iterator[int]:
    """Yield where a bullet follows another of the same list, both of one line, in a list that surely starts a block."""
    mark, before, position = "", "", start
    after_blank, after_bullet = True, False
    is_first = not text[:start].strip()
    for line in text[start:end].split("\n"):
        stripped = line.rstrip()
        if not stripped:
            after_blank = True
        elif BULLET.match(line):
            if mark == line[0]:
                if after_bullet:
                    yield position
            else:
                is_start = (is_first and not before) or ATX.match(before) or (after_blank and SENTENCE.fullmatch(before))
                mark = line[0] if is_start and not mark else ""
            after_bullet, after_blank, before = True, False, line
        else:
            mark = mark if line.startswith(("  ", "\t")) else ""
            after_bullet, after_blank, before = False, False, line
        position += len(line) + 1


def _find_verbatim(text: str) -> list[_Verbatim] | None:
    """Return the blocks of code and the comments of a text; None if it is not certain where each ends."""
    if "```" not in text and "~~~" not in text and "<!--" not in text:
        return []
    if INNER_FENCE.search(text):
        return None
    found: list[_Verbatim] = []
    position = 0
    while opening := OPENING.search(text, position):
        end = text.find("\n", opening.end())
        position = end if end >= 0 else len(text)
        if opening["comment"]:
            close = text.find("-->", opening.end())
            if 0 <= close <= position:
                continue
            end = text.find("\n", close)
            if text[close : end if end >= 0 else len(text)].strip() != "-->":
                return None
        elif opening["mark"][0] == "`" and "`" in text[opening.end() : position]:
            continue
        else:
            close, end = _fence_end(text, opening, position)
        if close < 0 or _may_be_in_html(text, opening.start()):
            return None
        is_directive = DIRECTIVE.match(text, opening.end()) is not None
        position = end if end >= 0 else len(text)
        found.append(_Verbatim(opening.start(), position, not opening["indent"] and not is_directive))
    return found


def _fence_end(text: str, opening: re.Match[str], position: int) -> tuple[int, int]:
    """Return the start and end of the line that closes a fence; -1 if it is not certain which does, or none does."""
    indent, mark = opening["indent"], opening["mark"]
    for match in re.compile(rf"^([ \t]*){mark[0]}{{{len(mark)},}}[ \t]*$", re.MULTILINE).finditer(text, position):
        if not indent and "\t" not in match[1] and len(match[1]) >= CODE_INDENT:
            continue
        is_certain = (
            "\t" not in match[1] if not indent else match[1] == indent and not OUTER_LINE.search(text, position, match.start())
        )
        return (match.start(), match.end()) if is_certain else (-1, -1)
    return -1, -1


def _may_be_in_html(text: str, position: int) -> bool:
    """Return whether the paragraph before a position may be a block of HTML, which ends at a blank line."""
    before = text[text.rfind("\n\n", 0, position) + 1 : position]
    return len(before) > MAX_PARAGRAPH or re.search(r"^\s*<", before, re.MULTILINE) is not None


def _is_cuttable(text: str, prose: str) -> bool:
    """Return whether a text has no markup that may reach beyond a piece, or depend on what is outside of it.

    `prose` is the text without code and comments.
    """
    lines = f"\n{prose}"
    if "<!-- saved " in text or FORM_FEED in prose or TEMPLATE.search(prose) or COMMENT.search(prose):
        return False
    if not all(PER_CENT.match(prose, at) for at in _occurrences(prose, "%%")):
        return False
    if CLOSING_BRACKET.search(prose) or CONTAINER.search(lines):
        return False
    for count, match in enumerate(STATEMENT.finditer(lines)):
        if count > MAX_STATEMENTS or IMPORT.match(lines, match.end()) or EXPORT.match(lines, match.end()):
            return False
    return "<" not in prose or _are_harmless(text, prose)


def _occurrences(text: str, mark: str) -> Iterator[int]:
    """Yield where a mark is, from left to right and without overlaps."""
    position = text.find(mark)
    while position >= 0:
        yield position
        position = text.find(mark, position + len(mark))


def _are_harmless(text: str, prose: str) -> bool:
    """Return whether all tags are text, or mean the same wherever they are."""
    closed: set[str] | None = None
    for count, match in enumerate(TAG.finditer(prose)):
        if HARMLESS.match(prose, match.start()):
            continue
        if closed is None:
            closed = set(CLOSING.findall(text))
        if count > MAX_TAGS or not _is_placeholder(prose[match.start() : match.start() + MAX_TAG_LENGTH], closed):
            return False
    return True


def _is_placeholder(text: str, closed: Set[str]) -> bool:
    """Return whether what starts a text is a placeholder, an emoji of Discord or the like: a tag that HTML does not know.

    `closed` are the names of tags that are closed anywhere in the document.
    """
    inside = text.partition("\n\n")[0]
    name = NAME.match(inside, 1)
    if name is None or is_known(name[0]) or "{" in inside.partition(">")[0]:
        return False
    tag = Scanner(inside).tag(0)
    if tag is None:
        return len(inside) < MAX_TAG_LENGTH
    return tag.form == "open" and tag.name not in closed and not any(attribute.value for attribute in tag.attributes)
