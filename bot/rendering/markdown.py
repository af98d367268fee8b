"""Render text from documents and members as Discord Markdown that shows it exactly as written.

Every character that Discord would act on gets a backslash. URLs stay links, in `<>` to suppress previews, except invites. A
text that is too long is cut, between words, to the part that answers.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from bot.rendering.names import Names
from bot.rendering.spoilers import MARK, find_spoilers, outside_edges
from bot.rendering.tags import Named, name_tags
from index.passages.splitting import Span
from index.text.words import UNSPACED_RANGES

ELLIPSIS = "…"
BOLD = "**"
MAX_CUT_MARKS = 2 * len(f"{ELLIPSIS} ") + 2 * len(BOLD) + 2 * len(MARK)
"""Characters of the marks at both ends of a text that is cut."""
MARKUP = re.compile(
    r"""
    [\\*_~|`<\[\]]                                     # styles, spoilers, code, mentions, emoji, links
  | @(?=everyone|here)
  | :(?=[\w+~-]+:)                                     # :emoji:
  | (?<=\w):(?=//)                                     # a URL
  | \.(?=gg/)|(?<=discord)\.(?=com/)|(?<=discordapp)\.(?=com/)    # an invite
  | ^[^\S\n]*(?:(?P<head>\#(?=\#{0,2}(?:\s|$))|-\#|>|[-+](?=\s))    # headings, small print, quotes, lists
      | \d+(?P<number>[.)](?=\s)))                     # numbered lists
    """,
    re.MULTILINE | re.VERBOSE | re.IGNORECASE,
)
LINK = re.compile(r"https?://[A-Za-z0-9][\w.~:/?#@!$&()*+,;=%-]{2,}", re.ASCII)
INVITE = re.compile(r"discord(?:app)?\.com[.:\d]*/+invite|\.gg[.:\d]*/", re.IGNORECASE)
UNIT = re.compile(rf"[{UNSPACED_RANGES}]|[^\s{UNSPACED_RANGES}]+")
"""A word, or one character of a script without spaces. Texts are cut between units, never inside one."""
JOINER = "\u200d"
EMOJI_MODIFIER = re.compile(f"[{JOINER}\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]")
"""Characters that belong to the emoji before them."""


def escape(text: str) -> str:
    """Return Markdown that shows a text as it is, without links."""
    return "".join(_render_characters(text, ()))


def unescape(markdown: str) -> str:
    """Recover the text that `escape` was given."""
    return re.sub(r"\\(.)", r"\1", markdown, flags=re.DOTALL)


def excerpt(  # noqa: PLR0913
    text: str,
    limit: int,
    highlights: Sequence[Span] = (),
    *,
    newline: str = "\n",
    links: bool = True,
    spoilers: bool = False,
    names: Names | None = None,
) -> str:
    """Render a text as Markdown of at most `limit` characters (20 or more), with `highlights` in bold.

    A text that is too long is cut, between words, to the part with the most highlights; `…` marks each cut. `newline` replaces
    every line break, because in a quote the next line needs its own mark. With `spoilers`, those of the text are hidden. With
    `names`, Discord's markup for mentions and the like shows what it stands for. URLs are links if the whole text fits, and
    otherwise if they take no more than a quarter of the room.
    """
    tags = name_tags(text, highlights, names) if names else Named(text, tuple(highlights), (), ())
    found = _link_spans(tags) if links else []
    drawn = _draw(tags, found, newline=newline, spoilers=spoilers)
    if drawn.length > limit and any(end - start > limit // 4 for start, end in found):
        found = [(start, end) for start, end in found if end - start <= limit // 4]
        drawn = _draw(tags, found, newline=newline, spoilers=spoilers)
    return "".join(drawn.characters) if drawn.length <= limit else _cut(drawn, limit)


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A text with the Markdown of each of its characters, and the spans in it that are whole, bold and hidden."""

    text: str
    characters: list[str]
    whole: list[Span]
    bold: list[Span]
    hidden: list[Span]

    @property
    def length(self) -> int:
        return sum(map(len, self.characters))


def _draw(tags: Named, links: list[Span], *, newline: str, spoilers: bool) -> _Drawn:
    """Render each character of a text."""
    text, hidden = tags.text, find_spoilers(tags.text) if spoilers else []
    rendered = [newline if character == "\n" else character for character in _render_characters(text, links, tags.kept)]
    whole = sorted([*links, *tags.kept])
    bold = _bold_spans(text, tags.highlights, whole)
    bold = list(_stripped(text, outside_edges(bold, hidden))) if hidden else bold
    for start, end in bold:
        rendered[start] = BOLD + rendered[start]
        rendered[end - 1] += BOLD
    _hide(rendered, hidden)
    return _Drawn(text, rendered, whole, bold, hidden)


def _cut(drawn: _Drawn, limit: int) -> str:
    """Cut a text to the part with the most bold words that fits, with a mark where words are missing."""
    text, bold, hidden = drawn.text, drawn.bold, drawn.hidden
    offsets = [0, *accumulate(map(len, drawn.characters))]
    room = limit - (MAX_CUT_MARKS if hidden else MAX_CUT_MARKS - 2 * len(MARK))
    start, end = _choose_window(text, offsets, bold, drawn.whole, room)
    part = "".join(drawn.characters[start:end])
    if any(first < start < last for first, last in bold):
        part = BOLD + part
    if any(first < end < last for first, last in bold):
        part += BOLD
    part = MARK + part if any(first < start < last for first, last in hidden) else part
    part = part + MARK if any(first < end < last for first, last in hidden) else part
    before, after = text[:start], text[end:]
    opening = f"{ELLIPSIS} " if before[-1:].isspace() else ELLIPSIS
    closing = f" {ELLIPSIS}" if after[:1].isspace() else ELLIPSIS
    return (opening if before.strip() else "") + part + (closing if after.strip() else "")


def _hide(rendered: list[str], spoilers: Iterable[Span]) -> None:
    """Put the marks of spoilers around their words, in place of the bars of the text."""
    for start, end in spoilers:
        for bar in (start - 2, start - 1, end, end + 1):
            if 0 <= bar < len(rendered):
                rendered[bar] = ""
        rendered[start] = MARK + rendered[start]
        rendered[end - 1] += MARK


def _stripped(text: str, spans: Iterable[Span]) -> Iterator[Span]:
    """Yield spans without white space at their ends."""
    for start, end in spans:
        words = text[start:end].strip()
        if words:
            first = start + text[start:end].find(words)
            yield first, first + len(words)


def _render_characters(text: str, links: Iterable[Span], kept: Iterable[Span] = ()) -> list[str]:
    """Return the Markdown of each character of a text, in which the spans in `kept` are markup already."""
    rendered = list(text)
    linked = {position for start, end in kept for position in range(start, end)}
    for start, end in links:
        linked.update(range(start, end))
        rendered[start], rendered[end - 1] = f"<{rendered[start]}", f"{rendered[end - 1]}>"
    for match in MARKUP.finditer(text):
        group = "head" if match["head"] else "number" if match["number"] else 0
        at = match.start(group)
        if at not in linked:
            rendered[at] = f"\\{text[at]}"
    return rendered


def _link_spans(tags: Named) -> list[Span]:
    """Return the spans of URLs, without the punctuation of the sentence that follows them. Names are no URLs."""
    text = tags.text
    named = {position for start, end in tags.names for position in range(start, end)}
    found = []
    for match in LINK.finditer(text):
        url = match.group().rstrip(".,:;!?*_~")
        while url.endswith(")") and url.count(")") > url.count("("):
            url = url[:-1].rstrip(".,:;!?*_~")
        following = text[match.start() + len(url) :][:1]
        is_whole = not following.isalnum() and following not in {"\\", "[", "|", "^", "{"}
        is_text = named.isdisjoint(range(match.start(), match.start() + len(url)))
        if is_whole and is_text and not INVITE.search(url) and BOLD not in url:
            found.append((match.start(), match.start() + len(url)))
    return found


def _bold_spans(text: str, highlights: Iterable[Span], links: Sequence[Span]) -> list[Span]:
    """Turn highlights into spans that can be bold: each within one line, around whole URLs, and not touching another."""
    spans: list[Span] = []
    for first, last in highlights:
        touched = [link for link in links if link[0] < last and first < link[1]]
        start, end = min([first, *(link[0] for link in touched)]), max([last, *(link[1] for link in touched)])
        for line in re.finditer(r"[^\n]+", text[start:end]):
            words = line.group().strip()
            at = start + line.start() + line.group().find(words)
            if words:
                spans.append((at, at + len(words)))
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def _choose_window(text: str, offsets: Sequence[int], bold: Sequence[Span], links: Sequence[Span], limit: int) -> Span:
    """Return the span of whole units that has the most highlighted units and renders in at most `limit` characters."""
    units: list[Span] = []
    for start, end in (part for unit in UNIT.finditer(text) for part in _split_unit(unit.span(), offsets, links, limit)):
        joins = units and units[-1][1] == start and _continues_character(text, start)
        if joins and offsets[end] - offsets[units[-1][0]] <= limit:
            units[-1] = (units[-1][0], end)
        else:
            units.append((start, end))
    if not units:
        return 0, 0
    starts = [start for start, _ in units]
    wanted = [at for span in bold for at in range(bisect_left(starts, span[0] + 1) - 1, bisect_left(starts, span[1]))]
    wanted = sorted(set(wanted)) or [0]
    best, first = (0, 0), 0
    for last in range(len(wanted)):
        while offsets[units[wanted[last]][1]] - offsets[units[wanted[first]][0]] > limit:
            first += 1
        best = max(best, (last - first + 1, -first))
    left, right = wanted[-best[1]], wanted[-best[1] + best[0] - 1]
    growing = True
    while growing:
        growing = False
        if right + 1 < len(units) and offsets[units[right + 1][1]] - offsets[units[left][0]] <= limit:
            right, growing = right + 1, True
        if left and offsets[units[right][1]] - offsets[units[left - 1][0]] <= limit:
            left, growing = left - 1, True
    return units[left][0], units[right][1]


def _split_unit(unit: Span, offsets: Sequence[int], links: Sequence[Span], limit: int) -> list[Span]:
    """Split a unit that is too long on its own into its URLs and single characters; return others as they are."""
    start, end = unit
    if offsets[end] - offsets[start] <= limit // 2:
        return [unit]
    inside = {link[0]: link for link in links if start <= link[0] < end}
    parts, at = [], start
    while at < end:
        parts.append(inside.get(at, (at, at + 1)))
        at = parts[-1][1]
    return parts


def _continues_character(text: str, at: int) -> bool:
    """Return whether a code point belongs to the character before it: an accent, a vowel sign, a part of an emoji."""
    is_mark = unicodedata.category(text[at]).startswith("M")
    return is_mark or text[at - 1] == JOINER or EMOJI_MODIFIER.match(text, at) is not None
