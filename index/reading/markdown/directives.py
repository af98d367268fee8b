"""Parses directives of Sphinx in Markdown: ```` ```{note} ```` (MyST), and `.. note::` of reStructuredText."""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, fence
from markdown_it.token import Token

from index.reading.markdown.admonitions import can_nest, indented_end, parse_inside, skip_options
from index.reading.markdown.components import ALTERNATIVES
from index.reading.markdown.markers import Entry, Marker
from index.reading.markdown.source import line_start, line_text, starting_with
from index.reading.note_kinds import KINDS

FENCED = re.compile(r"\s*(?:\{(?P<name>[\w:.+-]+)\}[ \t]*(?P<argument>.*)|ad-(?P<kind>[\w-]+)[ \t]*)$")
NOTE_OPTION = re.compile(r"(?:title|collapse|icon|color):")
"""A line below the first one of a note of Obsidian's plugin for admonitions (```` ```ad-tip ````)."""
QUERIES = re.compile(r"\s*(?:dataview(?:js)?|query|tasks)\b")
"""Code in whose place Obsidian shows what it finds."""
DIRECTIVE = re.compile(r"\.\.[ \t]+(?:\|[^|\n]+\|[ \t]+)?(?P<name>[A-Za-z][\w:.+-]*)::(?:[ \t]+(?P<argument>\S.*))?$")
TARGET = re.compile(r"\.\.[ \t]+_[^:\n]+:(?:[ \t]+\S+)?$")
"""The target of links, which is not shown."""
TITLED = {
    *(
        "admonition",
        "dropdown",
        "details",
        "card",
        "tab-item",
        "tab",
        "topic",
        "sidebar",
        "grid-item-card",
        "table",
        "list-table",
    ),
    *("rubric", "collapse", "proof", "theorem", "exercise", "versionadded", "versionchanged", "deprecated"),
}
"""Directives whose argument is a title, not the start of the text."""
WRAPPERS = {
    *(
        "tab-set",
        "tabs",
        "group-tab",
        "grid",
        "grid-item",
        "card-carousel",
        "margin",
        "container",
        "div",
        "epigraph",
        "glossary",
    ),
    *("eval-rst", "figure", "hlist", "centered", "only", "ifconfig", "compound", "pull-quote", "highlights", "parsed-literal"),
}
LEFT_OUT = {
    *("toctree", "contents", "image", "include", "index", "raw", "meta", "tableofcontents", "bibliography", "literalinclude"),
    *("highlight", "default-role", "role", "currentmodule", "module", "automodule", "autoclass", "replace", "embed", "iframe"),
    *("sectnum", "local", "figure-md", "unicode", "plot", "graphviz", "mermaid", "video", "youtube"),
}
CODE = {"code-block", "code", "sourcecode", "code-cell", "prompt", "parsed-literal", "literal", "math", "doctest", "testcode"}


def directives(parser: MarkdownIt) -> None:
    """Add the rules to a parser."""
    parser.block.ruler.at("fence", _parse_fence, ALTERNATIVES)
    parser.block.ruler.before("table", "directive", _parse_directive, ALTERNATIVES)


def _parse_fence(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001  # the parser's own shape
    """Parse a fence with the parser's own rule, and what is in it as Markdown if it is a note, tab or the like."""
    if not fence(state, start, end, silent):
        return False
    token = None if silent else state.tokens[-1]
    match = FENCED.match(token.info) if token else None
    if token and QUERIES.match(token.info):
        token.type = "omission"
    if not token or not match:
        return True
    name = (match["name"] or "admonition").lower()
    if name in LEFT_OUT:
        token.type = "omission"
    elif (name in KINDS or name in TITLED or name in WRAPPERS) and can_nest(state):
        state.tokens.pop()
        stop = token.map[1] if token.map else end
        is_closed = stop - 1 > start and line_text(state, stop - 1).startswith(token.markup)
        marker = Marker("open", "fence", "" if name in WRAPPERS else match["argument"] or "", is_note=name in KINDS, line=start)
        marker.takes_label = name.startswith("tab")
        first = _skip_front_matter(state, skip_options(state, start + 1, stop - is_closed), stop - is_closed)
        if match["kind"]:
            first = _read_options(state, marker, start + 1, stop - is_closed)
        parse_inside(state, first, stop - is_closed, state.blkIndent, marker)
        state.line = stop
    return True


def _skip_front_matter(state: StateBlock, start: int, end: int) -> int:
    """Return the line behind options between two lines of dashes."""
    if start >= end or line_text(state, start) != "---":
        return start
    line = start + 1
    while line < end and not state.isEmpty(line):
        if line_text(state, line) == "---":
            return line + 1
        line += 1
    return start


def _read_options(state: StateBlock, marker: Marker, line: int, end: int) -> int:
    """Give a note of Obsidian's plugin its title, and return the line behind its options."""
    while line < end and NOTE_OPTION.match(text := line_text(state, line)):
        marker.title = text.removeprefix("title:").strip() if text.startswith("title:") else marker.title
        line += 1
    return line


@starting_with("..")
def _parse_directive(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001
    """Parse a directive of reStructuredText with its indented contents, or leave out the target of links."""
    text = line_text(state, start)
    match = DIRECTIVE.match(text)
    if not (match and can_nest(state)) and not TARGET.match(text):
        return False
    if not silent:
        stop = indented_end(state, start + 1, end, state.sCount[start] + 1) if match else start + 1
        if not match or match["name"].lower() in LEFT_OUT:
            _leave_out(state, start, stop)
        elif match["name"].lower() in CODE:
            _add_code(state, start, stop)
        else:
            _parse_contents(state, start, stop, match)
    return True


def _add_code(state: StateBlock, start: int, stop: int) -> None:
    first = skip_options(state, start + 1, stop)
    token = state.push("fence", "code", 0)
    token.content = state.getLines(first, stop, _indent(state, first, stop), keepLastLF=True)
    token.map = [first - 1, stop]
    state.line = stop


def _parse_contents(state: StateBlock, start: int, stop: int, match: re.Match[str]) -> None:
    """Parse the contents of a directive as Markdown; what follows the name is their start, or their title."""
    name, argument = match["name"].lower(), match["argument"] or ""
    first = skip_options(state, start + 1, stop)
    indent = _indent(state, first, stop) or state.sCount[start] + 1
    starts_text = bool(argument) and name in KINDS and name not in TITLED
    title = "" if starts_text or name in WRAPPERS else argument
    marker = Marker("open", "directive", title, match[0], is_note=True, line=start)
    if starts_text and first == start + 1:
        state.bMarks[start] = line_start(state, start) + match.start("argument")
        state.tShift[start], state.sCount[start] = 0, indent
        first = start
    elif starts_text:
        marker.entries = (Entry("", argument),)
    parse_inside(state, first, stop, indent, marker)


def _indent(state: StateBlock, start: int, end: int) -> int:
    """Return the smallest indentation of the lines that are not blank, 0 if all are."""
    return min((state.sCount[line] for line in range(start, end) if not state.isEmpty(line)), default=0)


def _leave_out(state: StateBlock, start: int, stop: int) -> None:
    content = state.getLines(start, stop, state.blkIndent, keepLastLF=True)
    state.tokens.append(Token("omission", "", 0, map=[start, stop], content=content))
    state.line = stop
