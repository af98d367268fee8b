"""Pairs the markers of containers, and turns them into groups of blocks for the walk.

The tokens `group_open` and `group_close` that it adds are nested within each other, lists and quotations; `omission` is text
left out. A container that nothing closes ends with the list item or quotation that it is in, or at the next heading.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from index.reading.markdown.html_blocks import split_html
from index.reading.markdown.inline import Inline
from index.reading.markdown.markers import MAX_TITLE_LENGTH, Marker, marker_of, marker_token, pair_marks
from index.reading.markdown.names import ANSWER_COMPONENTS
from index.reading.markdown.source import Source, source_of
from index.reading.note_kinds import is_kind, is_remark
from index.text.characters import has_words

OPENINGS = {"bullet_list_open", "ordered_list_open", "list_item_open", "blockquote_open", "note_open"}
CLOSINGS = {name.replace("_open", "_close") for name in OPENINGS}
IN_LINE_OPENINGS = {"heading_open", "td_open", "th_open"}
"""Tokens whose text is not split by a component."""
MAX_OPEN = 200
"""Containers that may be open at a time; tags of others are ignored."""
SPECIAL = re.compile(r"[\\`*_\[\]<>&!~:=^{|]")
FENCE_LABEL = re.compile(r"^\s*(?:[\w+#.-]+(?:\s*\{[^{}]*\})?\s+)?[^\[\]]*\[(?P<label>[^\[\]]+)\]")
FENCE_TITLE = re.compile(r"\b(?:title|filename|label|tab)\s*=\s*(?:\{\s*)?(?:\"(?P<a>[^\"]*)\"|'(?P<b>[^']*)')")
FENCE_OPTION = re.compile(r"[\w-]+=(?:\{[^{}]*\}|\"[^\"]*\"|\S+)|\{[^{}]*\}|\b(?:lines|wrap|expandable|copy|showLineNumbers)\b")
WORD = re.compile(r"[^\W\d_]+")
TITLE_TOKENS = {"paragraph_open", "inline", "paragraph_close", "heading_open", "heading_close"}
MAX_TITLE_TOKENS = 10
BREAKS = {"softbreak", "hardbreak"}


def containers(parser: MarkdownIt) -> None:
    """Add the rule to a parser."""
    parser.core.ruler.after("inline", "containers", _find_containers)


def _find_containers(state: StateCore) -> None:
    source = source_of(state.env)
    tokens = list(_with_titles(list(_flat(state.tokens, source))))
    state.tokens = list(_Emission(tokens, _Pairing(tokens), state).run())


# Markers within paragraphs and blocks of HTML become tokens of their own.


def _flat(tokens: Iterable[Token], source: Source) -> Iterator[Token]:
    place = ""
    for token in tokens:
        if token.type in IN_LINE_OPENINGS:
            place = token.type
        elif place and token.type == place.replace("_open", "_close"):
            place = ""
        if token.type == "html_block":
            yield from split_html(token, source)
        elif token.type == "inline" and any(child.type == "marker" for child in token.children or ()):
            yield from _split_inline(token, source, place=place)
        else:
            yield token


def _split_inline(token: Token, source: Source, *, place: str) -> Iterator[Token]:
    """Yield the parts of a paragraph between the markers of containers; other markers become text, or are dropped.

    `place` is the type of the token of the heading or table cell that it is in. These are not split; headings have no badges.
    """
    children = token.children or []
    markers = [marker_of(child) for child in children if child.type == "marker"]
    pairs = pair_marks(markers)
    openings = {closing: opening for opening, closing in pairs.items()}
    line = token.map[0] if token.map else 0
    part: list[Token] = []
    part_line, number = line, 0
    for child in children:
        breaks = child.type in BREAKS or child.content.count("\n") if child.type in {*BREAKS, "html_inline", "marker"} else 0
        if child.type == "marker":
            marker = marker_of(child)
            partner = pairs.get(number, openings.get(number))
            number += 1
            opening = markers[partner] if marker.form == "close" and partner is not None else marker
            if not place and _is_block(opening, source, is_paired=partner is not None):
                yield from _part(part, part_line, token)
                yield marker_token(marker, (line, line + int(breaks) + 1))
                part, part_line = [], line + int(breaks)
            else:
                part += _in_line(child, opening, is_heading=place == "heading_open")
        else:
            part.append(child)
            if not any(each.type not in BREAKS for each in part):
                part, part_line = [], line + int(breaks)
        line += int(breaks)
    yield from _part(part, part_line, token)


def _part(children: list[Token], line: int, token: Token) -> Iterator[Token]:
    if any(child.content.strip() for child in children if child.type != "marker"):
        end = token.map[1] if token.map else line + 1
        yield Token(
            "inline", "", 0, map=[line, max(end, line + 1)], level=token.level, children=children, content=token.content
        )


def _is_block(marker: Marker, source: Source, *, is_paired: bool) -> bool:
    """Return whether a marker in a paragraph belongs to a container of blocks, rather than to the line of text."""
    if marker.form == "alone" or not (is_paired or source.can_close(marker.key)):
        return bool(marker.title and not marker.is_inline and marker.key.startswith("<")) or len(marker.entries) > 1
    is_named = bool(marker.title) or marker.holds_title or _is_answer(marker)
    return not marker.is_inline and (not is_paired or is_named or marker.is_note or marker.takes_label)


def _in_line(child: Token, opening: Marker, *, is_heading: bool) -> list[Token]:
    """Return the tokens in place of a marker that is part of a line of text."""
    marker = marker_of(child)
    if marker.target and marker.form == "open":
        return [child, Token("link_open", "a", 1, attrs={"href": marker.target})]
    if marker.form == "close":
        return [child, Token("link_close", "a", -1)] if opening.target else [child]
    texts = [
        marker.title if marker.form == "alone" or marker.key.startswith("{") else "",
        *(entry.text for entry in marker.entries),
    ]
    shown = " ".join(filter(None, texts))
    return [Token("text", "", 0, content=shown), child] if shown and not is_heading else [child]


def _with_titles(tokens: Sequence[Token]) -> Iterator[Token]:
    """Yield the tokens with the texts of components that hold the title of what follows as titles."""
    ends = _answer_ends(tokens)
    closed: set[int] = set()
    position = 0
    while position < len(tokens):
        token = tokens[position]
        if position in closed:
            yield marker_token(Marker("close", "title"), (marker_of(tokens[position - 1]).line,) * 2)
        found = _title(tokens, position) if token.type == "marker" and marker_of(token).holds_title else None
        if found:
            marker, position = found
            if marker.key == "title":
                closed.add(ends.get(_behind_paragraph(tokens, position), -1))
            yield marker_token(marker, (marker.line, marker.line + 1))
        else:
            yield token
            position += 1


def _behind_paragraph(tokens: Sequence[Token], position: int) -> int:
    """Return a position, or the one behind it if a paragraph ends there."""
    is_end = position < len(tokens) and tokens[position].type == "paragraph_close"
    return position + is_end


def _answer_ends(tokens: Sequence[Token]) -> dict[int, int]:
    """Return the position behind the closing marker of each component that is the answer to a question before it."""
    places = [position for position, token in enumerate(tokens) if token.type == "marker"]
    markers = [marker_of(tokens[place]) for place in places]
    return {places[start]: places[end] + 1 for start, end in pair_marks(markers).items() if _is_answer(markers[start])}


def _is_answer(marker: Marker) -> bool:
    return marker.key.startswith("<") and ANSWER_COMPONENTS.fullmatch(marker.key[1:].rpartition(".")[2]) is not None


def _title(tokens: Sequence[Token], start: int) -> tuple[Marker, int] | None:
    """Return the marker for a component that holds a title, and the position of the token behind the title.

    If the component contains more than the title, it is the container of the rest; else the container ends at the next title.
    """
    end = start + 1
    while end < min(len(tokens), start + MAX_TITLE_TOKENS) and tokens[end].type in TITLE_TOKENS:
        end += 1
    texts = [token for token in tokens[start + 1 : end] if token.type == "inline" and token.map]
    words = " ".join(Inline(_ignore).text(token.children or (), 1).words for token in texts)
    if not has_words(words) or len(words) > MAX_TITLE_LENGTH or end == len(tokens) or tokens[end].type != "marker":
        return None
    line = texts[0].map[0] if texts[0].map else 0
    marker, following = marker_of(tokens[start]), marker_of(tokens[end])
    marker = replace(marker, title=words, is_plain=True, line=line)
    if following.form == "close" and following.key == marker.key:
        return replace(marker, key="title", stacks=True), end + 1
    return marker, end


# Pairs of markers across blocks


@dataclass(slots=True)
class _Frame:
    """An open container, or a list or quotation if it has no marker; `position` is that of its token."""

    position: int
    marker: Marker | None
    labels: Iterator[str] = field(default_factory=lambda: iter(()))
    ends_outside: bool = False


class _Pairing:
    """One pass over the tokens that decides where each container ends.

    `closed_at` are the positions of the containers that end before a token, `closed_after` of those that end right after it.
    """

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.closed_at: dict[int, list[int]] = {}
        self.closed_after: dict[int, list[int]] = {}
        self.paired: set[int] = set()
        self._frames: list[_Frame] = []
        self._counts: list[Counter[str]] = [Counter()]
        for position, token in enumerate(tokens):
            if token.type in OPENINGS:
                marker = marker_of(token) if token.type == "note_open" else None
                if marker:
                    self._set_label(marker)
                self._frames.append(_Frame(position, marker))
                self._frames.append(_Frame(position, None))
                self._counts.append(Counter())
            elif token.type in CLOSINGS:
                self._close_block(position)
            elif token.type == "marker":
                self._add(position, marker_of(token), tokens)
            elif token.type == "fence" and self._is_code_group():
                token.meta["in_code_group"] = True

    def _add(self, position: int, marker: Marker, tokens: Sequence[Token]) -> None:
        if marker.form == "open":
            if marker.stacks and self._counts[-1][marker.key]:
                self._close(marker.key, position)
            if len(self._frames) < MAX_OPEN:
                self._set_label(marker)
                self._frames.append(_Frame(position, marker, iter(marker.labels)))
                self._counts[-1][marker.key] += 1
        elif marker.form == "close":
            if self._counts[-1][marker.key]:
                self._close(marker.key, position)
            else:
                self._close_outside(marker.key)
        elif marker.form == "summary":
            self._set_summary(marker, tokens)

    def _set_label(self, marker: Marker) -> None:
        """Give a tab without a title the next label of the container it is in."""
        if marker.takes_label and not marker.title:
            frame = next((frame for frame in reversed(self._frames) if frame.marker), None)
            marker.title = next(frame.labels, "") if frame else ""

    def _is_code_group(self) -> bool:
        marker = self._frames[-1].marker if self._frames else None
        return marker is not None and marker.is_code_group

    def _close(self, key: str, position: int) -> None:
        """Close the innermost container of a key in this list item, and those inside of it, such as the last tab."""
        while True:
            frame = self._frames.pop()
            found = frame.marker.key if frame.marker else key
            self._counts[-1][found] -= 1
            if frame.marker and frame.marker.stacks:
                self.paired.add(frame.position)
            if found == key:
                self.closed_at.setdefault(position, []).append(frame.position)
                self.paired.add(frame.position)
                return

    def _close_outside(self, key: str) -> None:
        """Close a container around this list or quotation, as soon as the list or quotation ends."""
        if not any(counts[key] for counts in self._counts[:-1]):
            return
        frame = next(
            (frame for frame in reversed(self._frames) if frame.marker and frame.marker.key == key and not frame.ends_outside),
            None,
        )
        if frame:
            frame.ends_outside = True

    def _close_block(self, position: int) -> None:
        """End a list, item or quotation, with all that is open in it."""
        while self._frames and self._frames.pop().marker is not None:
            pass
        self._counts.pop()
        self._frames.pop()
        while self._frames and self._frames[-1].ends_outside:
            frame = self._frames.pop()
            if frame.marker:
                self._counts[-1][frame.marker.key] -= 1
                self.closed_after.setdefault(position, []).append(frame.position)
                self.paired.add(frame.position)

    def _set_summary(self, summary: Marker, tokens: Sequence[Token]) -> None:
        """Make a summary the title of the foldable text that it is in."""
        for frame in reversed(self._frames):
            if frame.marker is None:
                break
            if frame.marker.key == summary.key:
                if not frame.marker.title:
                    frame.marker.title, frame.marker.line = summary.title, summary.line
                    summary.title = ""
                break


# The tokens for the walk


class _Emission:
    """One pass over the tokens that adds groups in place of markers."""

    def __init__(self, tokens: Sequence[Token], pairing: _Pairing, state: StateCore) -> None:
        self._tokens = tokens
        self._pairing = pairing
        self._state = state
        self._open: list[int] = []

    def run(self) -> Iterator[Token]:
        """Yield all tokens."""
        pairing = self._pairing
        for position, token in enumerate(self._tokens):
            for opening in pairing.closed_at.get(position, ()):
                yield from self._close(opening)
            if token.type in OPENINGS:
                yield from self._open_block(position, token)
            elif token.type in CLOSINGS:
                yield from self._close_block(token)
                for opening in pairing.closed_after.get(position, ()):
                    yield from self._close(opening)
            elif token.type == "marker":
                yield from self._marker(position, marker_of(token))
            elif token.type == "fence":
                yield from self._fence(token)
            else:
                if token.type == "heading_open":
                    while self._open and self._open[-1] not in pairing.paired and self._tokens[self._open[-1]].type == "marker":
                        self._open.pop()
                        yield Token("group_close", "", -1)
                yield token
        yield from (Token("group_close", "", -1) for _ in self._open)

    def _open_block(self, position: int, token: Token) -> Iterator[Token]:
        self._open.append(position)
        if token.type == "note_open":
            marker = marker_of(token)
            yield self._group(marker, marker.title)
            yield from self._entries(marker)
        else:
            yield token

    def _close_block(self, token: Token) -> Iterator[Token]:
        while self._open:
            position = self._open.pop()
            if self._tokens[position].type != "marker":
                break
            yield Token("group_close", "", -1)
        yield Token("group_close", "", -1) if token.type == "note_close" else token

    def _close(self, opening: int) -> Iterator[Token]:
        if opening in self._open:
            while self._open:
                yield Token("group_close", "", -1)
                if self._open.pop() == opening:
                    break

    def _marker(self, position: int, marker: Marker) -> Iterator[Token]:
        is_group = marker.form == "open" and (position in self._pairing.paired or self._is_open_ended(marker))
        if is_group:
            self._open.append(position)
            yield self._group(marker, marker.title)
            yield from self._entries(marker)
        elif marker.form in {"open", "alone", "summary"}:
            title = self._title(marker, marker.title)
            if title or marker.entries:
                yield self._group(marker, marker.title)
                yield from self._entries(marker)
                yield Token("group_close", "", -1)
            elif marker.omits:
                yield Token("omission", "", 0, map=[marker.line, marker.line + 1], content=marker.source)

    def _is_open_ended(self, marker: Marker) -> bool:
        """Return whether a container is one although nothing closes it."""
        return marker.is_note or not marker.key.startswith("{")

    def _entries(self, marker: Marker) -> Iterator[Token]:
        for entry in marker.entries:
            line = marker.line + entry.offset
            text = Token("inline", "", 0, map=[line, line + 1], children=[Token("text", "", 0, content=entry.text)])
            if entry.title:
                yield _group_open(entry.title, line)
                yield text
                yield Token("group_close", "", -1)
            else:
                yield text

    def _fence(self, token: Token) -> Iterator[Token]:
        label = _fence_label(token)
        if label:
            yield _group_open(label, token.map[0] if token.map else 0)
            yield token
            yield Token("group_close", "", -1)
        else:
            yield token

    def _group(self, marker: Marker, title: str) -> Token:
        is_remark_named = any(map(is_remark, WORD.findall(marker.source[:MAX_TITLE_LENGTH])))
        is_note = marker.has_parts or (marker.is_note and is_remark_named)
        return _group_open(self._title(marker, title), marker.line, is_note=is_note)

    def _title(self, marker: Marker, title: str) -> str:
        """Return the words of a title without markup; "" if they only name the kind of note."""
        if not marker.is_plain and SPECIAL.search(title) and len(title) <= MAX_TITLE_LENGTH:
            children: list[Token] = []
            self._state.md.inline.parse(title, self._state.md, self._state.env, children)
            title = Inline(_ignore).text(children, 1).words
        return "" if (marker.is_note and is_kind(title)) or not has_words(title) else title


def _group_open(title: str, line: int, *, is_note: bool = False) -> Token:
    return Token("group_open", "", 1, map=[line, line + 1], meta={"title": title, "is_note": is_note})


def _ignore(text: str, line: int) -> None:
    """Ignore what is left out of a title."""


def _fence_label(token: Token) -> str:
    """Return the label of a block of code: `[npm]`, `title="a.py"`, or any words in a group of code blocks."""
    if label := FENCE_LABEL.match(token.info):
        return label["label"]
    if title := FENCE_TITLE.search(token.info):
        return title["a"] or title["b"] or ""
    if token.meta.get("in_code_group"):
        words = FENCE_OPTION.sub("", token.info).split()
        return " ".join(words[1:])
    return ""
