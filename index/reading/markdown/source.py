"""What the rules of the parser know about the whole document."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, MutableMapping
from functools import cached_property
from typing import Any

from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore

from index.reading.markdown.colon_fences import find_fence_ends
from index.reading.markdown.names import PLACEHOLDER_NAMES, is_component, is_known
from index.reading.markdown.scanning import Scanner, Tag

KEY = "source"
CODE_INDENT = 4
"""White space before a line that makes it code, except in components."""
WIDE_HEADING = re.compile(r"^([ ]{0,3}#{1,6})[\u00a0\u2002-\u200a\u3000](?=\S)", re.MULTILINE)
"""A heading with a wide or no-break space behind its marks."""
SLOT = re.compile(r"<template\s+#\w")
COLON_LINE = re.compile(r"\s*:{3,}\s*")
"""The end of a container of Pandoc, which may have more or fewer colons than its start."""
RAW_NAMES = {"script", "pre", "style", "textarea"}
LETTERS = ("Q", "A")
"""Components for questions and answers, in capitals as HTML may be, but without attributes."""


class Source:
    """The text of a document, and what was found in it so far; `is_mdx` if indentation never makes code in it."""

    def __init__(self, text: str, *, is_mdx: bool) -> None:
        self.text = text
        self.is_mdx = is_mdx
        self.scanner = Scanner(text)
        self.unindented_until = 0
        """The position up to which indentation makes no code, because it is inside of a component."""
        self.markdown_until = 0
        """The position up to which lines between tags are Markdown, because an attribute of an element says so."""
        self.no_grid_before = 0
        """The line before which no drawn table starts."""
        self.is_unbalanced = False
        """True if a statement's brackets were searched for to the end in vain."""
        self.imports_first = False
        """True if an import statement is before the first paragraph: the site takes Markdown for MDX, as Docusaurus does."""
        self.note_depth = 0
        self.ends: dict[str, set[int]] = {}
        """Lines that close a container that is opened and closed by the same mark, by mark."""
        self.panel_end = -1
        """The line that closes the last panel of Retype; it looks like the underline of a heading."""
        self.tab_lists: list[tuple[int, int]] = []
        """Lines of the containers whose tabs start with a mark of their own."""
        self._tags: dict[int, Tag | None] = {}
        self._opened: dict[str, bool] = {}
        self._attributed: dict[str, bool] = {}
        self._bare: dict[str, list[int]] = {}
        self._colons: list[int] | None = None
        self._last: dict[str, int] = {}
        self._inline = Scanner("")

    def tag(self, position: int) -> Tag | None:
        """Return the tag at a position of the document."""
        if position not in self._tags:
            self._tags[position] = self.scanner.tag(position)
        return self._tags[position]

    def inline_scanner(self, text: str) -> Scanner:
        """Return a scanner for the text of a paragraph, the same one as long as the text is the same."""
        if self._inline.text is not text:
            self._inline = Scanner(text)
        return self._inline

    def has_closing_tag(self, name: str, after: int = -1) -> bool:
        """Return whether a closing tag follows a position."""
        positions = self.scanner.closing_tags.get(name, [])
        return bool(positions) and positions[-1] > after

    def next_closing_tag(self, name: str, after: int) -> int:
        """Return the position of the first closing tag after a position, or that position if there is none."""
        positions = self.scanner.closing_tags.get(name, [])
        place = bisect_right(positions, after)
        return positions[place] if place < len(positions) else after

    def last(self, mark: str) -> int:
        """Return the last position of a mark in the document, or -1."""
        if mark not in self._last:
            self._last[mark] = self.text.rfind(mark)
        return self._last[mark]

    @cached_property
    def last_raw_tag(self) -> int:
        """The position of the last closing tag of an element whose contents are not Markdown, or -1."""
        tags = self.scanner.closing_tags.items()
        return max((positions[-1] for name, positions in tags if name.lower() in RAW_NAMES), default=-1)

    @cached_property
    def _closing_shortcodes(self) -> set[str]:
        hugo = re.findall(r"\{\{[<%]\s*/\s*([\w./-]+)", self.text)
        liquid = re.findall(r"\{%-?\s*(?:end|/\s*)([\w./@-]+)", self.text)
        return {*(f"{{{{{name}" for name in hugo), *(f"{{%{name}" for name in liquid)}

    def can_close(self, key: str) -> bool:
        """Return whether the document has a mark that closes containers of this key."""
        if key.startswith("<"):
            return self.has_closing_tag(key[1:])
        return not key.startswith("{") or key in self._closing_shortcodes

    def is_container(self, tag: Tag) -> bool:
        """Return whether a tag is that of a component or custom element, rather than HTML or a placeholder.

        A custom element has a closing tag, and a hyphen in its name or an attribute.
        """
        name = tag.name
        if not name:
            return self.is_mdx or (self.has_closing_tag("") and tag.form != "alone")
        if name.lower() == "aside" or (name == "template" and self._has_slots):
            return True
        if is_component(name) or (name[:1].isupper() and (self.is_mdx or (name in LETTERS and f"<{name}>" in self.text))):
            return tag.form == "alone" or any(each.value for each in tag.attributes) or self._is_paired(tag)
        return not is_known(name) and self._is_paired(tag) and ("-" in name or self._has_attributes(name))

    @cached_property
    def _has_slots(self) -> bool:
        """True if the document fills slots of Vue's components, as in `<template #title>`."""
        return SLOT.search(self.text) is not None

    def is_placeholder(self, tag: Tag) -> bool:
        """Return whether a tag that is no container stands for words to be filled in: HTML does not know it."""
        if not tag.name or tag.form == "alone":
            return bool(tag.name) and not is_known(tag.name) and not is_component(tag.name)
        if not is_known(tag.name):
            return True
        return tag.name.lower() in PLACEHOLDER_NAMES and not tag.attributes and not self._is_paired(tag)

    def _is_paired(self, tag: Tag) -> bool:
        """Return whether the document has both the opening and the closing tag of this name."""
        return self.has_closing_tag(tag.name) and (tag.form == "open" or self._has_opening_tag(tag.name))

    def _has_attributes(self, name: str) -> bool:
        """Return whether the first opening tag of this name has an attribute with a value in quotes."""
        if name not in self._attributed:
            self._attributed[name] = re.search(rf"<{re.escape(name)}\s+[\w:@-]+=[\"'{{]", self.text) is not None
        return self._attributed[name]

    def _has_opening_tag(self, name: str) -> bool:
        if name not in self._opened:
            self._opened[name] = f"<{name}" in self.text
        return self._opened[name]

    @property
    def is_like_mdx(self) -> bool:
        """True for MDX, and for Markdown that its site takes for MDX."""
        return self.is_mdx or self.imports_first

    def is_unindented(self, position: int) -> bool:
        """Return whether indentation makes no code at a position."""
        return self.is_like_mdx or position < self.unindented_until

    def next_bare_line(self, mark: str, after: int) -> int:
        """Return the first line after a line that is nothing but a mark, or -1."""
        if mark not in self._bare:
            self._bare[mark] = [number for number, line in enumerate(self.text.split("\n")) if line.strip() == mark]
        place = bisect_left(self._bare[mark], after + 1)
        return self._bare[mark][place] if place < len(self._bare[mark]) else -1

    @cached_property
    def fence_ends(self) -> dict[int, int]:
        """The line that closes each container between lines of colons, by the line that opens it."""
        return find_fence_ends(self.text)

    @cached_property
    def fence_starts(self) -> dict[int, int]:
        """The line that opens each container between lines of colons, by the line that closes it."""
        return {end: start for start, end in self.fence_ends.items()}

    def next_colon_line(self, after: int) -> int:
        """Return the first line after a line that is nothing but three colons or more, or -1."""
        if self._colons is None:
            self._colons = [number for number, line in enumerate(self.text.split("\n")) if COLON_LINE.fullmatch(line)]
        place = bisect_left(self._colons, after + 1)
        return self._colons[place] if place < len(self._colons) else -1


def source_of(env: MutableMapping[str, Any]) -> Source:
    """Return the source of the document that is being parsed."""
    source: Source = env[KEY]
    return source


class State(StateBlock):
    """The state of a parser for which indentation inside of components makes no code."""

    def is_code_block(self, line: int) -> bool:
        """Return whether a line is indented like code."""
        is_indented = self.sCount[line] - self.blkIndent >= CODE_INDENT
        return is_indented and not source_of(self.env).is_unindented(self.bMarks[line])


def parse_blocks(state: StateCore) -> None:
    """Parse the blocks of a document, in place of the rule of the parser."""
    state.src = WIDE_HEADING.sub(r"\1 ", state.src)
    state.env[KEY] = Source(state.src, is_mdx=bool(state.env.get("is_mdx")))
    if state.src:
        blocks = State(state.src, state.md, state.env, state.tokens)
        state.md.block.tokenize(blocks, blocks.line, blocks.lineMax)


Rule = Callable[[StateBlock, int, int, bool], bool]
"""A rule of the parser for blocks."""


def starting_with(*prefixes: str) -> Callable[[Rule], Rule]:
    """Return a decorator for rules of blocks that start with one of these marks and are not indented like code.

    Most lines start with a letter; for them, the rule is not called.
    """

    def decorate(rule: Rule) -> Rule:
        def guarded(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001  # the parser's own shape
            is_possible = state.src.startswith(prefixes, state.bMarks[start] + state.tShift[start])
            return is_possible and not state.is_code_block(start) and rule(state, start, end, silent)

        return guarded

    return decorate


def line_start(state: StateBlock, line: int) -> int:
    """Return the position of the first character of a line that is not white space."""
    return state.bMarks[line] + state.tShift[line]


def line_text(state: StateBlock, line: int) -> str:
    """Return a line without the white space around it."""
    return state.src[line_start(state, line) : state.eMarks[line]].rstrip()
