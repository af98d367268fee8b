"""Removes the contents of data URIs: files that are embedded in a document, such as the images of a Google Docs export.

An image can be one line of many million characters. It is not text, and it would exceed every limit.
"""

import re
from collections.abc import Iterator

SCHEME = "data:"
EMPTY_URI = "data:,"
"""A URI without contents, which keeps the markup around it valid."""
LINE = "\n,"
"""A line in place of one of a URI; a blank one could end the element around it."""
MAX_TEXT_LENGTH = 64
"""Characters of a URI of text that may be an example in the document; a longer one is a file."""
START = re.compile(r"(?<![\w.+-])data:(?:[\w.+-]+/[\w.+-]+)?(?:;[\w.+-]+(?:=[\w.+-]*)?)*,", re.IGNORECASE)
BASE64 = re.compile(r"[\w+/=%-]*", re.ASCII)
WRAPPED_BASE64 = re.compile(r"[\w+/=%\s-]*", re.ASCII)
IN_BRACKETS = re.compile(r"(?:[^\s()]|\([^\s()]*\))*")
UNQUOTED = re.compile(r"[^\s\"'<>()]*")
MAX_DEFINITION_LENGTH = 1_000
DEFINITION = re.compile(r" {0,3}\[[^\]]+\]:\s*")
"""The start of a link definition of Markdown, whose target may have no marks around it."""


def without_data_uris(text: str, *, is_markup: bool) -> str:
    """Return a text with its data URIs emptied if they are part of markup, else removed; all line feeds are kept."""
    pieces, position = [], 0
    unclosed: set[str] = set()
    for start in _starts(text):
        at = start.start()
        if at < position:
            continue
        before = text[at - 1 : at]
        end = _end(text, start, before, unclosed)
        is_file = start[0].lower().endswith("base64,") or end - start.end() > MAX_TEXT_LENGTH
        in_markup = before in {*"\"'(<=`"} or _is_definition(text, at)
        if is_file or (in_markup and is_markup):
            filler = EMPTY_URI if in_markup and is_markup else ""
            pieces += [text[position:at], filler, LINE * text.count("\n", at, end)]
        else:
            pieces.append(text[position:end])
        position = end
    return "".join([*pieces, text[position:]])


def _starts(text: str) -> Iterator[re.Match[str]]:
    """Yield the starts of URIs, in order, also inside of others."""
    lower = text.lower()
    if len(lower) > len(text):  # the lower case of some letters is longer, so that positions differ
        yield from START.finditer(text)
        return
    at = lower.find(SCHEME)
    while at >= 0:  # many times as fast as a search by a pattern that ignores case
        start = START.match(text, at)
        if start:
            yield start
        at = lower.find(SCHEME, at + len(SCHEME))


def _is_definition(text: str, at: int) -> bool:
    """Return whether a link definition of Markdown starts the line and ends at a position."""
    line = text.rfind("\n", max(0, at - MAX_DEFINITION_LENGTH), at) + 1
    return (line > 0 or at <= MAX_DEFINITION_LENGTH) and DEFINITION.fullmatch(text, line, at) is not None


def _end(text: str, start: re.Match[str], before: str, unclosed: set[str]) -> int:
    """Return where a URI ends; `unclosed` collects quotation marks that do not occur in the rest of the text."""
    is_base64 = start[0].lower().endswith("base64,")
    if before in {*"\"'"} and before not in unclosed:
        close = text.find(before, start.end())
        if close < 0:
            unclosed.add(before)
        elif WRAPPED_BASE64.fullmatch(text, start.end(), close) if is_base64 else "\n" not in text[start.end() : close]:
            return close
    if is_base64:
        return _match_end(BASE64, text, start.end())
    return _match_end(IN_BRACKETS if before == "(" else UNQUOTED, text, start.end())


def _match_end(pattern: re.Pattern[str], text: str, start: int) -> int:
    match = pattern.match(text, start)
    return match.end() if match else start
