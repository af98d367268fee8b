"""Parses HTML with lxml."""

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from index.errors import DocumentError
from index.reading.addresses import join_addresses
from index.reading.blocks import Reading
from index.reading.collector import Collector
from index.reading.html.code_tables import unwrap_code_tables
from index.reading.html.footnotes import move_footnotes
from index.reading.html.google_docs import drop_comments, nest_lists
from index.reading.html.infoboxes import flatten_infoboxes
from index.reading.html.note_tables import unwrap_note_tables
from index.reading.html.page import survey_fragment, survey_page
from index.reading.html.question_tables import unwrap_question_tables
from index.reading.html.raised_digits import mark_raised_digits
from index.reading.html.stand_ins import name_stand_ins
from index.reading.html.templates import without_template
from index.reading.html.titles import page_titles
from index.reading.html.walk import Walk
from index.reading.labels import promote_labels
from index.text.characters import clean, fold


def read_html(data: str, *, url: str | None = None) -> Reading:
    """Read a page, resolving relative links against `url`. Raises DocumentError if it cannot be parsed to its end."""
    collector = Collector(url)
    titles, data = without_template(data)
    roots = _parse(data)
    unwrap_code_tables(roots)
    unwrap_note_tables(roots)
    unwrap_question_tables(roots)
    name_stand_ins(roots)
    flatten_infoboxes(roots)
    drop_comments(roots)
    nest_lists(roots)
    move_footnotes(roots)
    mark_raised_digits(roots)
    Walk(collector, survey_page(roots)).run()
    collector.items = join_addresses(collector.items)
    return Reading((*titles, *page_titles(roots, collector.items)), promote_labels(collector.items), tuple(collector.omissions))


def read_fragment(data: str, line: int, collector: Collector, prefix: str = "") -> None:
    """Read HTML embedded at `line` of another document into its collector, with `prefix` before the first block."""
    roots = _parse(data)
    mark_raised_digits(roots)
    Walk(collector, survey_fragment(roots), line - 1, prefix).run()


def read_words(data: str) -> str:
    """Return the text of a piece of HTML without its markup, and the alternative text of its images."""
    roots = _parse(data)
    alts = [image.get("alt", "") for root in roots for image in root.iter("img")]
    return fold(clean(" ".join([*(root.text_content() for root in roots), *alts])))


def _parse(data: str) -> list[HtmlElement]:
    """Return the root elements of a page or fragment: one, several if elements follow its end, none if it is empty.

    Raises DocumentError if it cannot be parsed to its end.
    """
    parser = HTMLParser(encoding="utf-8", huge_tree=True)
    try:
        tree = document_fromstring(data.encode("utf-8"), parser=parser)
    except etree.ParserError:
        return []
    for error in parser.error_log.filter_from_fatals():
        raise DocumentError(f"cannot be parsed to its end ({error.message})", fix="reduce its nesting")
    return [tree, *(sibling for sibling in tree.itersiblings() if isinstance(sibling.tag, str))]
