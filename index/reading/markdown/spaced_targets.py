"""Accepts white space in the targets of links and images, as Python-Markdown and kramdown do."""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore

INSIDE = r"[^()<>\"'\n]"
START = r"(?:https?://|mailto:|[#/]|\.{1,2}/)"
END = r"\.(?:mdx?|html?|png|jpe?g|gif|svg|webp|pdf|docx?)(?:#[^()<>\"'\n]{0,200})?"
SPACED = re.compile(
    rf"(?P<code>`[^`\n]{{1,300}}`)|\]\([ \t]*(?P<target>(?={INSIDE}{{0,500}}?[^\s()<>\"'][ \t]+[^\s()<>=])"
    rf"(?:{START}{INSIDE}{{1,500}}?|[^()<>\"'\n:]{{1,200}}?(?:{END}|/[^()<>\"'\n:/]{{1,200}}/{INSIDE}{{1,200}}?)))[ \t]*\)"
)
"""Code, or the target of a link with white space in it that is an address or a path."""
TITLED = re.compile(
    rf"(?P<code>`[^`\n]{{1,300}}`)"
    rf"|\]\([ \t]*(?P<target>(?={INSIDE}{{0,500}}?[^\s()<>\"'][ \t]+[^\s()<>=\"']){INSIDE}{{1,500}}?)"
    r"[ \t]+(?P<title>\"[^\"\n]{0,500}\")[ \t]*\)"
)
"""Code, or the target of a link with white space in it and a title behind it, such as that of a page of a wiki."""


def spaced_targets(parser: MarkdownIt) -> None:
    """Add the rule to a parser."""
    parser.core.ruler.before("inline", "spaced_targets", _mark_targets)


def _mark_targets(state: StateCore) -> None:
    """Put targets with white space between the marks that CommonMark requires."""
    for token in state.tokens:
        if token.type == "inline" and "](" in token.content:
            token.content = SPACED.sub(lambda match: match["code"] or f"](<{match['target'].strip()}>)", token.content)
            token.content = TITLED.sub(
                lambda match: match["code"] or f"](<{match['target'].strip()}> {match['title']})", token.content
            )
