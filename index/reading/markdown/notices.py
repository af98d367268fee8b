"""Parses notices of one line or several: `! Text` to `!!!! Text` (Grav), and `!!!note Text` that nothing closes."""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

from index.reading.markdown.admonitions import can_nest
from index.reading.markdown.source import line_start, line_text, source_of, starting_with
from index.reading.note_kinds import KINDS

NOTICE = re.compile(r"(?P<mark>!{1,4})(?:[ \t]+(?=[^\W_]|[*_\[<`\"'(“-])|$)")
KIND = re.compile(r"!{3}(?P<kind>[a-z]{1,40})[ \t]+(?=\S)")


def notices(parser: MarkdownIt) -> None:
    """Add the rule to a parser, behind those for notes that are closed or have indented contents."""
    parser.block.ruler.after("retype", "notice", _parse_notice)


@starting_with("!")
def _parse_notice(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001  # the parser's own shape
    """Parse consecutive lines with the same mark as if there were no mark."""
    text = line_text(state, start)
    kind, notice = KIND.match(text), NOTICE.match(text)
    if kind and kind["kind"] in KINDS:
        lengths = [kind.end()]
    elif notice and notice.end() < len(text) and not text.endswith("!!"):
        lengths = _lengths(state, start, end, notice["mark"])
    else:
        return False
    if silent or not can_nest(state):
        return can_nest(state)
    stop = start + len(lengths)
    before = [(state.bMarks[line], state.tShift[line], state.sCount[line]) for line in range(start, stop)]
    for line, length in enumerate(lengths, start=start):
        state.bMarks[line] = line_start(state, line) + length
        state.tShift[line], state.sCount[line] = 0, state.blkIndent
    source = source_of(state.env)
    source.note_depth += 1
    last, state.lineMax = state.lineMax, stop
    state.md.block.tokenize(state, start, stop)
    state.lineMax = last
    source.note_depth -= 1
    for line, place in enumerate(before, start=start):
        state.bMarks[line], state.tShift[line], state.sCount[line] = place
    state.line = stop
    return True


def _lengths(state: StateBlock, start: int, end: int, mark: str) -> list[int]:
    """Return the length of the mark of each line that has the same one."""
    lengths: list[int] = []
    for line in range(start, end):
        match = NOTICE.match(line_text(state, line))
        if not match or match["mark"] != mark or state.sCount[line] < state.blkIndent:
            break
        lengths.append(match.end())
    return lengths
