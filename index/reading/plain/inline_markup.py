"""Takes the inline markup of reStructuredText off a text: roles, references, code, emphasis and escapes."""

import re

NUMBERED = re.compile(r":(?P<name>pep|rfc):`(?P<number>\d{1,6})(?:#[^`<]*)?`", re.IGNORECASE)
"""A reference to a numbered document, which is shown with its kind."""
ROLE = re.compile(r"(?::[\w+.-]{1,30}){1,3}:`(?P<text>[^`<]*[^`<\s])?(?:\s*<(?P<target>[^`<>]*)>)?`")
LINK = re.compile(r"`(?P<text>[^`<]*[^`<\s])?\s*<(?P<target>[^`<>]*)>`_{1,2}")
REFERENCE = re.compile(r"`(?P<text>[^`<>]+)`_{1,2}(?!\w)")
LITERAL = re.compile(r"``(?P<text>[^`]+|[^`]*`[^`]+)``")
INTERPRETED = re.compile(r"(?<![`\w:])`(?P<text>[^`<\s][^`<]*?)(?:\s*<[^`<>]*>)?`(?![`_\w])")
EMPHASIS = re.compile(r"(?<![\w*\\])\*(?P<text>[^\s*][^*]*)\*(?![\w*])")
STRONG = re.compile(r"\*\*(?P<text>[^\s*][^*\n]*\n[^*]*[^\s*])\*\*")
"""Bold words on several lines; those on one are bold wherever they are."""
ESCAPE = re.compile(r"(?P<first>^[ \t]*\\[*|#+-])|\\(?P<shown>[^\w\s]|_|\n)|\\[ \t]|\\$", re.MULTILINE)
"""A backslash before a mark that is text, or before white space that is not shown.

At the start of a line, the backslash stays, because the mark would be read as that of an item.
"""
KEPT = "\ue002"
"""Stands for a backslash in code, where it is no escape."""


def plain_words(text: str) -> str:
    """Return text without the markup of references, code, emphasis and escapes, with as many line breaks."""
    text = NUMBERED.sub(lambda match: f"{match['name'].upper()} {match['number']}", text)
    text = ROLE.sub(lambda match: _kept(match, (match["text"] or match["target"] or "").lstrip("~!")), text)
    text = LINK.sub(lambda match: _kept(match, _link_words(match)), text)
    text = LITERAL.sub(lambda match: _kept(match, match["text"].replace("\\", KEPT)), text)
    for markup in (STRONG, REFERENCE, INTERPRETED, EMPHASIS):
        text = markup.sub(lambda match: _kept(match, match["text"]), text)
    if "\\" in text:
        text = ESCAPE.sub(lambda match: match["first"] or match["shown"] or "", text)
    return text.replace(KEPT, "\\")


def _link_words(match: re.Match[str]) -> str:
    words, target = match["text"] or "", match["target"]
    if ":" not in target:
        return words or target
    return f"{words} ({target})" if words and words != target else target


def _kept(match: re.Match[str], words: str) -> str:
    """Return the words in place of markup, with the line breaks that are lost, between words if possible."""
    lost = match[0].count("\n") - words.count("\n")
    parts = words.rsplit(" ", lost) if lost else []
    return "\n".join(parts) if len(parts) == lost + 1 > 1 else words + "\n" * lost
