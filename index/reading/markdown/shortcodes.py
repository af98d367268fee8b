"""Parses the tags of templates in Markdown: shortcodes of Hugo, and tags of Liquid as GitBook, Jekyll and others use them."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.common.utils import normalizeReference
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from index.reading.html.templates import without_tags
from index.reading.markdown.components import ALTERNATIVES
from index.reading.markdown.markers import Entry, Marker, marker_token, push_marker
from index.reading.markdown.nesting import push_inline
from index.reading.markdown.source import line_start, line_text, starting_with
from index.reading.markdown.variables import in_brackets, is_known, look_up, note_names, push_value, show_in_html
from index.reading.note_kinds import KINDS, is_kind
from index.text.characters import has_words

MAX_LENGTH = 1_000
"""Characters of one tag."""
OPENINGS = {"{{<": re.compile(r"/?>\}\}"), "{{%": re.compile(r"/?%\}\}"), "{%": re.compile(r"-?%\}")}
NAME = re.compile(r"[ \t\n-]*(?P<end>/|end(?=[a-z@]))?\s*(?P<name>[@\w][\w./@-]*)?")
ARGUMENT = re.compile(
    r"(?:(?P<key>[\w.:-]+)\s*[=:]\s*)?(?:\"(?P<a>[^\"]*)\"|'(?P<b>[^']*)'|`(?P<c>[^`]*)`|“(?P<d>[^”]*)”|(?P<e>[^\s\"'`“=]+))"
)
TITLES = ("title", "header", "heading", "label", "summary", "question", "name", "caption")
TEXTS = ("text", "content", "description", "answer")
TITLED = re.compile(
    r"(?:^|[-_])(?:tab|expand|details|collapse|collapsible|accordion|spoiler|step|card|fold|faq|question|toggle|panel)", re.I
)
"""Tags whose arguments without a name are their title."""
NOTES = KINDS | {"hint", "notice", "block", "alert", "callout", "admonition", "message", "box"}
PARAMETERS = {"param", "meta", "var"}
"""Tags of Hugo and Quarto that show a value of the page or site."""
SHOWN = {"kbd", "key", "keys", "badge", "label"}
"""Tags that show their arguments as they are."""
VERBATIM = {
    "highlight": "code",
    "prism": "code",
    "comment": "",
    "content-ref": "left out",
    "openapi": "left out",
    "mermaid": "left out",
}
"""Tags whose contents are code, a note to other writers, or not text."""
VARIABLE_LINE = re.compile(r"\{\{(?![<%])[^{}\n]*\}\}\s*$")
SNIPPET_LINE = re.compile(
    r";?-{1,}8<-{1,}(?:\s.*)?$|<<<\s*[@./~\w].*$|@\[code\b[^\[\]\n]*\]\([^()\n]+\)\s*$|!!!\s?include\s?\([^()\n]+\)\s?!!!\s*$"
)
"""A line in whose place a file is shown: of MkDocs, VitePress and VuePress."""
TEMPLATE_TAG = re.compile(r"\{%|\{\{[<%]")
TEMPLATE = r"(?:\{\{[^{}\n]{0,200}\}\}|\{%[^{}\n]{0,200}%\})"
"""A tag of a template in the target of a link."""
CALL_LINES = re.compile(r"\{\{-?\s*[\w.:]{1,60}\([^\0]{0,2000}?\)\s*-?\}\}[ \t]*(?=\n|$)")
"""A call in a template that has lines of its own."""
CALL = re.compile(r"\{\{-?\s*[\w.:-]{1,60}\([^(){}\n]{0,300}\)\s*-?\}\}")
ADDRESS = re.compile(r"[\"'](?:mailto:)?(?P<address>[^\s\"'@]+@[^\s\"'@]+\.\w+|https?://[^\s\"']+)[\"']")
"""A call in a template of Zola or Jinja, and the address in it, which is what a reader of the page sees."""
TARGET_PAGE = re.compile(
    r"\{\{[<%]\s*(?:rel)?ref\s+[\"`]?(?P<ref>[^\"`\s{}]+)|\{%-?\s*(?:link|post_url)\s+(?P<page>[^\s{}]+)"
    r"|\{\{-?\s*(?:\"(?P<a>[^\"]*)\"|'(?P<b>[^']*)')"
)
LINK_TARGET = re.compile(
    rf"`[^`\n]{{1,300}}`|\]\(\s*(?P<link><?[^\s(){{}}<>\"]{{0,200}}(?:{TEMPLATE}[^\s(){{}}<>]{{0,500}})+>?)"
    rf"|(?P<attribute>\s(?:href|src)\s?=\s?)(?P<mark>[\"'])(?P<value>[^\"'{{}}\n<>]{{0,200}}(?:{TEMPLATE}[^\"'{{}}\n<>]{{0,500}})+)(?P=mark)",
    re.IGNORECASE,
)
"""Code, or the target of a link that a template makes."""
DEFINITION = re.compile(
    rf"\[(?P<label>[^\[\]\n]{{1,500}})\]:[ \t]*(?P<link><?[^\s{{}}<>]{{0,200}}(?:{TEMPLATE}[^\s{{}}<>]{{0,500}})+>?)"
    r"(?:[ \t]+(?:\"[^\"\n]{0,500}\"|'[^'\n]{0,500}'|\([^()\n]{0,500}\)))?$"
)


class Shortcode(NamedTuple):
    """A tag of a template that ends at a position, with its arguments by name, or by number if they have none."""

    opening: str
    name: str
    form: str
    end: int
    source: str
    arguments: dict[str, str]
    unnamed: tuple[str, ...]

    @property
    def marker(self) -> Marker:
        """The marker of the tag."""
        key = f"{self.opening[:2]}{self.name}"
        if self.form == "close":
            return Marker("close", key, source=self.source)
        title = next((self.arguments[name] for name in TITLES if has_words(self.arguments.get(name, ""))), "")
        base = self.name.rpartition("/")[2].lower()
        is_note = base in NOTES
        if not title and TITLED.search(base) and not base.endswith("s"):
            title = next((word for word in reversed(self.unnamed) if word not in {"open", "closed"}), "")
            title = " ".join(self.unnamed) if self.opening == "{%" and base == "details" else title
        elif not title and is_note and base != "alert":
            title = next((word for word in reversed(self.unnamed) if " " in word or word[:1].isupper()), "")
        text = next((self.arguments[name] for name in TEXTS if has_words(self.arguments.get(name, ""))), "")
        items = self.arguments.get("items", "")
        return Marker(
            self.form,
            key,
            "" if title and is_note and is_kind(title) else title,
            self.source,
            entries=(Entry("", text),) if text and not self.name.startswith("@") else (),
            labels=tuple(item.strip() for item in items.split(",")) if items else (),
            is_note=is_note,
            is_code_group=base in {"tabpane", "code-tabs"},
            takes_label=base.endswith("tab"),
            omits=True,
        )


def shortcodes(parser: MarkdownIt) -> None:
    """Add the rules to a parser."""
    parser.block.ruler.before("table", "verbatim", _parse_verbatim, ALTERNATIVES)
    parser.block.ruler.before("table", "snippet", _parse_snippet, ALTERNATIVES)
    parser.block.ruler.before("table", "shortcode", _parse_line, ALTERNATIVES)
    parser.block.ruler.before("reference", "template_definition", _parse_definition)
    parser.core.ruler.before("inline", "template_links", _find_targets)
    parser.inline.ruler.before("link", "shortcode", _parse_inline)
    parser.inline.ruler.before("link", "template_call", _parse_call)


def read_shortcode(text: str, start: int) -> Shortcode | None:
    """Return the tag of a template at a position."""
    opening = next((opening for opening in OPENINGS if text.startswith(opening, start)), None)
    if opening is None or text.startswith("/*", start + len(opening)):
        return None
    closing = OPENINGS[opening].search(text, start + len(opening), start + MAX_LENGTH)
    if closing is None:
        return None
    inside = text[start + len(opening) : closing.start()]
    named = NAME.match(inside)
    name = (named["name"] if named else "") or ""
    if opening == "{%" and inside.lstrip()[:1] in {"#", "."}:  # the id or class of a heading in Markdoc
        name = "annotation"
    if named is None or (not name and has_words(inside)):
        return None
    if opening != "{%" and named["end"] == "end":  # only Liquid closes tags this way
        name = f"end{name}"
    is_closing = bool(named["end"]) and (named["end"] == "/" or opening == "{%")
    form = "close" if is_closing else "alone" if closing[0].startswith("/") else "open"
    arguments = {} if is_closing else dict(read_arguments(inside[named.end() :]))
    unnamed = tuple(value for key, value in arguments.items() if key.isdecimal())
    return Shortcode(opening, name, form, closing.end(), text[start : closing.end()], arguments, unnamed)


def read_arguments(text: str) -> Iterator[tuple[str, str]]:
    """Yield the arguments in a text, each with its name, or its number if it has none."""
    for number, match in enumerate(ARGUMENT.finditer(text)):
        value = next((match[group] for group in "abcde" if match[group] is not None), "")
        yield match["key"] or str(number), value


@starting_with(*OPENINGS, "{{")
def _parse_line(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001  # the parser's own shape
    """Parse lines of nothing but tags, and leave out lines of nothing but a variable."""
    line = line_text(state, start)
    if VARIABLE_LINE.match(line) and not is_known(line, state.env):
        return silent or _leave_out_line(state, start)
    position = line_start(state, start)
    call = CALL_LINES.match(state.src, position, state.eMarks[end - 1])
    if call and not ADDRESS.search(call[0]):
        return silent or _push_call(state, call, start)
    found: list[Shortcode] = []
    while (shortcode := read_shortcode(state.src, position)) and shortcode.name:
        found.append(shortcode)
        position = state.skipSpaces(shortcode.end)
    if not found or (position < len(state.src) and state.src[position] != "\n"):
        return False
    stop = min(end, start + state.src.count("\n", line_start(state, start), position) + 1)
    for shortcode in found:
        note_names(shortcode.source, state.env)
    return silent or _push(state, [shortcode.marker for shortcode in found], start, stop)


@starting_with("-", ";", "<<<", "@[code", "!!!")
def _parse_snippet(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: ARG001, FBT001
    """Leave out a line of nothing but a snippet."""
    is_snippet = SNIPPET_LINE.match(state.src, line_start(state, start), state.eMarks[start]) is not None
    return is_snippet and (silent or _leave_out_line(state, start))


def _push_call(state: StateBlock, call: re.Match[str], start: int) -> bool:
    return _push(state, [Marker("alone", "line", source=call[0], omits=True)], start, start + call[0].count("\n") + 1)


def _leave_out_line(state: StateBlock, line: int) -> bool:
    return _push(state, [Marker("alone", "line", source=line_text(state, line), omits=True)], line, line + 1)


def _push(state: StateBlock, markers: list[Marker], start: int, stop: int) -> bool:
    state.tokens += [marker_token(marker, (start, stop)) for marker in markers]
    state.line = stop
    return True


@starting_with(*OPENINGS)
def _parse_verbatim(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001
    """Parse a tag whose contents are not Markdown, with its contents."""
    shortcode = read_shortcode(state.src, line_start(state, start))
    if shortcode is None or shortcode.form != "open" or shortcode.name not in VERBATIM:
        return False
    line = _closing_line(state, start, end, shortcode)
    if line < 0:
        return False
    if not silent:
        content = state.getLines(start + 1, line, state.blkIndent, keepLastLF=True)
        if VERBATIM[shortcode.name] == "code":
            token = state.push("fence", "code", 0)
            token.content, token.map = content, [start, line + 1]
        elif VERBATIM[shortcode.name]:
            state.tokens.append(Token("omission", "", 0, map=[start, line + 1], content=content))
        state.line = line + 1
    return True


def _closing_line(state: StateBlock, start: int, end: int, shortcode: Shortcode) -> int:
    """Return the line with the closing tag, or -1; a name without one is searched for only once."""
    missing: set[str] = state.env.setdefault("unclosed_shortcodes", set())
    if shortcode.name in missing:
        return -1
    opening = r"\{%-?\s*(?:end|/\s*)" if shortcode.opening == "{%" else r"\{\{[<%]\s*/\s*"
    closing = re.compile(opening + re.escape(shortcode.name))
    for line in range(start + 1, end):
        if closing.match(state.src, line_start(state, line)):
            return line
    missing.add(shortcode.name)
    return -1


def _find_targets(state: StateCore) -> None:
    """Replace targets of links that a template makes, which no rule takes for targets, and leave out tags in HTML."""
    for token in state.tokens:
        if token.type in {"inline", "html_block"} and "{" in token.content:
            token.content = LINK_TARGET.sub(_with_target, token.content)
            if token.type == "html_block" and "{{" in token.content:
                token.content = show_in_html(token.content, state.env)
            if token.type == "html_block" and TEMPLATE_TAG.search(token.content):
                token.content = without_tags(token.content)


def _with_target(match: re.Match[str]) -> str:
    if match["link"]:
        return f"]({_target(match['link'])}"
    if match["value"]:
        return f"{match['attribute']}{match['mark']}{_target(match['value'])}{match['mark']}"
    return match[0]


def _target(written: str) -> str:
    """Return the target of a link with the pages that tags name in place of the tags, and without other tags."""
    return "".join(re.sub(TEMPLATE, _page, written.removeprefix("<").removesuffix(">")).split())


def _page(match: re.Match[str]) -> str:
    page = TARGET_PAGE.match(match[0])
    return next(filter(None, page.groups()), "") if page else ""


@starting_with("[")
def _parse_definition(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: ARG001, FBT001
    """Parse the definition of a link whose target a template makes."""
    text = line_text(state, start)
    match = DEFINITION.match(text) if "{" in text and "]:" in text else None
    if match is None or silent:
        return False
    found = {"title": "", "href": _target(match["link"]), "map": [start, start + 1]}
    state.env.setdefault("references", {}).setdefault(normalizeReference(match["label"]), found)
    state.line = start + 1
    return True


def _parse_inline(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    if state.src[state.pos] != "{":
        return False
    shortcode = read_shortcode(state.src, state.pos)
    if shortcode is None or not shortcode.name or shortcode.end > state.posMax:
        return False
    if not silent:
        _push_inline(state, shortcode)
    state.pos = shortcode.end
    return True


def _push_inline(state: StateInline, shortcode: Shortcode) -> None:
    """Add a tag within a paragraph: the value that it names, the keys that it shows, or nothing but a marker."""
    first = shortcode.unnamed[0] if shortcode.unnamed else ""
    if shortcode.opening == "{%":
        note_names(shortcode.source, state.env)
    elif first and shortcode.name in PARAMETERS:
        path = first.split(".")
        return push_value(state, look_up(path, state.env) or look_up(["params", *path], state.env) or in_brackets(path))
    elif first and shortcode.name in SHOWN:
        return push_inline(state, " ".join(shortcode.unnamed))
    return push_marker(state, shortcode.marker)


def _parse_call(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    """Show the address in a call of a template in its place; any other call is kept as it is."""
    call = CALL.match(state.src, state.pos, state.posMax)
    found = ADDRESS.search(call[0]) if call else None
    if call is None or found is None:
        return False
    if not silent:
        state.push("text", "", 0).content = found["address"]
    state.pos = call.end()
    return True
