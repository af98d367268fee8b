"""Parses fences whose contents are Markdown (```` ```{note} ```` of MyST), and `.. note::` of reStructuredText."""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, fence
from markdown_it.token import Token

from index.reading.markdown.admonitions import can_nest, indented_end, parse_inside, skip_options
from index.reading.markdown.components import ALTERNATIVES
from index.reading.markdown.directive_names import CODE, LEFT_OUT, TITLED, WRAPPERS
from index.reading.markdown.markers import Entry, Marker
from index.reading.markdown.source import line_start, line_text, source_of, starting_with
from index.reading.note_kinds import KINDS

FENCED = re.compile(
    r"\s*(?:\{(?P<name>[\w:.+-]+)\}[ \t]*(?P<argument>.*)|ad-(?P<kind>[\w-]+)[ \t]*|admonish\b[ \t]*(?P<admonish>.*))$"
)
ADMONISH_TITLE = re.compile(r"\btitle\s*=\s*(?:\"(?P<a>(?:[^\"\\]|\\.)*)\"|'(?P<b>[^']*)')|(?<!=)\"(?P<c>(?:[^\"\\]|\\.)*)\"")
"""The title of a note of mdBook's plugin for admonitions: `title="Words"`, or only `"Words"`."""
NOTE_OPTION = re.compile(r"(?:title|collapse|icon|color):")
"""A line below the first one of a note of Obsidian's plugin for admonitions (```` ```ad-tip ````)."""
FENCED_OPTIONS = re.compile(r"(?:[ \t]*:[A-Za-z][\w-]*:(?:[ \t][^\n]*)?(?:\n|\Z))+")
"""Lines below the first one of a directive whose contents are code, or that is not known."""
CARD_RULE = re.compile(r"\^{3,}|\+{3,}")
"""The line below the header of a card, or above its footer."""
CARDS = ("{card}", "{grid-item-card}")
PARAGRAPH_TOKENS = 3
QUERIES = re.compile(r"\s*(?:dataview(?:js)?|query|tasks)\b")
"""Code in whose place Obsidian shows what it finds."""
DIRECTIVE = re.compile(r"\.\.[ \t]+(?:\|[^|\n]+\|[ \t]+)?(?P<name>[A-Za-z][\w:.+-]*)::(?:[ \t]+(?P<argument>\S.*))?$")
TARGET = re.compile(r"\.\.[ \t]+_[^:\n]+:(?:[ \t]+\S+)?$")
"""The target of links, which is not shown."""


def directives(parser: MarkdownIt) -> None:
    """Add the rules to a parser."""
    parser.block.ruler.at("fence", _parse_fence, ALTERNATIVES)
    parser.block.ruler.before("table", "directive", _parse_directive, ALTERNATIVES)
    parser.block.ruler.before("retype", "card_rule", _parse_card_rule, ALTERNATIVES)


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
    argument = match["argument"] or _admonish_title(match["admonish"])
    if name in LEFT_OUT:
        token.type = "omission"
    elif (name in KINDS or name in TITLED or name in WRAPPERS) and can_nest(state):
        state.tokens.pop()
        stop = token.map[1] if token.map else end
        is_closed = stop - 1 > start and line_text(state, stop - 1).startswith(token.markup)
        marker = Marker("open", "fence", "" if name in WRAPPERS else argument, token.info, is_note=name in KINDS, line=start)
        marker.takes_label = name.startswith("tab")
        first = _skip_front_matter(state, skip_options(state, start + 1, stop - is_closed), stop - is_closed)
        if match["kind"]:
            first = _read_options(state, marker, start + 1, stop - is_closed)
        parse_inside(state, first, stop - is_closed, state.blkIndent, marker)
        state.line = stop
    elif options := FENCED_OPTIONS.match(token.content):
        token.content = "\n" * options[0].count("\n") + token.content[options.end() :]
        token.type = "fence" if token.content.strip() else "omission"
    return True


@starting_with("^^^", "+++")
def _parse_card_rule(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: ARG001, FBT001
    """Leave out the line below the header of a card, which is its title, or above its footer."""
    text = line_text(state, start)
    source = source_of(state.env)
    if not CARD_RULE.fullmatch(text) or all(source.last(card) < 0 for card in CARDS):
        return False
    if not silent:
        if text[0] == "^":
            _take_header(state)
        state.line = start + 1
    return True


def _take_header(state: StateBlock) -> None:
    """Make the only paragraph of a card so far its title, unless it has one."""
    before = state.tokens[-1 - PARAGRAPH_TOKENS :]
    if [token.type for token in before[1:]] != ["paragraph_open", "inline", "paragraph_close"]:
        return
    marker = before[0].meta.get("marker")
    if isinstance(marker, Marker) and marker.form == "open" and not marker.title:
        marker.title = before[2].content
        del state.tokens[-PARAGRAPH_TOKENS:]


def _admonish_title(written: str | None) -> str:
    """Return the title behind the mark of a note of mdBook, "" if there is none."""
    title = ADMONISH_TITLE.search(written or "")
    return re.sub(r"\\(.)", r"\1", title["a"] or title["b"] or title["c"] or "") if title else ""


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
