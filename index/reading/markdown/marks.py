"""Parses marks around words that CommonMark does not know: `==highlight==`, `++insertion++`, `||spoiler||`, `H~2~O`, `x^2^`."""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter

from index.reading.markdown.nesting import push, push_inline
from index.text.characters import has_words

PAIRS = "=+"
"""Characters that mark words if they are doubled."""
SPOILER = "||"
FORMULA = "$$"
TEX = re.compile(r"\\[^\s$]|[\^_]\{")
PATH = re.compile(r"[\\:/`]")
MAX_WORD_LENGTH = 200
MAX_LINE_LENGTH = 2_000
"""Characters of a line in which bold words before others are counted."""
LOOSE_BOLD = re.compile(r"(?<!\*)\*\*(?P<before>[ \t]*)(?P<words>[^\s*/](?:[^*\n]{0,200}?[^\s*])?)(?P<after>[ \t]*)\*\*(?!\*)")
"""Bold words with white space between them and their marks."""
SUBSCRIPT = re.compile(r"~([^\s~]{1,20})~(?!~)")
SUPERSCRIPT = re.compile(r"\^([^\s^\[\]]{1,20})\^")
RAISED = str.maketrans("0123456789+-n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ")
RAISED_NUMBER = re.compile(r"[+-]?\d+|n")


def marks(parser: MarkdownIt) -> None:
    """Add the rules to a parser."""
    parser.inline.add_terminator_char("|")
    parser.inline.ruler.before("strikethrough", "subscript", _parse_subscript)
    parser.inline.ruler.before("emphasis", "superscript", _parse_superscript)
    parser.inline.ruler.before("emphasis", "spoiler", _parse_spoiler)
    parser.inline.ruler.before("escape", "formula", _parse_formula)
    parser.inline.ruler.before("escape", "last_break", _parse_last_break)
    parser.inline.ruler.before("emphasis", "pair", _parse_pair)
    parser.inline.ruler.before("emphasis", "loose_bold", _parse_loose_bold)
    parser.inline.ruler2.before("emphasis", "pair", _hide_pairs)


def _parse_pair(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  # the parser's own shape
    """Add a doubled character as a delimiter; it is not one between letters, such as in `a==b` or `C++`, or if it is longer."""
    character = state.src[state.pos]
    if silent or character not in PAIRS:
        return False
    before, after = state.src[state.pos - 1 : state.pos], state.src[state.pos + 2 : state.pos + 3]
    found = state.scanDelims(state.pos, not (before.isascii() and after.isascii()))
    push(state, "text", character * found.length)
    if found.length == len(SPOILER):
        state.delimiters.append(Delimiter(ord(character), 0, len(state.tokens) - 1, -1, found.can_open, found.can_close))
    state.pos += found.length
    return True


def _parse_loose_bold(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    """Parse bold words whose marks CommonMark takes for text: beside white space, or between punctuation and a letter.

    White space may be before the words only at the start of a line, or of a word at its end: `2 ** 3 ** 4` is no bold text, and
    neither are the names in `**kwargs and **options`.
    """
    match = LOOSE_BOLD.match(state.src, state.pos, state.posMax)
    line = state.src[max(0, state.pos - MAX_LINE_LENGTH) : state.pos].rpartition("\n")[2] if match else ""
    if not match or line.count("**") % 2 or not has_words(match["words"]):
        return False  # or it rather ends bold words
    right = state.src[match.end() : match.end() + 1]
    if not (
        _is_loose(match, line, right) if match["before"] or match["after"] else _is_tight(match["words"], line[-1:], right)
    ):
        return False
    if not silent:
        state.push("strong_open", "strong", 1).markup = "**"
        push_inline(state, match["words"])
        state.push("strong_close", "strong", -1).markup = "**"
        if match["after"] and right.isalnum():
            push(state, "text", " ")
    state.pos = match.end()
    return True


def _is_loose(match: re.Match[str], line: str, right: str) -> bool:
    """Return whether words beside white space are bold, given what is before them in their line and right behind them."""
    ends_line = right in {"", "\n"} and match["words"].isalpha()
    opens = ends_line or not line.strip() if match["before"] else not (line[-1:].isalnum() or line[-1:] in {"/", "*"})
    return opens and (not match["after"] or not right.isalnum() or match["words"][-1] in ":.!?")


def _is_tight(words: str, left: str, right: str) -> bool:
    """Return whether words are bold between these characters, and CommonMark does not take them for it.

    In Chinese and Japanese, there is no white space around them; in other languages, people forget the one behind them.
    """
    is_after_letter = left.isalnum()
    if is_after_letter and left.isascii():
        return False
    return (not words[-1].isalnum() and right.isalnum()) or (is_after_letter and not words[0].isalnum())


def _hide_pairs(state: StateInline) -> None:
    """Remove the delimiters that form pairs, also those inside links."""
    nested = [meta["delimiters"] for meta in state.tokens_meta if meta and "delimiters" in meta]
    for delimiters in (state.delimiters, *nested):
        for delimiter in delimiters:
            if chr(delimiter.marker) in PAIRS and delimiter.end >= 0:
                state.tokens[delimiter.token].content = state.tokens[delimiters[delimiter.end].token].content = ""


def _parse_spoiler(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    """Keep the bars around a spoiler, without white space inside, so that whoever shows the text can hide it."""
    start = state.pos + len(SPOILER)
    if not state.src.startswith(SPOILER, state.pos) or state.src.startswith("|", start):
        return False
    end = state.src.find(SPOILER, start, state.posMax)
    inside = state.src[start:end].strip(" \t")
    if end < 0 or not inside.strip():
        return False
    if not silent:
        push(state, "text", SPOILER)
        push_inline(state, inside)
        push(state, "text", SPOILER)
    state.pos = end + len(SPOILER)
    return True


def _parse_formula(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    """Keep a formula between doubled dollar signs as it is, if there is a command of TeX in it."""
    if not state.src.startswith(FORMULA, state.pos):
        return False
    end = state.src.find(FORMULA, state.pos + len(FORMULA), state.posMax)
    if end < 0 or not TEX.search(state.src, state.pos, end):
        return False
    stop = end + len(FORMULA)
    for number, line in enumerate(() if silent else state.src[state.pos : stop].split("\n")):
        if number:
            state.push("softbreak", "br", 0)
        push(state, "text", line)
    state.pos = stop
    return True


def _parse_last_break(state: StateInline, silent: bool) -> bool:  # noqa: ARG001, FBT001
    """Leave out a backslash for a line break at the end of a paragraph, unless it is the end of a path."""
    if state.pos + 1 != state.posMax or state.src[state.pos] != "\\":
        return False
    before = state.src[max(0, state.pos - MAX_WORD_LENGTH) : state.pos]
    if not before.split() or PATH.search(before.split()[-1]):
        return False
    state.pos += 1
    return True


def _parse_subscript(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    match = SUBSCRIPT.match(state.src, state.pos, state.posMax)
    if not match or not state.src[state.pos - 1 : state.pos].isalnum():
        return False
    if not silent:
        push(state, "text", match[1])
    state.pos = match.end()
    return True


def _parse_superscript(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    """Add a superscript, a number as such; before brackets, the mark of small text on Reddit is dropped."""
    before = state.src[state.pos - 1 : state.pos] if state.pos else ""
    if state.src.startswith("^(", state.pos) and not before.strip():
        state.pos += 1
        return True
    match = SUPERSCRIPT.match(state.src, state.pos, state.posMax)
    if not match or not (before.isalnum() or before == ")"):
        return False
    if not silent:
        push(state, "text", match[1].translate(RAISED) if RAISED_NUMBER.fullmatch(match[1]) else match[1])
    state.pos = match.end()
    return True
