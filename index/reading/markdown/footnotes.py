"""Parses footnotes: `[^1]` with `[^1]: note`, and `^[note]`. A note becomes part of the text that refers to it."""

import re
from collections.abc import Iterable, Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.footnote.index import footnote_def

from index.reading.markdown.nesting import push_inline

REFERENCE = re.compile(r"\[\^([^\s\[\]^]{1,200})\](?P<colon>:?)")
INLINE_NOTE = re.compile(r"\^\[((?:[^\[\]]|\[[^\[\]]*\])+)\]")
CODE_NAME = re.compile(r".*[^\w-]|[a-zA-Z]-[a-zA-Z]", re.DOTALL)
"""An undefined label that is rather a part of a regular expression."""
OPEN, CLOSE = "footnote_reference_open", "footnote_reference_close"


def footnotes(parser: MarkdownIt) -> None:
    """Add the rules to a parser."""
    parser.block.ruler.before("reference", "footnote_def", footnote_def, {"alt": ["paragraph", "reference"]})
    parser.inline.ruler.before("link", "inline_note", _parse_inline_note)
    parser.inline.ruler.before("link", "footnote_reference", _parse_reference)
    parser.core.ruler.after("inline", "footnotes", _collect)


def _defined(state: StateInline | StateCore) -> dict[str, int]:
    """Return the labels that are defined, each with a colon before it."""
    found: dict[str, int] = state.env.get("footnotes", {}).get("refs", {})
    return found


def _parse_reference(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  # the parser's own shape
    """Add a reference; one to a note that does not exist is left out, because a reader can do nothing with its number."""
    match = REFERENCE.match(state.src, state.pos, state.posMax)
    is_at_start = state.src[state.pos - 1 : state.pos] in {"", "\n"}
    if not match or (match["colon"] and is_at_start):  # a definition in a place where none is read
        return False
    label = match[1]
    is_defined = f":{label}" in _defined(state)
    if not is_defined and not label.isdecimal() and (not _defined(state) or CODE_NAME.fullmatch(label)):
        return False
    if not silent and is_defined:
        state.push("footnote_ref", "", 0).meta = {"label": label}
    state.pos = match.start("colon")
    return True


def _parse_inline_note(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    match = INLINE_NOTE.match(state.src, state.pos, state.posMax)
    if not match or match[1].startswith("^"):
        return False
    if not silent:
        state.push("note_open", "", 0)
        push_inline(state, match[1])
        state.push("note_close", "", 0)
    state.pos = match.end()
    return True


def _collect(state: StateCore) -> None:
    """Move the notes that the text refers to, directly or through other notes, to `env["notes"]`; others stay in place."""
    spans = _definitions(state.tokens)
    notes: dict[str, list[Token]] = {}
    for start, end in spans:
        notes.setdefault(str(state.tokens[start].meta["label"]), state.tokens[start + 1 : end])
    inside = [False] * (len(state.tokens) + 1)
    for start, end in spans:
        inside[start : end + 1] = [True] * (end + 1 - start)
    used = _reached(_labels(token for place, token in enumerate(state.tokens) if not inside[place]), notes)
    removed: list[tuple[int, int]] = []
    for start, end in spans:
        label = str(state.tokens[start].meta["label"])
        if label in used and notes[label] and notes[label][0] is state.tokens[start + 1]:
            removed.append((start, end))
        elif label not in used:
            used |= _reached(_labels(notes[label]), notes) - {label}
    kept, position = [], 0
    for start, end in removed:
        kept += state.tokens[position:start]
        position = end + 1
    state.tokens = [*kept, *state.tokens[position:]]
    state.env["notes"] = {label: tokens for label, tokens in notes.items() if label in used}


def _definitions(tokens: Sequence[Token]) -> list[tuple[int, int]]:
    """Return the positions of the first and last token of each outermost definition."""
    spans, opened = [], []
    for place, token in enumerate(tokens):
        if token.type == OPEN:
            opened.append(place)
        elif token.type == CLOSE and opened:
            start = opened.pop()
            if not opened:
                spans.append((start, place))
    return spans


def _labels(tokens: Iterable[Token]) -> set[str]:
    """Return the labels that the text of tokens refers to."""
    children = (child for token in tokens for child in token.children or ())
    return {str(child.meta["label"]) for child in children if child.type == "footnote_ref"}


def _reached(labels: set[str], notes: dict[str, list[Token]]) -> set[str]:
    """Return labels with all those that their notes refer to, and so on."""
    reached: set[str] = set()
    waiting = list(labels)
    while waiting:
        label = waiting.pop()
        if label not in reached:
            reached.add(label)
            waiting += _labels(notes.get(label, ()))
    return reached
