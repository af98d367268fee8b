"""Parses the roles of Sphinx around words: ``{ref}`the rules <rules>` `` (MyST) and ``:ref:`the rules <rules>` ``."""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from index.reading.markdown.nesting import push

LINKS = (
    "ref|doc|any|term|numref|download|external[\\w:+-]*|cite(?::[a-z]+)?|eq|pep|rfc|option|envvar|program|py:[a-z]+|std:[a-z]+"
)
WORDS = (
    "kbd|guilabel|menuselection|file|samp|command|abbr|sub|sup|strong|emphasis|literal|func|class|meth|mod|attr|data|exc|button"
)
ROLE = re.compile(rf"(?:\{{(?:{LINKS}|{WORDS})\}}|:(?:{LINKS}|{WORDS}):)`(?P<inside>[^`\n]{{1,500}})`")
NUMBERED = re.compile(r"[{:](?P<name>pep|rfc)[}:]`(?P<number>\d{1,6})(?:#[^`]*)?`")
"""A reference to a numbered document, which is shown with its kind."""
TARGET = re.compile(r"\s*<[^<>]*>$")
"""What a role links to, behind the words that are shown."""
ADDRESS = re.compile(r"<((?:https?://|mailto:)[^<>\s]*)>$")


def roles(parser: MarkdownIt) -> None:
    """Add the rule to a parser."""
    parser.inline.ruler.before("link", "role", _parse)


def _parse(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  # the parser's own shape
    if state.src[state.pos] not in "{:":
        return False
    match = ROLE.match(state.src, state.pos, state.posMax)
    if not match:
        return False
    if not silent:
        inside = match["inside"]
        numbered = NUMBERED.fullmatch(match[0])
        shown = f"{numbered['name'].upper()} {numbered['number']}" if numbered else TARGET.sub("", inside).lstrip("!~")
        address = ADDRESS.search(inside)
        if address:
            state.push("link_open", "a", 1).attrs = {"href": address[1]}
        push(state, "code_inline", shown or inside)
        if address:
            state.push("link_close", "a", -1)
    state.pos = match.end()
    return True
