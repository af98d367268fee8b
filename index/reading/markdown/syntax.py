"""The parser of Markdown: CommonMark with the extensions that sites, wikis and note-taking programs add."""

from markdown_it import MarkdownIt
from mdit_py_plugins.deflist import deflist_plugin

from index.reading.markdown.admonitions import admonitions
from index.reading.markdown.attributes import attributes
from index.reading.markdown.bracket_tags import bracket_tags
from index.reading.markdown.callouts import callouts
from index.reading.markdown.comments import comments
from index.reading.markdown.components import components
from index.reading.markdown.containers import containers
from index.reading.markdown.directives import directives
from index.reading.markdown.footnotes import footnotes
from index.reading.markdown.grid_tables import grid_tables
from index.reading.markdown.html_blocks import html_blocks
from index.reading.markdown.inline_components import inline_components
from index.reading.markdown.marks import marks
from index.reading.markdown.noise import noise
from index.reading.markdown.notices import notices
from index.reading.markdown.raised_digits import raised_digits
from index.reading.markdown.retype import retype
from index.reading.markdown.roles import roles
from index.reading.markdown.shortcodes import shortcodes
from index.reading.markdown.source import parse_blocks
from index.reading.markdown.spaced_targets import spaced_targets
from index.reading.markdown.subtext import subtext
from index.reading.markdown.tags import tags
from index.reading.markdown.tasks import tasks
from index.reading.markdown.template_escapes import template_escapes
from index.reading.markdown.tight_headings import tight_headings
from index.reading.markdown.variables import variables
from index.reading.markdown.wikilinks import wikilinks

MAX_NESTING = 10_000
"""Levels beyond which markdown-it silently drops text; Python's stack overflows long before, and the document is refused."""


class _Parser(MarkdownIt):
    """markdown-it, except that no link is left as source text: whether its target may be shown is decided later."""

    def validateLink(self, url: str) -> bool:  # noqa: N802  # overrides a method
        """Accept every target."""
        return True


def make_parser() -> MarkdownIt:
    """Return a parser of Markdown."""
    parser = _Parser("commonmark", {"maxNesting": MAX_NESTING}).enable(["table", "strikethrough"])
    parser.core.ruler.at("block", parse_blocks)
    for extension in (
        *(footnotes, noise, tasks, comments, marks, wikilinks, attributes, tags, roles, inline_components),
        *(
            components,
            template_escapes,
            shortcodes,
            variables,
            bracket_tags,
            admonitions,
            retype,
            notices,
            directives,
            grid_tables,
            html_blocks,
            spaced_targets,
            subtext,
            callouts,
            containers,
            deflist_plugin,
            raised_digits,
            tight_headings,
        ),
    ):
        extension(parser)
    return parser
