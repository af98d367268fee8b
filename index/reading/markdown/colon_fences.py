"""Finds where containers between lines of colons end: `:::note`, `::::tabs` and the like."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

NAMED = re.compile(r"(?P<name>[A-Za-z][\w-]*)(?:\[(?P<bracket>.*)\])?[ \t]*(?:\{(?P<braces>[^{}]*)\})?(?P<title>.*)$")
BRACED = re.compile(r"\{\s*\.?(?P<name>[\w:-]*)(?P<braces>[^{}]*)\}[ \t]*(?P<title>.*)$")
WHOLE = re.compile(
    r":::[ \t]*(?:[\w-]+(?:[ \t]+[\w-]+=\"[^\"]*\")*[ \t]*:::|(?:moniker|zone)(?:-end|[ \t]+[\w-]+=\"[^\"]*\"))$"
)
"""A line of Microsoft's that opens and closes at once, or limits what follows to a version."""
LINE = re.compile(
    r"^(?:[ \t>]|[-*+][ \t]|\d{1,9}[.)][ \t])*(?P<mark>:{3,}|`{3,}|~{3,})[ \t]*(?P<rest>\S.*)?$",
    re.MULTILINE,
)
"""A line with three colons or more, or at the edge of code; it may be in a quotation or start an item."""
DIRECTIVE = re.compile(r"\{|ad-|admonish\b")
"""The start of a fence of code whose contents are Markdown."""


class _Fence(NamedTuple):
    """A line that opens or closes a container: its number, counted from 0, and the number of its colons."""

    line: int
    colons: int
    opens: bool


def find_fence_ends(text: str) -> dict[int, int]:
    """Return the line that closes each container, by the line that opens it, both counted from 0.

    The lines are nested like brackets, because Pandoc does not mind the number of colons. If some have no partner, a line
    closes the container that was opened by as many colons, with all that is in it.
    """
    fences = _find_fences(text)
    if not fences:
        return {}
    depth, is_balanced = 0, True
    for fence in fences:
        depth += 1 if fence.opens else -1
        is_balanced = is_balanced and depth >= 0
    return _pair(fences, by_colons=not is_balanced or depth > 0)


def _find_fences(text: str) -> list[_Fence]:
    """Return the lines that open or close a container, in order and outside of code."""
    found: list[_Fence] = []
    code = _Code()
    line = position = 0
    for match in LINE.finditer(text) if ":::" in text else ():
        line, position = line + text.count("\n", position, match.start()), match.start()
        mark, rest = match["mark"], (match["rest"] or "").rstrip()
        if mark[0] != ":":
            code.add(mark, rest)
        elif not code.is_open and (not rest or _opens(mark, rest)):
            found.append(_Fence(line, len(mark), opens=bool(rest)))
    return found


class _Code:
    """Blocks of code that are open: the mark of each, and whether its contents are Markdown."""

    def __init__(self) -> None:
        self._open: list[tuple[str, bool]] = []

    @property
    def is_open(self) -> bool:
        """True where nothing is Markdown."""
        return bool(self._open) and not self._open[-1][1]

    def add(self, mark: str, rest: str) -> None:
        """Add a line with the mark of a fence of code, and `rest` behind it."""
        if self._open and not rest and mark.startswith(self._open[-1][0]):
            self._open.pop()
        elif not self.is_open and "`" not in rest:
            self._open.append((mark, DIRECTIVE.match(rest) is not None))


def _opens(mark: str, rest: str) -> bool:
    """Return whether a line opens a container that goes on below it."""
    match = BRACED.match(rest) or NAMED.match(rest)
    if match is None or WHOLE.match(mark + rest):
        return False
    title = match["title"].strip()
    return not title.endswith(":::") or not title.strip(": \t")


def _pair(fences: Sequence[_Fence], *, by_colons: bool) -> dict[int, int]:
    ends: dict[int, int] = {}
    opened: list[_Fence] = []
    numbers: Counter[int] = Counter()
    left = Counter(fence.colons for fence in fences if not fence.opens)
    for fence in fences:
        if fence.opens:
            opened.append(fence)
            numbers[fence.colons] += 1
            continue
        left[fence.colons] -= 1
        if by_colons and numbers[fence.colons]:
            while opened[-1].colons != fence.colons:
                numbers[opened.pop().colons] -= 1
        elif not opened or (by_colons and opened[-1].colons > fence.colons and left[opened[-1].colons]):
            continue
        last = opened.pop()
        numbers[last.colons] -= 1
        ends[last.line] = fence.line
    return ends
