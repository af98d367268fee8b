"""Reads inline components of Retype (`[!badge New]`, `[!button Join](https://…)`, `[!icon star]`) and icons of GitBook."""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from index.reading.markdown.nesting import push_inline

COMPONENT = re.compile(
    r"\[!(?P<kind>badge|button|ref|file|icon|embed)(?P<inside>[^\[\]\n]{0,500})\](?:\((?P<target>[^()\s]{0,2000})\))?",
    re.IGNORECASE,
)
TEXT = re.compile(r"""\btext\s*=\s*(?:"([^"]*)"|'([^']*)'|(\S+))""")
OPTION = re.compile(r"""[\w-]+\s*=\s*(?:"[^"]*"|'[^']*'|\S+)""")


ICON = re.compile(r"<i\s[^<>]{0,200}\bfa-[\w-]{1,60}[^<>]{0,200}>\s{0,3}:[\w-]{1,60}:\s{0,3}</i>", re.IGNORECASE)
"""An icon of GitBook, with its name for those who cannot see it."""


def inline_components(parser: MarkdownIt) -> None:
    """Add the rule to a parser."""
    parser.inline.ruler.before("link", "inline_component", _parse)
    parser.inline.ruler.before("link", "icon", _parse_icon)


def _parse(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  # the parser's own shape
    match = COMPONENT.match(state.src, state.pos, state.posMax)
    if not match:
        return False
    if not silent:
        text = TEXT.search(match["inside"])
        plain = OPTION.sub("", match["inside"]).partition("|")[0].strip()
        label = next(filter(None, text.groups()), "") if text else "" if match["kind"].lower() == "icon" else plain
        if match["target"]:
            state.push("link_open", "a", 1).attrs = {"href": match["target"]}
        push_inline(state, label)
        if match["target"]:
            state.push("link_close", "a", -1)
    state.pos = match.end()
    return True


def _parse_icon(state: StateInline, silent: bool) -> bool:  # noqa: ARG001, FBT001
    match = ICON.match(state.src, state.pos, state.posMax) if state.src.startswith("<", state.pos) else None
    if not match:
        return False
    state.pos = match.end()
    return True
