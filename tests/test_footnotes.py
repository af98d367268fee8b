"""Footnotes: part of the passages that refer to them."""

import pytest

from index.errors import DocumentError
from tests.conftest import places, texts
from tests.fuzzing import guarded

NOTES = {
    "a number": "Members[^1] pay 5 euros.\n\nBe kind.\n\n[^1]: Anyone over 16\n",
    "a name": "Members[^who-is] pay 5 euros.\n\nBe kind.\n\n[^who-is]: Anyone over 16\n",
    "a note above": "[^1]: Anyone over 16\n\nMembers[^1] pay 5 euros.\n\nBe kind.\n",
    "a note right below": "Members[^1] pay 5 euros.\n[^1]: Anyone over 16\n\nBe kind.\n",
    "inline": "Members^[Anyone over 16] pay 5 euros.\n\nBe kind.\n",
    "a wrapped note": "Members[^1] pay 5 euros.\n\nBe kind.\n\n[^1]: Anyone\n    over 16\n",
    "a note on its own line": "Members[^1] pay 5 euros.\n\nBe kind.\n\n[^1]:\n    Anyone over 16\n",
    "several notes": "Members[^1] pay 5 euros.[^2]\n\nBe kind.\n\n[^2]: Not in May\n[^1]: Anyone over 16\n",
    "a space before": "Members [^1] pay 5 euros.\n\nBe kind.\n\n[^1]: Anyone over 16\n",
    "markup": "Members[^1] pay 5 euros.\n\nBe kind.\n\n[^1]: *Anyone* over `16`\n",
}


@pytest.mark.parametrize("text", NOTES.values(), ids=NOTES)
def test_a_note_is_part_of_the_passage_that_refers_to_it_and_no_passage_of_its_own(read, text):
    ending = " (Not in May)" if "May" in text else ""
    assert texts(read("a.md", text)) == [f"Members (Anyone over 16) pay 5 euros.{ending}", "Be kind."]


def test_a_note_of_several_blocks_is_whole_and_what_follows_it_keeps_its_line(read):
    text = "Pay by card.[^1]\n\n[^1]: Any card.\n\n    Ask [Ann](https://e.org/ann) first.\n\n    - Bring it.\n\nBe kind.\n"
    [first, second] = read("a.md", text).blocks
    assert first.text == "Pay by card. (Any card. Ask Ann (https://e.org/ann) first. Bring it.)"
    assert [(link.target, first.text[link.start : link.end]) for link in first.links] == [("https://e.org/ann", "Ann")]
    assert (second.line, second.text) == (9, "Be kind.")


def test_a_note_goes_with_each_passage_that_refers_to_it_but_once_with_each(read):
    assert texts(read("a.md", "- One[^a] and[^a]\n- Two[^a]\n\n[^a]: Note\n")) == ["One (Note) and", "Two (Note)"]


def test_notes_of_links_and_cells_and_headings_are_quoted(read):
    assert texts(read("a.md", "See [the fee](https://e.org/fee)[^1].\n\n[^1]: It is [5](https://e.org/5).\n")) == [
        "See the fee (https://e.org/fee) (It is 5 (https://e.org/5).)."
    ]
    assert texts(read("a.md", "| Who | Fee |\n|---|---|\n| Ann[^1] | 5 |\n\n[^1]: Or Bo\n")) == ["Who: Ann (Or Bo); Fee: 5"]
    assert places(read("a.md", "# T\n\n## Fees[^1]\n\nFive euros.\n\n[^1]: Since May.\n")) == [
        (3, ("Fees",), "Since May."),
        (5, ("Fees",), "Five euros."),
    ]


def test_notes_in_notes_are_quoted_and_circles_end(read):
    text = "Pay.[^a]\n\n[^a]: By card[^b]\n[^b]: Or cash[^a]\n"
    assert texts(read("a.md", text)) == ["Pay. (By card (Or cash))"]


def test_a_note_that_nothing_refers_to_stays_a_passage(read):
    assert texts(read("a.md", "Be kind.\n\n[^x]: Refers to[^y]\n[^y]: Nobody\n[^z]: Alone[^z]\n")) == [
        "Be kind.",
        "Refers to (Nobody)",
        "Alone",
    ]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Members[^7] pay.", "Members pay."),
        ("Use [^abc] or [^a-z]+ to search", "Use [^abc] or [^a-z]+ to search"),
        ("In code `[^1]` and x^[2", "In code [^1] and x^[2"),
    ],
)
def test_a_reference_without_a_note_is_left_out_only_if_it_is_a_number(read, text, shown):
    assert texts(read("a.md", f"{text}\n")) == [shown]


def test_lines_of_a_paragraph_with_notes_stay_exact(read):
    text = "• One^[first]\n• Two[^1]\n• Three\n\n[^1]: second\n    line\n"
    assert places(read("a.md", text)) == [(1, (), "One (first)"), (2, (), "Two (second line)"), (3, (), "Three")]


@pytest.mark.parametrize(
    "text",
    [
        "[^a]\n\n" * 4_000 + f"[^a]: {'word ' * 2_000}\n",
        "".join(f"[^{n}]: {f'[^{n + 1}] ' * 40}\n" for n in range(2_000)) + "\nx[^0]\n",
        "x[^0]\n\n" + "".join(f"[^{n}]: word[^{n + 1}]\n" for n in range(3_000)),
        "[^a]: " * 5_000 + "\n\nx[^a]\n",
        "x" + "[^" * 2_000 + "\n",
        "x" + "^[" * 2_000 + "\n",
        "x" + "^[a " * 2_000 + "]" * 2_000 + "\n",
        "[^a]: x\n" * 10_000 + "\n[^a]\n",
    ],
)
def test_notes_written_to_be_slow_are_read_in_time_or_refused(read, text):
    with guarded(10):
        try:
            document = read("a.md", f"Word.\n\n{text}")
        except DocumentError as error:
            assert "\n" not in str(error)  # noqa: PT017
        else:
            assert sum(len(block.text) for block in document.blocks) < 2_000_000
