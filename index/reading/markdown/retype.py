"""Parses the containers of Retype: callouts (`!!!`), panels (`==-`), tabs (`+++`), steps (`>>>`) and columns (`|||`)."""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, lheading

from index.reading.markdown.admonitions import push_line
from index.reading.markdown.components import ALTERNATIVES
from index.reading.markdown.markers import Marker
from index.reading.markdown.source import line_text, source_of, starting_with

RETYPE = re.compile(
    r"(?:(?P<note>!{3,}|!![-+])(?P<kind>[\w-]*)|(?P<panel>==[=-])|(?P<tab>\+{3})|(?P<step>>{3})|(?P<column>\|{3}))"
    r"(?:[ \t]+(?P<title>\S.*))?$"
)
CLOSING_MARKS = {"==-": ("===", "==-"), "===": ("===", "==-"), "!!-": ("!!!",), "!!+": ("!!!",)}
"""Lines that close a container of Retype, where they differ from the mark that opens it."""
STEP_NUMBER = re.compile(r"\d+\.\s+")


def retype(parser: MarkdownIt) -> None:
    """Add the rules to a parser."""
    parser.block.ruler.before("table", "retype", _parse_retype, ALTERNATIVES)
    parser.block.ruler.at("lheading", _parse_heading)


@starting_with("!!", "==", "+++", ">>>", "|||")
def _parse_retype(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: ARG001, FBT001
    """Parse a line that opens or closes a callout, panel, tab, step or column of Retype."""
    text = line_text(state, start)
    match = RETYPE.match(text)
    if not match:
        return False
    source = source_of(state.env)
    mark = next((match[name] for name in ("tab", "step", "column", "note", "panel") if match[name]), "")
    closings = [source.next_bare_line(closing, start) for closing in CLOSING_MARKS.get(mark, (mark,))]
    closing = min((line for line in closings if line >= 0), default=-1)
    mark = CLOSING_MARKS.get(mark, (mark,))[0]
    if not match["title"] and not match["kind"] and start in source.ends.get(mark, ()):
        return silent or push_line(state, Marker("close", mark, source=text), start)
    if closing < 0 or (not match["title"] and not match["note"]):
        return False
    if silent:
        return True
    source.ends.setdefault(mark, set()).add(closing)
    if match["panel"]:
        source.panel_end = closing
    title = STEP_NUMBER.sub("", match["title"] or "")
    marker = Marker(
        "open", mark, title, text, is_note=bool(match["note"]), stacks=not match["note"], takes_label=bool(match["tab"])
    )
    return push_line(state, marker, start)


def _parse_heading(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001
    """Parse an underlined heading with the parser's own rule, but do not take the end of a panel for its underline."""
    closing = source_of(state.env).panel_end
    return lheading(state, start, closing if start < closing < end else end, silent)
