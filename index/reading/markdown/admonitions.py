"""Parses notes, tabs and panels that are fenced by lines of marks, or whose contents are indented.

Fenced: `:::note` (Docusaurus, VitePress, Starlight, MyST, Pandoc), `/// note` (Python-Markdown). Indented: `!!! note "Title"`,
`??? tip` and `=== "Tab"` (MkDocs).
"""

import re
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

from index.reading.markdown.colon_fences import BRACED, NAMED, WHOLE
from index.reading.markdown.components import ALTERNATIVES
from index.reading.markdown.directive_names import LEFT_OUT, WRAPPERS
from index.reading.markdown.markers import Entry, Marker, marker_token, note_opening
from index.reading.markdown.source import COLON_LINE, line_text, source_of, starting_with
from index.reading.note_kinds import KINDS, is_kind

COLONS = re.compile(r"(?P<mark>:{2,}|/{3,})[ \t]*(?P<rest>\S.*)?$")
TRAILING_ATTRIBUTES = re.compile(r"[ \t]*\{[^{}]*\}$")
TITLE_ATTRIBUTE = re.compile(r"\b(?:title|label|summary|header)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
UNTITLED = {"code-group", "tabs", "raw", "v-pre", "columns", "column", "tab-set", "grid", "code-tabs", "div", "center"}
PARTED = {
    *("callout", "challenge", "solution", "discussion", "testimonial", "checklist", "spoiler", "prereq", "instructor", "tab"),
    *("group-tab", "questions", "objectives", "keypoints", "panel-tabset", "tabset"),
}
"""Containers of lessons and Quarto that end what their headings are about."""
CAPTIONS = {"questions": "Questions", "objectives": "Objectives", "keypoints": "Key points"}
"""The titles that lessons show for containers without one; what is in them says little without."""
TAB_LISTS = {"tabs", "code-tabs"}
TAB_LINE = re.compile(r"(?:==(?!.*==)[ \t]*|@tab(?::active)?[ \t]+)(?P<title>[^\s=].*)$")
"""The start of a tab inside of `:::tabs`, in plugins of VitePress and VuePress; words between two marks are highlighted."""
OPTION = re.compile(
    r"[ \t]*:(?:(?:force-)?class(?:-\w+)?|name|open|icon|collapsible|sync(?:-group)?|link(?:-type|-alt)?|width|align|color"
    r"|margin|gutter|padding|columns|caption|linenos|lineno-start|emphasize-lines|animate|alt|height|scale|target|figclass"
    r"|header-rows|widths|maxdepth|local|depth|hidden|glob|numbered|stub-columns|tags|subtitle|nosearch|shadow|outline"
    r"|reverse|filename|dedent|nowrap)"
    r":(?:[ \t].*)?$|[ \t]{4,}(?:type|open|attrs|new|select): ",
    re.MULTILINE,
)
"""A line below the first one of a container that is not part of the text."""
INDENTED = re.compile(r"(?P<mark>!{3}|\?{3}\+?|={3}[!+]{0,2})[ \t]*(?P<rest>\S.*)$")
INDENTED_TITLE = re.compile(r"(?P<names>[^\"']*?)[ \t]*(?P<quote>[\"'])(?P<title>.*)(?P=quote)\s*$")
MODIFIERS = {
    "inline",
    "end",
    "annotate",
    "left",
    "right",
    "collapse",
    "collapsible",
    "highlight",
    "blink",
    "expand",
    "open",
    "no-icon",
}
MIN_INDENT = 2
FULL_INDENT = 4
MAX_TAB_LISTS = 10
"""Lists of tabs inside of each other."""
MAX_DEPTH = 20
"""Levels of notes inside of notes; a deeper one is text."""


def admonitions(parser: MarkdownIt) -> None:
    """Add the rules to a parser."""
    parser.block.ruler.before("table", "indented_note", _parse_indented, ALTERNATIVES)
    parser.block.ruler.before("table", "whole_line", _parse_whole, ALTERNATIVES)
    parser.block.ruler.before("table", "fenced_note", _parse_fenced, ALTERNATIVES)
    parser.block.ruler.before("table", "tab_line", _parse_tab_line, ALTERNATIVES)


def parse_inside(state: StateBlock, start: int, end: int, indent: int, marker: Marker) -> None:
    """Parse lines that belong to a marker and are indented by at least as much as given, and close it."""
    source = source_of(state.env)
    source.note_depth += 1
    before = state.blkIndent, state.lineMax, state.parentType
    state.blkIndent, state.lineMax, state.parentType = indent, end, "root"
    state.tokens.append(note_opening(marker, end))
    state.level += 1
    state.md.block.tokenize(state, start, end)
    state.level -= 1
    state.tokens.append(Token("note_close", "", -1))
    state.blkIndent, state.lineMax, state.parentType = before
    state.line = end
    source.note_depth -= 1


def indented_end(state: StateBlock, start: int, end: int, indent: int) -> int:
    """Return the end of the lines from `start` that are blank or indented by at least as much as given."""
    last = line = start
    while line < end:
        if not state.isEmpty(line):
            if state.sCount[line] < indent:
                break
            last = line + 1
        line += 1
    return last


def first_line_inside(state: StateBlock, start: int, end: int) -> int:
    """Return the first line after `start` that is not blank, or `end`."""
    line = start + 1
    while line < end and state.isEmpty(line):
        line += 1
    return line


def can_nest(state: StateBlock) -> bool:
    """Return whether another level of notes may be parsed."""
    return source_of(state.env).note_depth < MAX_DEPTH


# Notes of MkDocs


@starting_with("!!!", "???", "===")
def _parse_indented(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001  # the parser's own shape
    """Parse a note or tab with indented contents."""
    match = INDENTED.match(line_text(state, start))
    if not match or not can_nest(state):
        return False
    titled = INDENTED_TITLE.match(match["rest"])
    is_tab = match["mark"].startswith("=")
    if is_tab and not (titled and not titled["names"]):
        return False
    first = first_line_inside(state, start, end)
    indent = state.sCount[first] - state.sCount[start] if first < end else 0
    title = titled["title"] if titled else _unquoted_title(match["rest"])
    marker = Marker("open", "indented", title, line_text(state, start), is_note=not is_tab, line=start)
    if indent < (MIN_INDENT if first == start + 1 else FULL_INDENT):
        if not titled:
            return False
        if not silent:
            marker.form = "alone"
            state.tokens.append(marker_token(marker, (start, start + 1)))
            state.line = start + 1
        return True
    if not silent:
        indent = state.sCount[start] + min(indent, FULL_INDENT)
        parse_inside(state, start + 1, indented_end(state, first, end, indent), indent, marker)
    return True


def _unquoted_title(rest: str) -> str:
    """Return the words of a first line without quotes that are neither the kind of note nor a modifier of it."""
    words = [word for word in rest.split()[1:] if word not in MODIFIERS]
    return rest if not is_kind(rest.split(maxsplit=1)[0]) and words else " ".join(words)


# Notes between lines of colons or slashes


@dataclass(frozen=True, slots=True)
class _Opening:
    """The first line of a fenced note."""

    name: str
    title: str
    is_sure: bool


@starting_with(":::")
def _parse_whole(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: ARG001, FBT001
    """Leave out a line that opens and closes at once."""
    text = line_text(state, start)
    return bool(WHOLE.match(text)) and (silent or push_line(state, Marker("alone", ":", source=text, omits=True), start))


@starting_with("::", "///")
def _parse_fenced(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001
    """Parse a line that opens or closes a note between lines of colons or slashes."""
    match = COLONS.match(line_text(state, start))
    if not match:
        return False
    mark, key = match["mark"], match["mark"][0]
    is_exact = mark == "::" or key == "/"
    if match["rest"] is None:
        if is_exact and start not in source_of(state.env).ends.get(mark, ()):
            return False
        return silent or push_line(
            state, Marker("close", mark if is_exact else _colon_key(state, start), source=match[0]), start
        )
    if is_exact:
        return _parse_exact(state, start, match, silent=silent)
    opening = _read_opening(match["rest"])
    source = source_of(state.env)
    closing = source.fence_ends.get(start, source.next_colon_line(start))
    if opening is None or not (opening.is_sure or closing >= 0):
        return False
    if not silent:
        is_directive = match["rest"].startswith("{") and not match["rest"].startswith("{.")
        if is_directive and opening.name in LEFT_OUT and closing >= 0:
            _leave_out(state, start, closing)
        else:
            _open(state, start, source.fence_ends.get(start, end), opening, is_directive=is_directive)
    return True


def _colon_key(state: StateBlock, line: int) -> str:
    """Return the key of the container that a line of colons opens or closes; any without a partner have the same."""
    source = source_of(state.env)
    start = source.fence_starts.get(line, line if line in source.fence_ends else -1)
    return f":{start}" if start >= 0 else ":"


def _leave_out(state: StateBlock, start: int, closing: int) -> None:
    content = state.getLines(start + 1, min(closing, state.lineMax), state.blkIndent, keepLastLF=True)
    state.line = min(closing + 1, state.lineMax)
    state.tokens.append(Token("omission", "", 0, map=[start, state.line], content=content))


def _open(state: StateBlock, start: int, end: int, opening: _Opening, *, is_directive: bool) -> None:
    """Open a container, whose end is probably the line `end`."""
    if opening.name in TAB_LISTS:
        lists = source_of(state.env).tab_lists
        while lists and lists[-1][1] <= start:
            lists.pop()
        lists.append((start, end))
    marker = _colon_marker(opening, line_text(state, start), is_directive=is_directive)
    marker.key = _colon_key(state, start)
    push_line(state, marker, start)
    if is_directive:
        state.line = skip_options(state, start + 1, state.lineMax)


def _colon_marker(opening: _Opening, text: str, *, is_directive: bool) -> Marker:
    written = "" if COLON_LINE.fullmatch(opening.title) else opening.title
    is_untitled = opening.name in UNTITLED or (is_directive and opening.name in WRAPPERS)
    title = "" if is_untitled else written or CAPTIONS.get(opening.name, "")
    if title.endswith(":::"):
        return Marker("alone", ":", source=text, entries=(Entry("", title.rstrip(": ")),))
    is_code_group = opening.name in {"code-group", "code-tabs"}
    has_parts = opening.name in PARTED
    is_note = opening.name != "details"
    return Marker("open", ":", title, text, is_note=is_note, is_code_group=is_code_group, has_parts=has_parts)


@starting_with("==", "@tab")
def _parse_tab_line(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: ARG001, FBT001
    """Parse a line that starts a tab inside of `:::tabs`."""
    match = TAB_LINE.match(line_text(state, start))
    around = [first for first, last in source_of(state.env).tab_lists[-MAX_TAB_LISTS:] if first < start < last]
    if not match or not around:
        return False
    marker = Marker("open", f"tab {around[-1]}", match["title"], match[0], stacks=True, takes_label=True, has_parts=True)
    return silent or push_line(state, marker, start)


def _parse_exact(state: StateBlock, start: int, match: re.Match[str], *, silent: bool) -> bool:
    """Parse the start of a container that has to be closed by the same mark: `::card` of Nuxt, `/// note | Title`."""
    mark, text = match["mark"], match[0]
    source = source_of(state.env)
    closing = source.next_bare_line(mark, start)
    rest, _, piped = match["rest"].partition("|")
    opening = _read_opening(rest)
    if opening is None or (mark == "::" and re.match(r"\s", text[2:])):
        return False
    if closing < 0:
        if mark != "::" or not re.match(r"::[\w-]+[\[{]", text):
            return False
        return silent or push_line(state, Marker("alone", mark, opening.title, text, omits=True), start)
    if mark != "::" and opening.title and not piped:
        return False
    if not silent:
        source.ends.setdefault(mark, set()).add(closing)
        title = piped.strip() if mark != "::" else opening.title
        push_line(state, Marker("open", mark, title, text, is_note=opening.name not in {"details", "tab"}), start)
        if mark != "::":
            state.line = skip_options(state, start + 1, state.lineMax)
    return True


def _read_opening(rest: str) -> _Opening | None:
    """Return the name and title in the first line of a note, `name[Title]{attributes} Title` or `{name attributes} Title`."""
    match = BRACED.match(rest) or NAMED.match(rest)
    if not match:
        return None
    groups = match.groupdict()
    braces = groups.get("braces") or ""
    attribute = TITLE_ATTRIBUTE.search(braces)
    title = groups.get("bracket") or (attribute and (attribute[1] or attribute[2])) or groups["title"].strip()
    title = TRAILING_ATTRIBUTES.sub("", title)
    if len(title) > 1 and title[0] == title[-1] == '"':
        title = title[1:-1]
    name = groups["name"].lower()
    is_sure = name.removeprefix("callout-") in KINDS or bool(groups.get("bracket") or braces)
    return _Opening(name, title, is_sure)


def skip_options(state: StateBlock, line: int, end: int) -> int:
    """Return the first line from `line` on that is not an option, such as `:class: wide` or `    type: warning`."""
    while line < end and not state.isEmpty(line) and OPTION.match(state.src, state.bMarks[line], state.eMarks[line]):
        line += 1
    return line


def push_line(state: StateBlock, marker: Marker, line: int) -> bool:
    """Add a marker in place of a line, and return True."""
    state.tokens.append(marker_token(marker, (line, line + 1)))
    state.line = line + 1
    return True
