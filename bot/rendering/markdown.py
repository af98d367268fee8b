"""Text of documents and members as Discord's Markdown: shown as it was written, and doing nothing.

Every mark that Discord would act on gets a backslash. Addresses stay links, in `<>` so that nothing is previewed; those of
invites do not. A text that is too long is shortened to the part that answers, between words.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import accumulate

from index.passages.splitting import Span
from index.text.words import UNSPACED_RANGES

CUT = "…"
BOLD = "**"
ACTIVE = re.compile(
    r"""
    [\\*_~|`<\[\]]                                     # styles, spoilers, code, mentions, emoji, links
  | @(?=everyone|here)
  | :(?=[\w+~-]+:)                                     # :emoji:
  | (?<=\w):(?=//)                                     # an address
  | \.(?=gg/)|(?<=discord)\.(?=com/)|(?<=discordapp)\.(?=com/)    # an invite
  | ^[^\S\n]*(?:(?P<head>\#(?=\#{0,2}(?:\s|$))|-\#|>|[-+](?=\s))    # headings, small print, quotes, lists
      | \d+(?P<number>[.)](?=\s)))                     # numbered lists
    """,
    re.MULTILINE | re.VERBOSE | re.IGNORECASE,
)
LINK = re.compile(r"https?://[A-Za-z0-9][\w.~:/?#@!$&()*+,;=%-]{2,}", re.ASCII)
INVITE = re.compile(r"discord(?:app)?\.com[.:\d]*/+invite|\.gg[.:\d]*/", re.IGNORECASE)
UNIT = re.compile(rf"[{UNSPACED_RANGES}]|[^\s{UNSPACED_RANGES}]+")
"""A word, or a character of a script without blanks: a text is cut before or after it, not in it."""
JOINER = "\u200d"
CLINGING = re.compile(f"[{JOINER}\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]")
"""What belongs to the emoji before it."""


def escape(text: str) -> str:
    """A text as Markdown that shows it as it is; its addresses are no links."""
    return "".join(_forms(text, ()))


def unescape(markdown: str) -> str:
    """The text that `escape` was given."""
    return re.sub(r"\\(.)", r"\1", markdown, flags=re.DOTALL)


def excerpt(text: str, limit: int, highlights: Sequence[Span] = (), *, newline: str = "\n", links: bool = True) -> str:
    """A text as Markdown of at most `limit` characters (20 or more), with `highlights` in bold.

    If it is too long it is cut between words to the part with the most highlights, and `…` tells where. `newline` stands for
    a line break, as in a quote, where the next line needs a mark as well.
    """
    found = [span for span in _links(text) if span[1] - span[0] <= limit // 4] if links else []
    forms = [newline if form == "\n" else form for form in _forms(text, found)]
    bold = _bold(text, highlights, found)
    for start, end in bold:
        forms[start] = BOLD + forms[start]
        forms[end - 1] += BOLD
    sums = [0, *accumulate(len(form) for form in forms)]
    if sums[-1] <= limit:
        return "".join(forms)
    start, end = _window(text, sums, bold, found, limit - 2 * len(f"{CUT} ") - 2 * len(BOLD))
    part = "".join(forms[start:end])
    if any(first < start < last for first, last in bold):
        part = BOLD + part
    if any(first < end < last for first, last in bold):
        part += BOLD
    before, after = text[:start], text[end:]
    opening = f"{CUT} " if before[-1:].isspace() else CUT
    closing = f" {CUT}" if after[:1].isspace() else CUT
    return (opening if before.strip() else "") + part + (closing if after.strip() else "")


def _forms(text: str, links: Iterable[Span]) -> list[str]:
    """How each character of a text is written."""
    forms = list(text)
    linked: set[int] = set()
    for start, end in links:
        linked.update(range(start, end))
        forms[start], forms[end - 1] = f"<{forms[start]}", f"{forms[end - 1]}>"
    for match in ACTIVE.finditer(text):
        group = "head" if match["head"] else "number" if match["number"] else 0
        place = match.start(group)
        if place not in linked:
            forms[place] = f"\\{text[place]}"
    return forms


def _links(text: str) -> list[Span]:
    """Where addresses stand, without the marks of the sentence behind them."""
    found = []
    for match in LINK.finditer(text):
        address = match.group().rstrip(".,:;!?*_~")
        while address.endswith(")") and address.count(")") > address.count("("):
            address = address[:-1].rstrip(".,:;!?*_~")
        follows = text[match.start() + len(address) :][:1]
        is_whole = not follows.isalnum() and follows not in {"\\", "[", "|", "^", "{"}
        if is_whole and not INVITE.search(address) and BOLD not in address:
            found.append((match.start(), match.start() + len(address)))
    return found


def _bold(text: str, highlights: Iterable[Span], links: Sequence[Span]) -> list[Span]:
    """Highlights as spans that can be bold: within a line, around whole addresses, none of them touching another."""
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


def _window(text: str, sums: Sequence[int], bold: Sequence[Span], links: Sequence[Span], limit: int) -> Span:
    """The part of a text, of whole units, that has the most highlighted ones and is written in at most `limit` characters."""
    units: list[Span] = []
    for start, end in (part for unit in UNIT.finditer(text) for part in _parts(unit.span(), sums, links, limit)):
        if units and units[-1][1] == start and _clings(text, start) and sums[end] - sums[units[-1][0]] <= limit:
            units[-1] = (units[-1][0], end)
        else:
            units.append((start, end))
    if not units:
        return 0, 0
    starts = [start for start, _ in units]
    wanted = [place for span in bold for place in range(bisect_left(starts, span[0] + 1) - 1, bisect_left(starts, span[1]))]
    wanted = sorted(set(wanted)) or [0]
    best, first = (0, 0), 0
    for last in range(len(wanted)):
        while sums[units[wanted[last]][1]] - sums[units[wanted[first]][0]] > limit:
            first += 1
        best = max(best, (last - first + 1, -first))
    left, right = wanted[-best[1]], wanted[-best[1] + best[0] - 1]
    growing = True
    while growing:
        growing = False
        if right + 1 < len(units) and sums[units[right + 1][1]] - sums[units[left][0]] <= limit:
            right, growing = right + 1, True
        if left and sums[units[right][1]] - sums[units[left - 1][0]] <= limit:
            left, growing = left - 1, True
    return units[left][0], units[right][1]


def _parts(unit: Span, sums: Sequence[int], links: Sequence[Span], limit: int) -> list[Span]:
    """A unit, or if it alone is too long, its addresses and characters."""
    start, end = unit
    if sums[end] - sums[start] <= limit // 2:
        return [unit]
    inside = {link[0]: link for link in links if start <= link[0] < end}
    parts, place = [], start
    while place < end:
        parts.append(inside.get(place, (place, place + 1)))
        place = parts[-1][1]
    return parts


def _clings(text: str, place: int) -> bool:
    """Whether a character is one with that before it: an accent, a vowel sign, a part of an emoji."""
    is_mark = unicodedata.category(text[place]).startswith("M")
    return is_mark or text[place - 1] == JOINER or CLINGING.match(text, place) is not None
