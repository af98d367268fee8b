"""Leaves out lines that are instructions to a site generator: contents, page breaks, attributes, hidden notes."""

import re

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from index.reading.markdown.attributes import LINE
from index.reading.markdown.source import CODE_INDENT, starting_with

CONTENTS = re.compile(
    r"""
    \[TOC\d?(?:[ ,:][^\[\]\n]*)?\] | @\[toc\](?:\([^()\n]*\))? | \[\[_?_?(?:TOC|contents)_?_?\]\] | \$\{toc\} | <toc\s*/?>
    | \{\{[<%]?[ ]?-?[ ]?/?(?:TOC|table-of-contents|tableofcontents|\.TableOfContents|_TOC_|>\s?toc)\b[^{}\n]*\}\}
    | \{%[ -]*(?:include\s+toc|toc)\b[^{}\n]*%\} | \\?\\tableofcontents | __(?:NO|FORCE)?TOC__ | __NOEDITSECTION__
    | \{:{1,2}\s*toc\b[^{}\n]*\} | \[\[?_?TOC_?\]?\]
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""The place where a table of contents is generated."""
PAGE_BREAK = re.compile(
    r"\\(?:newpage|pagebreak|clearpage|newline|bigskip|medskip|smallskip|hrule|vfill|[vh]space\*?\{[^{}\n]*\})"
    r"|(?:&nbsp;|&emsp;|&#160;|\s)+|\{pagebreak\}|%+\s?pagebreak",
    re.IGNORECASE,
)
HIDDEN_NOTE = re.compile(r"\[(?:/{1,2}|comment|#|<|>|\.|_?metadata_?:?[^\[\]\n]*)?\]:[-#<\s].*", re.IGNORECASE)
"""A link definition that is only there to hold a comment."""
COMMENT, COMMENT_END = re.compile(r"\{::comment\s*\}"), re.compile(r"\{:/(?:comment)?\s*\}")
"""The lines before and after a comment of kramdown."""
TEMPLATE_COMMENT = re.compile(r"\{#[-+]?\s")
"""The start of a comment of Jinja, Tera, Twig or Nunjucks; there is no white space in an id of a heading, as in `{#rules}`."""
MAX_COMMENT_LENGTH = 5_000
ABBREVIATION = re.compile(r"\*\[[^\[\]\n]{1,100}\]:[ \t]+\S.*")
"""What an abbreviation stands for, which sites show only to those who point at it."""
SEED = re.compile(r"\{:{1,2}\s*toc\b", re.IGNORECASE)
PATTERNS = (CONTENTS, LINE, PAGE_BREAK, ABBREVIATION)
MAX_LINE_LENGTH = 1_000


def noise(parser: MarkdownIt) -> None:
    """Add the rules to a parser."""
    ends: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list", "table"]}
    parser.block.ruler.after("reference", "hidden_note", _parse_hidden_note, ends)
    parser.block.ruler.before("table", "noise", _parse_noise, ends)
    parser.block.ruler.before("table", "template_comment", _parse_template_comment, ends)
    parser.core.ruler.after("block", "seed_lists", _remove_seed_lists)


def _line(state: StateBlock, number: int) -> str:
    """Return a line without white space around it; "" if it is code, or too long to be an instruction."""
    if state.sCount[number] - state.blkIndent >= CODE_INDENT:
        return ""
    start, end = state.bMarks[number] + state.tShift[number], state.eMarks[number]
    return state.src[start:end].strip() if end - start <= MAX_LINE_LENGTH else ""


@starting_with("[", "@[", "$", "<", "{", "\\", "_", "&", "%", "*[")
def _parse_noise(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001  # the parser's own shape
    """Leave out an instruction, and all that is between the marks of a comment of kramdown."""
    line = _line(state, start)
    if not any(pattern.fullmatch(line) for pattern in PATTERNS):
        return False
    if not silent:
        state.line = start + 1
        if COMMENT.fullmatch(line) and not state.env.get("open_comment"):
            close = next((number for number in range(start + 1, end) if COMMENT_END.fullmatch(_line(state, number))), None)
            state.line = start + 1 if close is None else close + 1
            state.env["open_comment"] = close is None
        if SEED.match(line):
            state.push("seed", "", 0)
        if line.startswith("*"):
            state.tokens.append(Token("omission", "", 0, map=[start, start + 1], content=line))
    return True


@starting_with("{#")
def _parse_template_comment(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001
    """Leave out the comment of a template that fills whole lines."""
    position = state.bMarks[start] + state.tShift[start]
    if not TEMPLATE_COMMENT.match(state.src, position):
        return False
    close = state.src.find("#}", position, position + MAX_COMMENT_LENGTH)
    stop = start + state.src.count("\n", position, close) + 1
    if close < 0 or stop > end or state.src[close + 2 : state.eMarks[stop - 1]].strip():
        return False
    if not silent:
        state.line = stop
    return True


@starting_with("[")
def _parse_hidden_note(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: ARG001, FBT001
    line = _line(state, start)
    if not HIDDEN_NOTE.fullmatch(line):
        return False
    if not silent:
        state.line = start + 1
    return True


def _remove_seed_lists(state: StateCore) -> None:
    """Remove the lists of one item above `{:toc}`, in whose place kramdown puts the contents."""
    kept: list[Token] = []
    opened: list[int] = []
    for token in state.tokens:
        if token.type in {"bullet_list_open", "ordered_list_open"} and token.level == 0:
            opened.append(len(kept))
        if token.type == "seed":
            if kept and kept[-1].type in {"bullet_list_close", "ordered_list_close"} and opened:
                items = sum(each.type == "list_item_open" for each in kept[opened[-1] :])
                del kept[opened.pop() if items == 1 else len(kept) :]
        else:
            kept.append(token)
    state.tokens = kept
