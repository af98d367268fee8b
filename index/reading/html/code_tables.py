"""Unwraps tables that only put line numbers next to code, before a page is read."""

from collections.abc import Sequence

from lxml.html import HtmlElement

CODE_TABLES = {"highlighttable", "rouge-table", "lntable", "codehilitetable", "code-table", "processedcode"}
"""Classes of the tables of Pygments, Rouge, Chroma and the like."""
PARTS = ("table", "thead", "tbody", "tr", "td", "th")


def unwrap_code_tables(roots: Sequence[HtmlElement]) -> None:
    """Make tables of code into plain blocks."""
    tables = [table for root in roots for table in root.iter("table") if table.get("class")]
    for table in tables:
        if table.tag == "table" and not CODE_TABLES.isdisjoint(table.get("class").lower().split()):
            for part in list(table.iter(*PARTS)):
                part.tag = "div"
