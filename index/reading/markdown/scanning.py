"""Scans tags with their attributes, and expressions in braces, as MDX, JSX and Vue write them.

Every scan ends at the first thing that cannot be part of a tag, so that text full of unclosed tags takes linear time.
"""

import re
import sys
from functools import cached_property
from html import unescape
from typing import NamedTuple

NAME = re.compile(r"[A-Za-z][\w.:-]*", re.ASCII)
SPACE = re.compile(r"[ \t]*(?:\n[ \t]*(?=\S)|(?:\n[ \t]*){2,}(?=/>|[A-Za-z_:@][\w:.@-]{0,60}=[\"'{]))?")
"""White space in a tag; blank lines only before its end or a property."""
ATTRIBUTE = re.compile(r"[@:#A-Za-z_$][\w.:@$-]*(?:\[[\w.-]*\])?", re.ASCII)
EQUALS = re.compile(r"[ \t]*=[ \t]*\n?[ \t]*")
QUOTED = re.compile(r"""\"((?:[^"\n]|\n(?![ \t]*\n))*)"|'((?:[^'\n]|\n(?![ \t]*\n))*)'""")
UNQUOTED = re.compile(r"[^\s\"'=<>`{}]+")
STRUCTURE = re.compile(r"[{}\"'`]|/\*")
MAX_SCANS = 20
"""How often a text may be scanned for closing braces; reached only by text written to be slow."""
ESCAPE = re.compile(r"\\(?:u\{?([0-9a-fA-F]{4,6})\}?|(.))", re.DOTALL)
SHOWN_ATTRIBUTE = re.compile(r"\s(?:text|label|title|name|children)=[\"']([^\"'<>]+)[\"']")
SURROGATES = range(0xD800, 0xE000)
ESCAPED = {"n": "\n", "t": " ", "r": "", "b": "", "f": "", "v": "", "\n": ""}
MARKUP = re.compile(r"</?(?P<block>(?:p|li|ul|ol|div|br|h[1-6])\b)?[^<>]*>", re.IGNORECASE)


class Attribute(NamedTuple):
    """An attribute of a tag, with the position of its value; `is_code` if it is an expression in braces."""

    name: str
    value: str
    position: int
    is_code: bool


class Tag(NamedTuple):
    """A tag at `text[start:end]`; `form` is `open`, `close` or `alone`."""

    name: str
    start: int
    end: int
    form: str
    attributes: tuple[Attribute, ...] = ()

    def get(self, *names: str) -> Attribute | None:
        """Return the first attribute of these names, in their order, that has a text."""
        found = {attribute.name.lstrip(":"): attribute for attribute in reversed(self.attributes)}
        return next((found[name] for name in names if name in found and text_of(found[name])), None)


class Scanner:
    """Finds the ends of tags and of expressions in one text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._ends: dict[int, int] = {}
        self._unclosed: dict[str, tuple[int, int]] = {}
        self._line = (0, -1)
        self._budget = MAX_SCANS * len(text) + 1_000

    @cached_property
    def closing_tags(self) -> dict[str, list[int]]:
        """The positions of all closing tags in the text, by name."""
        found: dict[str, list[int]] = {}
        for match in re.finditer(r"</[ \t]*([A-Za-z][\w.:-]*)?[ \t]*>", self.text, re.ASCII):
            found.setdefault(match[1] or "", []).append(match.start())
        return found

    def tag(self, start: int) -> Tag | None:
        """Return the tag that starts at a position; a fragment is a tag without a name."""
        text = self.text
        if text[start : start + 1] != "<":
            return None
        is_closing = text.startswith("/", start + 1)
        name = NAME.match(text, start + 1 + is_closing)
        position = name.end() if name else start + 1 + is_closing
        attributes: list[Attribute] = []
        while True:
            space = SPACE.match(text, position)
            before, position = position, space.end() if space else position
            if text.startswith(">", position):
                form = "close" if is_closing else "open"
                return Tag(name[0] if name else "", start, position + 1, form, tuple(attributes))
            if text.startswith("/>", position) and name and not is_closing:
                return Tag(name[0], start, position + 2, "alone", tuple(attributes))
            if is_closing or not name or before == position:
                return None
            attribute = self._attribute(position)
            if attribute is None:
                return None
            found, position = attribute
            attributes.append(found)

    def _attribute(self, position: int) -> tuple[Attribute, int] | None:
        """Return the attribute at a position, and its end."""
        text = self.text
        if text[position : position + 1] == "{":  # a comment, or attributes from a variable
            end = self.braces_end(position)
            return (Attribute("", "", position, is_code=True), end) if end > 0 else None
        name = ATTRIBUTE.match(text, position)
        if not name:
            return None
        equals = EQUALS.match(text, name.end())
        if not equals:
            return Attribute(name[0], "", name.end(), is_code=False), name.end()
        start = equals.end()
        if text[start : start + 1] == "{":
            end = self.braces_end(start)
            return (Attribute(name[0], text[start + 1 : end - 1], start + 1, is_code=True), end) if end > 0 else None
        if quoted := QUOTED.match(text, start):
            return Attribute(name[0], unescape(quoted[1] or quoted[2] or ""), start + 1, is_code=False), quoted.end()
        bare = UNQUOTED.match(text, start)
        return (Attribute(name[0], unescape(bare[0]), start, is_code=False), bare.end()) if bare else None

    def braces_end(self, start: int) -> int:
        """Return the position behind the brace that closes the one at `start`, or -1 if none does.

        All pairs on the way are kept, so that nested braces are scanned once.
        """
        if start in self._ends:
            return self._ends[start]
        opened: list[int] = []
        position = start
        while self._budget > 0 and (found := STRUCTURE.search(self.text, position)):
            self._budget -= found.end() - position
            position = found.end()
            if found[0] == "{":
                opened.append(found.start())
            elif found[0] == "}":
                self._ends[opened.pop()] = position
                if not opened:
                    return position
            else:
                position = self.string_end(found[0], position)
        self._ends.update(dict.fromkeys(opened, -1))
        return self._ends.get(start, -1)

    def string_end(self, mark: str, start: int) -> int:
        """Return the end of a string or comment that was opened right before `start`, or `start` if it is not closed."""
        closing, limit = ("*/", len(self.text)) if mark == "/*" else (mark, self._limit(mark, start))
        known = self._unclosed.get(mark, (0, -1))
        if known[0] <= start <= known[1]:
            return start
        position = self.text.find(closing, start, limit)
        while position >= 0 and mark != "/*" and self._is_escaped(position):
            position = self.text.find(closing, position + 1, limit)
        if position < 0:
            self._unclosed[mark] = (start, limit)
            return start
        return position + len(closing)

    def _limit(self, mark: str, start: int) -> int:
        """Return where a string must have ended: only one in backticks continues on the next line."""
        if mark == "`":
            return len(self.text)
        if not self._line[0] <= start <= self._line[1]:
            end = self.text.find("\n", start)
            self._line = (start, end if end >= 0 else len(self.text))
        return self._line[1]

    def _is_escaped(self, position: int) -> bool:
        first = position
        while first and self.text[first - 1] == "\\":
            first -= 1
        return (position - first) % 2 == 1


def text_of(attribute: Attribute) -> str:
    """Return the text of an attribute: its value, the string in its braces, or the words of the elements there."""
    return code_text(attribute.value) if attribute.is_code else attribute.value


def code_text(code: str) -> str:
    """Return the text that an expression stands for if it is a string or an element, else ""."""
    code = code.strip()
    if code[:1] in {"(", "<"}:
        return element_words(code.strip("()"))
    if len(code) > 1 and code[0] in "\"'`" and Scanner(code).string_end(code[0], 1) == len(code) and "${" not in code:
        return ESCAPE.sub(_unescape, code[1:-1])
    return ""


def element_words(code: str) -> str:
    """Return the words of elements in an expression, or the first text in their attributes if they have none."""
    words = " ".join(MARKUP.sub(lambda tag: " " if tag["block"] else "", code).split())
    shown = None if words else SHOWN_ATTRIBUTE.search(code)
    return unescape(shown[1] if shown else "" if "{" in words else words)


def _unescape(match: re.Match[str]) -> str:
    if not match[1]:
        return ESCAPED.get(match[2], match[2])
    code = int(match[1], 16)
    return chr(code) if code not in SURROGATES and code <= sys.maxunicode else ""
