"""Text fragments, by which a browser scrolls to a passage: words that are surely next to each other on the page.

A passage is not always the text of its page: list numbers, boxes of tasks and the names in `Column: cell; Column: cell`
are added, footnotes are inserted, and link targets and marks of Markdown are not shown as they are written. So the words are
taken from the longest sentence or part of one without any of these. See https://wicg.github.io/scroll-to-text-fragment/.
"""

import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import quote

from index.passages.passage import Passage
from index.reading.rich_text import without_targets
from index.text.tags import TAG
from index.text.words import UNSPACED

END_WORDS = 6
"""Words at each end of a fragment; a shorter text is named whole."""
MIN_LENGTH, MIN_UNSPACED_LENGTH = 8, 4
"""Characters of a part that is likely to be the only one of its kind on a page, in scripts with and without spaces."""
MAX_UNSPACED_LENGTH = 30
SENTENCE_ENDS = ".!?…。！？"
NUMBER = re.compile(r"^\W{0,3}(?:\d{1,3}(?:\.\d{1,3})*|[A-Za-z]|[ivxIVX]{2,5})[.):\]]\s+|^[☐☑☒•◦▪‣·●○■*+–—-]\s+")
BREAK = re.compile(
    rf"""
    \n | (?<=[.!?…])\s | [:;]\s | (?<=[。！？]) | [、，：；] | \.\.\.|-- | ~~ | \s[/|→·–—]\s | \)
  | :[\w+-]{{1,50}}: | \{{\{{[^{{}}]*\}}\}} | {TAG.pattern} | <[^<>]*> | https?://\S+
    """,
    re.VERBOSE | re.ASCII,
)
"""What ends a part: the end of a line or sentence, and what a page may show otherwise."""


def fragment(passage: Passage) -> str | None:
    """Return the text fragment of a passage, without `:~:text=`; None if it has no words that would find it."""
    text = NUMBER.sub("", without_targets(passage.text, passage.links))
    words = max(map(_without_edges, _parts(text)), key=len, default="").split()
    length, has_spaces = len(" ".join(words)), not any(map(UNSPACED.search, words))
    if length < (MIN_LENGTH if has_spaces else MIN_UNSPACED_LENGTH):
        return None
    if not has_spaces and len(words) == 1:
        return _encoded(words[0][:MAX_UNSPACED_LENGTH])
    ends = [words[:END_WORDS], words[-END_WORDS:]] if len(words) > 2 * END_WORDS else [words]
    return ",".join(_encoded(_without_edges(" ".join(end))) for end in ends)


def _parts(text: str) -> Iterator[str]:
    """Yield the parts of a text that a page shows as they are."""
    colon = text.find(": ")
    is_row = colon >= 0 and text.find("; ", colon) >= 0
    if is_row:  # or a sentence that looks like one
        text = "\n".join(re.sub(r",\s+", "\n", cell.partition(": ")[2]) for cell in re.split(r";\s+|\n", text))
    before = text.split("(")
    for remark in before[:-1]:  # the word before a footnote is joined to the note's mark
        yield from _unbroken(remark.rstrip().rpartition(" ")[0])
    yield from _unbroken(before[-1])


def _unbroken(text: str) -> Iterator[str]:
    """Yield the parts of a text between breaks."""
    position = 0
    for found in BREAK.finditer(text):
        yield text[position : found.start()]
        position = found.end()
    yield text[position:]


def _without_edges(text: str) -> str:
    """Strip white space and marks, which a page may show otherwise, but not those that end a sentence or belong to letters."""
    start, end = 0, len(text)
    while start < end and unicodedata.category(text[start])[0] in "PSZC":
        start += 1
    while start < end and text[end - 1] not in SENTENCE_ENDS and unicodedata.category(text[end - 1])[0] in "PSZC":
        end -= 1
    return text[start:end]


def _encoded(words: str) -> str:
    """Encode words for an address, with `-`, which would mark them as context."""
    return quote(words, safe="").replace("-", "%2D")
