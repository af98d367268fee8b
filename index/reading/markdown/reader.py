"""Reads Markdown, which markdown-it-py parses."""

import re
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore

from index.errors import DocumentError
from index.reading.addresses import join_addresses
from index.reading.blocks import Reading, sole_top_heading
from index.reading.collector import Collector
from index.reading.contents_lists import title_heading
from index.reading.front_matter import read_front_matter
from index.reading.labels import promote_labels
from index.reading.markdown.syntax import make_parser
from index.reading.markdown.tables import parse_table
from index.reading.markdown.walk import Walk

MAX_PARAGRAPH_LENGTH = 100_000
MAX_BRACKETS = 5_000
"""Opening brackets in one paragraph; the time to match them grows with the square of their number."""
MAX_BRACKET_SEARCH = 1_000_000
"""Characters of a document that may be searched for the ends of brackets; one that is not closed costs the whole paragraph."""
BRACKET = re.compile(r"[\[\]]")
MAX_MISSING_CELLS = 20_000
"""Cells that may be missing from the rows of a document's tables; the parser adds each, which can be many in a wide table."""


def read_markdown(text: str, *, url: str | None = None, is_mdx: bool = False) -> Reading:
    """Read Markdown or MDX, resolving relative links against `url`. Raises DocumentError if parsing it would take too long."""
    matter = read_front_matter(text)
    collected = collect(matter.body, {"is_mdx": is_mdx, "values": matter.values}, url)
    items = promote_labels(collected.items)
    titles = (*matter.titles, *(sole_top_heading(items) if title_heading(items) else ()))
    return Reading(titles, items, tuple(collected.omissions))


def limited_parser() -> MarkdownIt:
    """Return a parser that raises DocumentError for anything that would take too long."""
    parser = make_parser()
    parser.core.ruler.before("inline", "limits", _check_limits)
    parser.block.ruler.at("table", _read_table, {"alt": ["paragraph", "reference"]})
    return parser


def collect(text: str, env: dict[str, Any], url: str | None, parser: MarkdownIt | None = None) -> Collector:
    """Return the items of a text without front matter, or of a piece of one; `env` says what the parser has to know."""
    walk = Walk(Collector(url))
    walk.run((parser or limited_parser()).parse(text, env), env["notes"])
    walk.collector.items = join_addresses(walk.collector.items, in_lists=False)  # a piece may start within a list
    return walk.collector


class PieceParser:
    """Parses pieces of one document, whose links are resolved against `url`."""

    def __init__(self, url: str | None) -> None:
        self._url = url
        self._parser = limited_parser()

    def collect(self, text: str, env: dict[str, Any]) -> Collector:
        """Return the items of a piece; `env` says what the parser has to know of the document, and what it found is added."""
        return collect(text, env, self._url, self._parser)

    def definitions(self, text: str) -> dict[str, tuple[str, str]] | None:
        """Return the link definitions in a piece: target and title, by label; None if there are definitions of footnotes."""
        env: dict[str, Any] = {}
        state = StateCore(text, self._parser, env)
        for rule in ("normalize", "block"):
            next(each.fn for each in self._parser.core.ruler.__rules__ if each.name == rule)(state)
        if env.get("footnotes"):
            return None
        return {label: (found["href"], found.get("title", "")) for label, found in env.get("references", {}).items()}


def _read_table(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001  # the parser's own shape
    """Parse a table. Raises DocumentError if the document's tables are missing too many cells."""
    before = len(state.tokens)
    if not parse_table(state, start, end, silent):
        return False
    if not silent:
        cells = sum(token.type == "td_open" for token in state.tokens[before:])
        written = state.src.count("|", state.bMarks[start], state.eMarks[state.line - 1]) + state.line - start
        state.env["missing"] = state.env.get("missing", 0) + max(0, cells - written)
        if state.env["missing"] > MAX_MISSING_CELLS:
            what = f"line {start + 1}: rows of tables are missing more than {MAX_MISSING_CELLS:,} cells"
            raise DocumentError(what, fix="use fewer columns")
    return True


def _check_limits(state: StateCore) -> None:
    """Raise DocumentError if a paragraph is too long, or if the ends of too many brackets would be searched for."""
    searched = 0
    for token in state.tokens:
        if token.type != "inline":
            continue
        searched += _unclosed_length(token.content)
        state.env["searched"] = searched
        found = ""
        if len(token.content) > MAX_PARAGRAPH_LENGTH:
            found = f"{len(token.content):,} characters (at most {MAX_PARAGRAPH_LENGTH:,})"
        elif token.content.count("[") > MAX_BRACKETS:
            found = f"too many opening brackets (at most {MAX_BRACKETS:,})"
        elif searched > MAX_BRACKET_SEARCH:
            found = "too many opening brackets that are not closed"
        if found:
            line = token.map[0] + 1 if token.map else 1
            raise DocumentError(f"line {line}: the paragraph has {found}", fix="split it into several")


def _unclosed_length(text: str) -> int:
    """Return the sum of the characters behind each opening bracket that is not closed."""
    opened: list[int] = []
    for bracket in BRACKET.finditer(text):
        if bracket[0] == "[":
            opened.append(bracket.start())
        elif opened:
            opened.pop()
    return sum(len(text) - place for place in opened)
