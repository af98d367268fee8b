"""Tables that are drawn with rules and bars in Markdown."""

import pytest

from tests.conftest import texts
from tests.fuzzing import guarded

GRID = """\
+-------+-------------------+
| Boat  | Crew              |
+=======+===================+
| Four  | a **cox**, and    |
|       | [rowers](r.md)    |
+-------+-------------------+
| Eight | - nine            |
|       | - or ten          |
+-------+-------------------+
"""


def test_a_drawn_table_is_read_as_rows_with_the_names_of_their_columns(read):
    document = read("a.md", f"## Boats\n\n{GRID}\nThe end.\n")
    assert [(block.line, block.text) for block in document.blocks] == [
        (6, "Boat: Four; Crew: a cox, and rowers (r.md)"),
        (9, "Boat: Eight; Crew: nine, or ten"),
        (13, "The end."),
    ]


def test_a_drawn_table_may_be_in_an_item_and_without_a_header(read):
    table = GRID.replace("=", "-").replace("\n", "\n  ")
    assert texts(read("a.md", f"- Boats:\n\n  {table}\n- Oars\n")) == [
        "Boat: Crew",
        "Four: a cox, and rowers (r.md)",
        "Eight: nine, or ten",
        "Oars",
    ]


def test_no_words_of_a_cell_across_columns_or_below_an_empty_header_are_lost(read):
    text = "+---+---+\n|   |   |\n+===+===+\n| # Name | # Fee  |\n".replace("---", "-" * 8).replace("===", "=" * 8)
    text = text.replace("|   |   |", f"|{' ' * 8}|{' ' * 8}|")
    rule = f"+{'-' * 8}+{'-' * 8}+\n"
    document = read("a.md", f"{text}{rule}| Four   | 96     |\n{rule}| Closed in May   |\n{rule}")
    assert texts(document) == ["Name: Four; Fee: 96", "Name: Closed in May"]


def test_code_in_a_drawn_table_has_no_fence(read):
    rule = f"+------+{'-' * 10}+\n"
    head = f"{rule}| OS   | Command  |\n{rule.replace('-', '=')}"
    table = f"{head}| Mac  | ```sh    |\n|      | row now  |\n|      | ```      |\n{rule}"
    assert texts(read("a.md", table)) == ["OS: Mac; Command: row now"]


@pytest.mark.parametrize(
    "text", ["+---+---+\n| a | b\n", "+---+\n+---+\n", "+---+---+\n| a | b |\n+   +---+\n|   | c |\n+---+---+\n", "+-- why\n"]
)
def test_other_drawings_are_text(read, text):
    assert all(";" not in found for found in texts(read("a.md", f"{text}\nThe end.\n")))


def test_a_drawing_in_code_is_kept_as_it_is(read):
    assert texts(read("a.md", f"```\n{GRID}```\n")) == [GRID.rstrip()]


@pytest.mark.parametrize("piece", ["+--+--+\n", "+--+--+\n| a| b|\n", "+--+--+\n| a| b\n", "+" + "--+" * 500 + "\n"])
def test_drawn_tables_without_end_are_read_in_time(read, piece):
    with guarded():
        read("a.md", f"{piece * (90_000 // len(piece))}\n\nThe end.\n")
