"""Reads variables of templates in a text: `{{ page.title }}`, `{{ site.name }}`, `{{ "text" | filter }}`.

A variable of the page is shown as its front matter says. One of the whole site is only known to its generator, and is shown
as its name in brackets. Others may be what the text is about, such as `{{ user }}` in the settings of a bot, and are kept.
"""

import re
from collections.abc import MutableMapping, Sequence
from html import escape
from itertools import pairwise
from typing import Any, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from index.reading.markdown.nesting import push, push_inline
from index.text.characters import has_words

STRING = r"(?:\"[^\"\n]{0,500}\"|'[^'\n]{0,500}')"
VARIABLE = re.compile(rf"\{{\{{-?[ \t]*(?P<inside>(?:{STRING}|[^{{}}\"'\n]){{1,300}}?)[ \t]*-?\}}\}}(?!\}})")
ELEMENT = re.compile(rf"<[^<>]*>|{VARIABLE.pattern}")
CODE = re.compile(r"<(?:code|pre|kbd|samp|textarea)\b", re.IGNORECASE)
TAG_START, MAX_TAG = re.compile(r"\{%"), 200
LITERAL = re.compile(rf"(?P<text>{STRING})(?:\.format\((?P<name>\w*).*\)|\s*(?:\|.*)?)$")
ICON = re.compile(r"[\w.]*icon[\w.]*\(.*\)$", re.IGNORECASE)
"""A call that draws an icon."""
LABEL = re.compile(r"\]\([^()\s]*\)")
NAME = re.compile(r"\$?\.?(?P<name>\$?[A-Za-z_][\w.-]*)\s*(?:\|(?P<filters>.*))?$")
DEFAULT = re.compile(rf"\bdefault\b\s*[:(]?\s*(?P<text>{STRING})")
LOOP = re.compile(r"\{%-?\s*(?:for|tablerow)\s+(?P<first>\w+)(?:\s*,\s*(?P<second>\w+))?\s+in\b")
ASSIGNMENT = re.compile(rf"\{{%-?\s*(?:assign|set|capture)\s+(?P<name>\w+)(?:\s*=\s*(?P<text>{STRING})?)?")
PAGE_ROOTS = {"page", "frontmatter", "$frontmatter", "$page", "Params", "Page"}
SITE_ROOTS = PAGE_ROOTS | {"site", "layout", "include", "$site", "$themeConfig", "theme", "Site", "jekyll"}
"""Roots of the variables of a generator, which only pages with front matter have."""
SURE_ROOTS = {"book", "extra", "$page", "$frontmatter", "$site"}
"""Roots that also pages without front matter have: of GitBook, MkDocs and VitePress."""
INNER_ROOTS = {"meta", "frontmatter", "Params", "data"}
UNNAMED = {"data", "params", "vars", "variables"}
"""Parts of a name that say nothing."""
WORD_JOINT = re.compile(r"[_$-]+|(?<=[a-z])(?=[A-Z])")
SUBSTITUTIONS = ("substitutions", "variables", "vars")
MIN_WORDS = 3
"""Words beside the variables of a loop, without which a text says nothing."""
LOOPED = "looped"


class _Shown(NamedTuple):
    """What is shown in place of a variable: a text that is written somewhere, a name in brackets, or nothing in a loop."""

    text: str
    is_written: bool


STAND_IN = _Shown("", is_written=False)


def variables(parser: MarkdownIt) -> None:
    """Add the rules to a parser."""
    parser.inline.ruler.before("link", "variable", _parse)
    parser.core.ruler.after("inline", "looped", _leave_out_looped)


def note_names(source: str, env: MutableMapping[str, Any]) -> None:
    """Note the names that a tag of a template gives to values: those of loops have none, others may be a text."""
    names: dict[str, str | None] = env.setdefault("names", {})
    if loop := LOOP.match(source):
        names.update(dict.fromkeys(filter(None, loop.groups()), LOOPED))
    elif assignment := ASSIGNMENT.match(source):
        names[assignment["name"]] = assignment["text"]


def show_in_html(text: str, env: MutableMapping[str, Any]) -> str:
    """Return a piece of HTML with what is shown in place of its variables; one with code is kept as it is."""
    for tag in TAG_START.finditer(text):
        note_names(text[tag.start() : tag.start() + MAX_TAG], env)
    return text if CODE.search(text) else ELEMENT.sub(lambda match: _in_html(match, env), text)


def _in_html(match: re.Match[str], env: MutableMapping[str, Any]) -> str:
    found = _shown(match["inside"], env) if match["inside"] else None
    return match[0] if found is None else escape(found.text)


def is_known(line: str, env: MutableMapping[str, Any]) -> bool:
    """Return whether a line that is nothing but a variable is shown as a text."""
    match = VARIABLE.match(line.strip())
    found = _shown(match["inside"], env) if match else None
    return found is not None and found.is_written


def look_up(path: Sequence[str], env: MutableMapping[str, Any]) -> str | None:
    """Return what the front matter says about a variable, if that is a text or a list of texts."""
    value: Any = env.get("values")
    for part in path:
        value = value.get(part) if isinstance(value, dict) else None
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return ", ".join(value)
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else None


def in_brackets(path: Sequence[str]) -> str:
    """Return the name of a variable as words in brackets."""
    words = (word for part in path if part.lower() not in UNNAMED for word in WORD_JOINT.split(part))
    return f"[{' '.join(filter(None, words)).lower()}]"


def push_value(state: StateInline, text: str) -> None:
    """Add the value of a variable, which may have markup, but no variables."""
    if "{{" in text or "{%" in text:
        push(state, "text", text)
    else:
        push_inline(state, text)


def _parse(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  # the parser's own shape
    match = VARIABLE.match(state.src, state.pos, state.posMax) if state.src.startswith("{{", state.pos) else None
    found = _shown(match["inside"], state.env) if match else None
    if match is None or found is None:
        return False
    if not silent:
        if found.is_written:
            push_value(state, found.text)
        else:
            push(state, "text" if found.text else LOOPED, found.text)
    state.pos = match.end()
    return True


def _shown(inside: str, env: MutableMapping[str, Any]) -> _Shown | None:
    """Return what is shown in place of a variable; None if it is kept."""
    if literal := LITERAL.match(inside):
        text = literal["text"][1:-1].replace("{}", "")
        return _Shown(text, is_written=True) if has_words(LABEL.sub("", text)) else _named([literal["name"] or text])
    if ICON.match(inside):
        return _Shown("", is_written=True)
    match = NAME.match(inside)
    if match is None:
        return None
    root, *rest = match["name"].split(".")
    names: dict[str, str | None] = env.get("names", {})
    if root in names:
        value = names[root]
        return STAND_IN if value == LOOPED else _Shown(value[1:-1], is_written=True) if value else _named([root, *rest])
    written = _of_page(root, rest, env)
    return _Shown(written, is_written=True) if written else _of_site(root, rest, match["filters"] or "", env)


def _named(path: Sequence[str]) -> _Shown:
    return _Shown(in_brackets(path), is_written=False)


def _of_page(root: str, rest: Sequence[str], env: MutableMapping[str, Any]) -> str | None:
    """Return what the front matter says about a variable."""
    if not rest:
        places = [(*above, name) for name in SUBSTITUTIONS for above in ((), ("myst",))]
        return next(filter(None, (look_up((*place, root), env) for place in places)), None)
    if root not in PAGE_ROOTS:
        return None
    inner = rest[1:] if rest[0] in INNER_ROOTS else []
    return look_up(rest, env) or (look_up(inner, env) if inner else None)


def _of_site(root: str, rest: Sequence[str], filters: str, env: MutableMapping[str, Any]) -> _Shown | None:
    """Return what stands for a variable that only the generator of a site knows: its default, or its name."""
    if not rest or not (root in SURE_ROOTS or (root in SITE_ROOTS and env.get("values") is not None)):
        return None
    default = DEFAULT.search(filters)
    return _Shown(default["text"][1:-1], is_written=True) if default else _named([root, *rest])


def _leave_out_looped(state: StateCore) -> None:
    """Leave out texts of loops that say hardly anything without their variables."""
    for before, token in pairwise(state.tokens):
        children = token.children or ()
        if before.type == "heading_open":
            continue  # without words, it is none
        if token.type == "inline" and any(child.type == LOOPED for child in children):
            words = " ".join(child.content for child in children if child.type != "html_inline").split()
            if sum(map(has_words, words)) < MIN_WORDS:
                token.children = [Token("omission", "", 0, content=token.content)]
