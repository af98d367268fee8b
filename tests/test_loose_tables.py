"""Tables of Markdown as people type them: with too many cells in a row, or a rule that does not fit the header."""

import pytest

from tests.conftest import places, texts
from tests.fuzzing import guarded

ROWS = {
    "| Four | a cox | and rowers |": "Boat: Four; Crew: a cox | and rowers",
    "| Four | `a|b` and more |": "Boat: Four; Crew: a|b and more",
    "| `a|b` | a cox |": "Boat: a|b; Crew: a cox",
    "| `a|b` | `c|d` | x |": "Boat: a|b; Crew: c|d | x",
    "| Four | a cox | |": "Boat: Four; Crew: a cox",
    "| Four | a `cox |": "Boat: Four; Crew: a `cox",
    r"| Four | a\|b |": "Boat: Four; Crew: a|b",
    "Four | a cox | **late** | [x](y)": "Boat: Four; Crew: a cox | late | x (y)",
}


@pytest.mark.parametrize(("row", "text"), ROWS.items(), ids=ROWS)
def test_no_cell_of_a_row_is_lost(read, row, text):
    assert texts(read("a.md", f"| Boat | Crew |\n|---|---|\n{row}\n| Eight | nine |\n")) == [text, "Boat: Eight; Crew: nine"]


@pytest.mark.parametrize(
    "rule", ["|---|---|---|", "|---|---|", "--|:-:", "| --- | --- | --- | --- |", "|-|-|-|-|-|-|-|-|-|-|-|-|"]
)
@pytest.mark.parametrize("end", ["", "\n", "\n\nThe end.\n"])
def test_the_rule_below_a_header_may_have_more_or_fewer_cells(read, rule, end):
    document = read("a.md", f"| Boat | Crew | Name |\n{rule}\n| Four | five | Lenn |{end}")
    last = [(5, (), "The end.")] if end.strip() else []
    assert places(document) == [(3, (), "Boat: Four; Crew: five; Name: Lenn"), *last]


@pytest.mark.parametrize(
    "text", ["a | b\n\n---|---|---\n", "Boats | crews\n---\n", "Boats\n|---|---|\n", "    Boats | crews\n    ---|---|---\n"]
)
def test_other_lines_with_bars_and_dashes_are_no_tables(read, text):
    assert not any(": " in found for found in texts(read("a.md", f"{text}\nThe end.\n")))


@pytest.mark.parametrize("count", [2, 3_000])
def test_each_of_many_tables_may_have_a_rule_that_does_not_fit(read, count):
    with guarded():
        found = texts(read("a.md", "| Boat | Crew |\n|---|---|---|\n| Four | five |\n\n" * count))
    assert found == ["Boat: Four; Crew: five"] * count
