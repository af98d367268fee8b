"""Names for threads that are opened on questions."""

import re

from bot.rendering.markdown import ELLIPSIS
from index.text.characters import clean, fold

MAX_NAME_LENGTH = 100
"""Discord's limit, in UTF-16 code units, as its apps count."""
LINK = re.compile(r"\[([^\[\]\n]{1,200})\]\(<?https?://[^\s()<>]{1,500}>?\)")
MARKS = re.compile(r"[*~`|\\]+|(?<!\w)_+|_+(?!\w)")
LINE_MARKS = re.compile(r"^(?:#{1,3}|-#|>{1,3}|-)\s+", re.MULTILINE)
PINGS = re.compile(r"@+(?=everyone|here)")


def thread_name(question: str) -> str:
    """Return a question as the name of a thread: without Markdown and mass mentions, and cut to what Discord allows."""
    text = PINGS.sub("", MARKS.sub("", LINK.sub(r"\1", LINE_MARKS.sub("", clean(question)))))
    return _cut(fold(text)) or ELLIPSIS


def _cut(name: str) -> str:
    """Cut a name to the limit, after a whole word unless that would lose half of it."""
    if _length(name) <= MAX_NAME_LENGTH:
        return name
    kept = name[:MAX_NAME_LENGTH]
    while _length(kept) > MAX_NAME_LENGTH - len(ELLIPSIS):
        kept = kept[:-1]
    words = kept.rpartition(" ")[0]
    return (words if len(words) > len(kept) // 2 else kept).rstrip() + ELLIPSIS


def _length(text: str) -> int:
    """Return the length of a text in UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
