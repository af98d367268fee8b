"""Parses links in double brackets: of Obsidian and MediaWiki (`[[Page|text]]`), and of GitHub's wikis (`[[text|Page]]`)."""

import re

from markdown_it import MarkdownIt
from markdown_it.common.utils import normalizeReference
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline

from index.reading.images import shown_alt
from index.reading.markdown.nesting import push, push_inline
from index.text.characters import fold, has_words

MAX_LENGTH = 500
WIKILINK = re.compile(rf"(?P<embed>!?)\[\[(?P<inside>[^\[\]\n]{{1,{MAX_LENGTH}}})\]\]")
PAIR = re.compile(rf"(?<!!)\[\[([^\[\]|\n]{{1,{MAX_LENGTH}}})\|([^\[\]|\n]{{1,{MAX_LENGTH}}})\]\]")
CONTENTS = re.compile(r"_?_?(?:toc|contents)_?_?", re.IGNORECASE)
"""The place where a table of contents is generated."""
CODE = re.compile(r"\s*(?:-\w\s|!\s|[$\"']).*|.*\s==\s.*|[\d\s,.;+-]*", re.ASCII)
"""The inside of a condition of a shell, or of numbers."""
PAGE_NAME = re.compile(r"https?://|.*\.(?:md|html?)(?:#.*)?$|[^\s|]*[/#]|\S*\w-\w\S*$", re.IGNORECASE | re.DOTALL)
"""A text that is rather the name of a page than words to show."""
SURE = 3
"""The weight of a name of a page, which outweighs other signs of the order."""
IMAGE_NAME = re.compile(r"[^|]*\.(?:png|jpe?g|gif|webp|svg|bmp|avif)\s*", re.IGNORECASE)
IMAGE_OPTION = re.compile(
    r"\d*(?:x\d*)?(?:px|em|%)?|(?:width|height|align|float|class|link|page|lang|style)\s?=.*"
    r"|frame(?:less|d)?|border|thumb(?:nail)?|left|right|cent(?:er|re)|none|upright",
    re.IGNORECASE,
)
ALT_OPTION = re.compile(r"alt\s?=", re.IGNORECASE)
EXTENSION = re.compile(r"\.(?:md|markdown|mdx|html?)$", re.IGNORECASE)


def wikilinks(parser: MarkdownIt) -> None:
    """Add the rules to a parser."""
    parser.core.ruler.before("inline", "wikilink_order", _find_order)
    parser.inline.ruler.before("link", "wikilink", _parse)


def _find_order(state: StateCore) -> None:
    """Decide whether the links of this document that could be read in both orders have their text first."""
    if "text_first" not in state.env:
        state.env["text_first"] = has_text_first(state.src)


def has_text_first(text: str) -> bool:
    """Return whether most links of a document that could be read in both orders have their text first."""
    return sum(_order(first, second) for first, second in PAIR.findall(text)) > 0


def _order(first: str, second: str) -> int:
    """Return a positive number if the text of a link comes first, a negative one if its target does, 0 if unsure."""
    by_name = bool(PAGE_NAME.match(second)) - bool(PAGE_NAME.match(first))
    by_case = first[:1].islower() - second[:1].islower()
    return SURE * by_name + by_case


def _parse(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  # the parser's own shape
    match = WIKILINK.match(state.src, state.pos, state.posMax)
    if not match or not has_words(match["inside"]) or _is_other_markup(state, match):
        return False
    if not silent:
        parts = [part.strip() for part in match["inside"].replace("\\|", "|").split("|")]
        if match["embed"] or IMAGE_NAME.fullmatch(parts[0]):
            _push_embedded(state, parts)
        elif not CONTENTS.fullmatch(parts[0]):
            _push_link(state, parts)
    state.pos = match.end()
    return True


def _is_other_markup(state: StateInline, match: re.Match[str]) -> bool:
    """Return whether double brackets are no link to a page: code, numbers, or a link of Markdown around single brackets."""
    inside = match["inside"]
    is_markdown = state.src.startswith("(", match.end()) or normalizeReference(inside) in state.env.get("references", {})
    return is_markdown or CODE.fullmatch(inside) is not None


def _push_embedded(state: StateInline, parts: list[str]) -> None:
    """Add what is left of an embedded image or page: the text that describes an image."""
    if IMAGE_NAME.fullmatch(parts[0]):
        options = [part for part in parts[1:] if not IMAGE_OPTION.fullmatch(part)]
        alt = shown_alt(ALT_OPTION.sub("", options[-1]), parts[0]) if options else ""
        push(state, "text", alt)
    else:
        push(state, "omission", page_name(parts[0]))


def _push_link(state: StateInline, parts: list[str]) -> None:
    """Add a link's text, or the name of the page it leads to; only a link to another site keeps its target."""
    order = _order(parts[0], parts[1]) if len(parts) > 1 else -1
    is_reversed = len(parts) > 1 and (order > 0 or (abs(order) < SURE and state.env["text_first"]))
    target, label = (parts[-1], parts[0]) if is_reversed else (parts[0], parts[-1] if len(parts) > 1 else "")
    if target.startswith(("http://", "https://")):
        state.push("link_open", "a", 1).attrs = {"href": target}
        push_inline(state, label or target)
        state.push("link_close", "a", -1)
    else:
        push_inline(state, label or page_name(target))


def page_name(target: str) -> str:
    """Return a readable form of a link's target: the page without its folder, and the section, `Page > Section`."""
    page, *sections = [fold(part) for part in target.split("#")]
    names = [EXTENSION.sub("", page.strip("/:").rpartition("/")[2])]
    names += [section for section in sections if not section.startswith("^")]
    return " > ".join(name for name in names if name)
