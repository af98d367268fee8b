"""Gives elements the tags that they stand for, where sites build headings and tables of `<div>`, before a page is read."""

from collections.abc import Sequence

from lxml.html import HtmlElement

CLASSES = dict(
    [
        *(("subSectionTitle", "h2"), ("bb_h1", "h3"), ("bb_h2", "h4"), ("bb_h3", "h5"), ("bb_quoteauthor", "cite")),
        *(("bb_table", "table"), ("bb_table_tr", "tr"), ("bb_table_th", "th"), ("bb_table_td", "td")),
    ]
)
"""Classes of elements in Steam's guides."""
ROLES = dict(
    [
        *(("table", "table"), ("rowgroup", "tbody"), ("row", "tr"), ("columnheader", "th"), ("rowheader", "th")),
        *(("cell", "td"), ("list", "ul"), ("listitem", "li")),
    ]
)
"""ARIA roles of elements that scripts build."""


def name_stand_ins(roots: Sequence[HtmlElement]) -> None:
    """Rename the `<div>` and `<span>` elements whose role or class says that they are something else."""
    for element in [element for root in roots for element in root.iter("div", "span") if element.attrib]:
        tag = ROLES.get(element.get("role", ""))
        for name in element.get("class", "").split():
            tag = tag or CLASSES.get(name)
        if tag:
            element.tag = tag
