"""Finds what version control writes into a file that was changed on both sides of a merge."""

import re

FIX = "keep one of the two versions, and delete the lines `<<<<<<<`, `=======` and `>>>>>>>`"
_START = re.compile(r"<{7}(?: .*)?")
_MIDDLE = "=" * 7
_END = re.compile(r">{7}(?: .*)?")
_FENCE = re.compile(r"\s*(`{3,}|~{3,})")


def find_conflict(text: str) -> int | None:
    """Return the line of the first merge conflict of a text; None if there is none, or only examples in blocks of code."""
    if "<<<<<<<" not in text:
        return None
    start, is_in_middle, fence = None, False, ""
    for number, line in enumerate(text.splitlines(), start=1):
        if start is None and (found := _FENCE.match(line)):
            fence = _after(fence, found[1])
        elif not fence and _START.fullmatch(line):
            start, is_in_middle = number, False
        elif start and line == _MIDDLE:
            is_in_middle = True
        elif is_in_middle and _END.fullmatch(line):
            return start
    return None


def _after(fence: str, found: str) -> str:
    """Return the fence of the block of code that goes on below a fence, or "" if none does."""
    if not fence:
        return found
    return "" if found.startswith(fence) else fence
