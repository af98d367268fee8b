"""Makes the tables of questions that DocBook writes into lists of terms, before a page is read."""

from collections.abc import Iterator, Sequence

from lxml.html import HtmlElement

from index.reading.html.elements import preceding, text_of

CELLS = ("td", "th")
WITH_LABEL = 2
"""Cells of a row whose first is a number, `Q:` or `A:`."""


def unwrap_question_tables(roots: Sequence[HtmlElement]) -> None:
    """Make each question in a row of its own the term of the rows of answers below it, and its list of contents navigation."""
    for table in [table for root in roots for table in root.iter("table")]:
        rows = list(_rows(table))
        if any(_is_row(row, "question") for row in rows) and any(_is_row(row, "answer") for row in rows):
            questions = {text_of(_content(row)) for row in rows if _is_row(row, "question")}
            _mark_contents(table, rows, questions)
            _unwrap(table, rows)


def _rows(table: HtmlElement) -> Iterator[HtmlElement]:
    for part in table:
        if part.tag == "tr":
            yield part
        elif part.tag in {"thead", "tbody"}:
            yield from part.iterchildren("tr")


def _is_row(row: HtmlElement, kind: str) -> bool:
    return kind in row.get("class", "").lower().split() and next(row.iterchildren(*CELLS), None) is not None


def _content(row: HtmlElement) -> HtmlElement:
    """Return the cell of a row that is not its label."""
    return list(row.iterchildren(*CELLS))[-1]


def _mark_contents(table: HtmlElement, rows: Sequence[HtmlElement], questions: set[str]) -> None:
    """Make the list of links to the questions, before a table or in a row of its own, navigation."""
    before = preceding(table)
    others = [row for row in rows if not _is_row(row, "question") and not _is_row(row, "answer")]
    for listed in [*([before] if before is not None else ()), *(node for row in others for node in row.iter("dl"))]:
        links = list(listed.iter("a")) if listed.tag == "dl" else []
        if links and all(text_of(link) in questions for link in links):
            listed.tag = "nav"


def _unwrap(table: HtmlElement, rows: Sequence[HtmlElement]) -> None:
    question = None
    for row in rows:
        is_question, is_answer = _is_row(row, "question"), _is_row(row, "answer")
        row.tag = row.getparent().tag = "div"
        cells = list(row.iterchildren(*CELLS))
        for cell in cells:
            cell.tag = "div"
        if not is_question and not is_answer:
            question = None
            continue
        row.attrib.pop("class")
        if len(cells) == WITH_LABEL:
            cells[0].clear(keep_tail=True)
        if is_question:
            question = row
            row.tag, cells[-1].tag = "dl", "dt"
        elif question is not None:
            cells[-1].tag = "dd"
            question.append(cells[-1])
    table.tag = "div"
