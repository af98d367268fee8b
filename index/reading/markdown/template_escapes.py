"""Shows what tags of templates keep from being read: `{% raw %}` of Liquid and Jinja, and `{{</* escaped */>}}` of Hugo."""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline

from index.reading.markdown.nesting import push

RAW = re.compile(r"\{%-?\s*raw\s*-?%\}(?P<inside>(?:(?!\{%-?\s*raw\b)[^\0]){0,2000}?)\{%-?\s*endraw\s*-?%\}")
ESCAPED = re.compile(r"\{\{(?P<open>[<%])/\*(?P<inside>[^{}]{0,1000}?)\*/(?P<close>[>%])\}\}")


def template_escapes(parser: MarkdownIt) -> None:
    """Add the rules to a parser."""
    parser.inline.ruler.before("link", "raw", _parse_raw)
    parser.inline.ruler.before("link", "escaped_shortcode", _parse_escaped)
    parser.core.ruler.after("inline", "escapes_in_code", _show_in_code)


def _parse_raw(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  # the parser's own shape
    """Keep variables and tags between tags for raw text as they are."""
    match = RAW.match(state.src, state.pos, state.posMax) if state.src.startswith("{%", state.pos) else None
    if match is None or "{" not in match["inside"] or "\n" in match["inside"]:
        return False
    if not silent:
        push(state, "text", match["inside"])
    state.pos = match.end()
    return True


def _parse_escaped(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    match = ESCAPED.match(state.src, state.pos, state.posMax) if state.src.startswith("{{", state.pos) else None
    if match is None or "\n" in match["inside"]:
        return False
    if not silent:
        push(state, "text", _shown(match))
    state.pos = match.end()
    return True


def _shown(match: re.Match[str]) -> str:
    return f"{{{{{match['open']}{match['inside']}{match['close']}}}}}"


def _show_in_code(state: StateCore) -> None:
    """Show code as on the page: the generator reads its tags before the code is code, on pages with front matter."""
    is_template = state.env.get("values") is not None
    for token in state.tokens:
        for each in (token, *(token.children or ())):
            if each.type in {"fence", "code_block", "code_inline"} and "{" in each.content:
                each.content = ESCAPED.sub(_shown, each.content)
                if is_template:
                    each.content = RAW.sub(r"\g<inside>", each.content)
