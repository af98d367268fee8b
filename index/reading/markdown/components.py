"""Parses components and the other additions of MDX and Vue: tags, statements, and expressions in braces.

A component is unwrapped: its tags become markers, and what is between them is Markdown, whatever its indentation.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

from index.reading.markdown.markers import Entry, Marker, entries_in, marker_token, push_marker, tag_marker
from index.reading.markdown.names import BLOCK_NAMES
from index.reading.markdown.scanning import Tag, code_text, text_of
from index.reading.markdown.shown_attributes import words_in_sentence
from index.reading.markdown.source import CODE_INDENT, Source, line_start, source_of, starting_with

ALTERNATIVES: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}
BLOCK_TAG = re.compile(rf"</?(?:{'|'.join(sorted(BLOCK_NAMES))})(?=[\s/>])", re.IGNORECASE)
IMPORT = re.compile(
    r"import\s*(?:(?:type\s+)?[\w$*{][\w$*{},\s]*\sfrom\s*|(?:type\s*)?\{[\w$*,\s]*\}\s*from\s*)?"
    r"(?:\"[^\"\n]*\"|'[^'\n]*')\s*;?[ \t]*(?:$|//)",
    re.MULTILINE,
)
EXPORT = re.compile(
    r"export\s+(?:default\s+(?:(?:async\s+)?function\b|class\b|[{(\[]|[\w$.]+[(;])|(?:const|let|var)\s+[\w$]+\s*[:=]"
    r"|(?:async\s+)?function\s*[\w$]+\s*\(|class\s+[\w$]+\s*(?:extends\s|\{)|\*\s+from\s|\{[^{}]*\}\s*(?:from\b|;))"
)
STATEMENT = re.compile(r"(?:import|export)\b(?=[\s{*'\"])")
MAX_STATEMENT_START = 5_000
"""Characters in which an import statement ends."""
BLANK_LINE = re.compile(r"\n[ \t]*(?=\n)")
COMMENT = re.compile(r"\{\s*/\*")
ESCAPED_ID = re.compile(r"\\\{#[\w.:-]{1,100}\\?\}[ \t]*$")
LINE_END = re.compile(r"[ \t]*(?:\n|\Z)")
SHORTCODES = ("{%", "{{<", "{{%")
BRACKETS = re.compile(r"[{}()\[\]\"'`]|/\*")


def components(parser: MarkdownIt) -> None:
    """Add the rules to a parser."""
    parser.block.ruler.before("table", "component", _parse_tags, ALTERNATIVES)
    parser.block.ruler.before("table", "statement", _parse_statement)
    parser.block.ruler.before("table", "expression", _parse_expression, ALTERNATIVES)
    parser.block.ruler.before("component", "unindented", _parse_unindented)
    parser.inline.ruler.before("html_inline", "component", _parse_inline_tag)
    parser.inline.ruler.before("link", "expression", _parse_inline_expression)
    parser.inline.ruler.before("escape", "escaped_id", _parse_escaped_id)


@starting_with("<")
def _parse_tags(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001  # the parser's own shape
    """Parse tags of components at the start of a line, if nothing or a block of HTML follows them."""
    source = source_of(state.env)
    tags, position = tags_at(source, line_start(state, start))
    if not tags or not (_ends_line(state.src, position) or BLOCK_TAG.match(state.src, position)):
        return False
    if silent:
        return True
    last = start
    for tag in tags:
        first, last = last, last + state.src.count("\n", tag.start, tag.end)
        _mark_unindented(source, tag)
        state.tokens.append(marker_token(tag_marker(tag, state.src), (first, last + 1)))
    if _ends_line(state.src, position):
        state.line = last + 1
        return True
    state.bMarks[last], state.tShift[last], state.sCount[last] = position, 0, state.blkIndent
    return _parse_block(state, last, end)


def _parse_unindented(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001
    """Parse a block that is indented like code where indentation makes no code, as if its indentation were the margin."""
    indent = state.sCount[start]
    if silent or indent - state.blkIndent < CODE_INDENT or state.is_code_block(start):
        return False
    margin, state.blkIndent = state.blkIndent, indent
    is_parsed = _parse_block(state, start, end)
    state.blkIndent = margin
    return is_parsed


def _parse_block(state: StateBlock, start: int, end: int) -> bool:
    return any(rule(state, start, end, False) for rule in state.md.block.ruler.getRules(""))  # noqa: FBT003


def tags_at(source: Source, position: int) -> tuple[list[Tag], int]:
    """Return the tags of components at a position, with only spaces between them, and the position of what follows."""
    tags: list[Tag] = []
    while (tag := source.tag(position)) and source.is_container(tag):
        tags.append(tag)
        position = tag.end
        while source.text.startswith((" ", "\t"), position):
            position += 1
    return tags, position


def _ends_line(text: str, position: int) -> bool:
    return position >= len(text) or text[position] == "\n"


def _mark_unindented(source: Source, tag: Tag) -> None:
    if tag.form == "open":
        source.unindented_until = max(source.unindented_until, source.next_closing_tag(tag.name, tag.start))


@starting_with("import", "export")
def _parse_statement(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001
    """Leave out an import or export statement, but keep the questions and answers that it defines."""
    position = line_start(state, start)
    if silent or state.blkIndent or state.tShift[start] or not STATEMENT.match(state.src, position):
        return False
    source = source_of(state.env)
    imported = IMPORT.match(state.src, position, position + MAX_STATEMENT_START)
    if imported:
        source.imports_first |= not any(token.type == "paragraph_open" for token in state.tokens)
        stop = imported.end()
    elif source.is_mdx or EXPORT.match(state.src, position):
        stop = _statement_end(source, position)
    else:
        return False
    newline = state.src.find("\n", stop)
    stop = len(state.src) if newline < 0 else newline
    line = min(end, start + state.src.count("\n", position, stop) + 1)
    statement = state.src[position:stop]
    marker = Marker("alone", "statement", source=statement, entries=tuple(entries_in(statement)), omits=True)
    state.tokens.append(marker_token(marker, (start, line)))
    state.line = line
    return True


def _statement_end(source: Source, start: int) -> int:
    """Return the end of a statement: the first blank line outside of its brackets, or the first blank line of all."""
    blank = first_blank = _blank_line(source.text, start)
    depth, position = 0, start
    if source.is_unbalanced:
        return blank
    while found := BRACKETS.search(source.text, position):
        if not depth and found.start() >= blank:
            break
        position = found.end()
        if found[0] in "([":
            depth += 1
        elif found[0] in ")]}":
            depth -= 1
        elif found[0] == "{":
            position = source.scanner.braces_end(found.start())
            if position < 0:
                return blank
        else:
            position = source.scanner.string_end(found[0], position)
        if depth <= 0 and position > blank:
            blank = _blank_line(source.text, position)
            depth = 0
    source.is_unbalanced = depth > 0
    return first_blank if source.is_unbalanced else blank


def _blank_line(text: str, start: int) -> int:
    found = BLANK_LINE.search(text, start)
    return found.start() if found else len(text)


@starting_with("{")
def _parse_expression(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001
    """Parse an expression or comment in braces that has lines of its own; outside of MDX, only a comment."""
    position = line_start(state, start)
    source = source_of(state.env)
    is_comment = COMMENT.match(state.src, position) is not None
    if not (source.is_mdx or is_comment) or state.src.startswith(SHORTCODES, position):
        return False
    stop = source.scanner.braces_end(position)
    if stop < 0 or not LINE_END.match(state.src, stop):
        return False
    if silent:
        return True
    line = min(end, start + state.src.count("\n", position, stop) + 1)
    state.tokens.append(marker_token(_expression(state.src[position:stop], omits=not is_comment), (start, line)))
    state.line = line
    return True


def _expression(source: str, *, omits: bool) -> Marker:
    """Return the marker of an expression in braces, which is left out unless it is a string."""
    text = code_text(source[1:-1])
    entries = entries_in(source)
    return Marker("alone", "{", text, source, entries=tuple(entries), omits=omits and not text and not entries)


def _parse_inline_tag(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    """Parse a tag in a paragraph that is a component or a placeholder, or has attributes that HTML cannot have."""
    if state.src[state.pos] != "<":
        return False
    source = source_of(state.env)
    scanner = source.inline_scanner(state.src)
    tag = scanner.tag(state.pos)
    if tag is None:
        return False
    if words := words_in_sentence(tag, state.src, source):
        written = state.src[tag.start : tag.end]
        marker = Marker("alone", f"<{tag.name}", source=written, entries=(Entry("", words),), is_inline=True)
    elif source.is_container(tag):
        marker = tag_marker(tag, state.src)
    else:
        return _parse_other_tag(state, tag, source, silent=silent)
    if not silent:
        push_marker(state, marker)
    state.pos = tag.end
    return True


def _parse_other_tag(state: StateInline, tag: Tag, source: Source, *, silent: bool) -> bool:
    """Parse a tag in a paragraph that is no component."""
    if source.is_placeholder(tag):
        if not silent:
            state.pending += "<"
        state.pos += 1
        return True
    if not any(attribute.is_code for attribute in tag.attributes):
        return False
    if not silent:
        state.push("html_inline", "", 0).content = plain_tag(tag) + "\n" * state.src.count("\n", tag.start, tag.end)
    state.pos = tag.end
    return True


def plain_tag(tag: Tag) -> str:
    """Return a tag of HTML with only the attributes that are texts."""
    shown = [(attribute.name, text_of(attribute)) for attribute in tag.attributes if attribute.name]
    is_hidden = any(name == "hidden" for name, _ in shown) or any(
        attribute.name == "style" and re.search(r"display\W*none", attribute.value) for attribute in tag.attributes
    )
    kept = "".join(
        f' {name}="{value.replace(chr(34), "&quot;")}"' for name, value in shown if re.match(r"[\w-]+$", name) and value
    )
    return f"<{'/' if tag.form == 'close' else ''}{tag.name}{kept}{' hidden' if is_hidden else ''}>"


def _parse_escaped_id(state: StateInline, silent: bool) -> bool:  # noqa: ARG001, FBT001
    """Leave out the id of a heading whose brace is escaped, so that MDX does not take it for an expression."""
    match = ESCAPED_ID.match(state.src, state.pos, state.posMax)
    if not match:
        return False
    state.pos = match.end()
    return True


def _parse_inline_expression(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    """Parse an expression in braces in a paragraph; outside of MDX, only a comment."""
    source = source_of(state.env)
    if state.src[state.pos] != "{" or state.src.startswith(SHORTCODES, state.pos):
        return False
    if not (source.is_mdx or state.src.startswith("{/*", state.pos)):
        return False
    end = source.inline_scanner(state.src).braces_end(state.pos)
    if end < 0 or end > state.posMax:
        return False
    if not silent:
        push_marker(state, _expression(state.src[state.pos : end], omits=False))
    state.pos = end
    return True
