"""Marks that single programs leave in Markdown and plain text."""

import pytest

from tests.conftest import places, texts
from tests.fuzzing import guarded


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Row {::nomarkdown}<b>daily</b>{:/} or {::options a=b /}rest{:/nomarkdown}.", "Row daily or rest."),
        ("- {:.third } **Sunday** from nine", "Sunday from nine"),
        ("{button}`Open the plan <https://club.example/plan>` here.", "Open the plan (https://club.example/plan) here."),
        ('See [the plan](Plan of 2024 "wikilink") and [fees](Our fees "Fees").', None),
        ('Write `[the plan](Plan of 2024 "wikilink")`.', 'Write [the plan](Plan of 2024 "wikilink").'),
    ],
)
def test_marks_of_one_program_are_not_quoted(read, text, said):
    [found] = texts(read("a.md", f"{text}\n"))
    if said is None:
        assert "](" not in found
        assert found.startswith("See the plan")
    else:
        assert found == said


def test_an_extension_in_a_cell_is_read_without_its_marks(read):
    text = "| Boat | Seats |\n|---|---|\n| {::nomarkdown} <i>Otter</i> {:/} | {::nomarkdown} 4 {:/} |\n"
    assert texts(read("a.md", text)) == ["Boat: Otter; Seats: 4"]


@pytest.mark.parametrize("text", ["Use {:.x} for a class.", "The key {:a} opens it."])
def test_braces_in_a_sentence_are_kept(read, text):
    assert texts(read("a.md", f"{text}\n")) == [text]


def test_a_lone_mark_of_an_answer_above_a_list_is_not_quoted(read):
    text = (
        "Q. How do I join?\n\nA.\n   1) Come to the pier at nine\n   2) Ask for Ida\n\n\n"
        "Q. Is tea free?\n\nA. For members, it is.\n"
    )
    assert places(read("a.txt", text)) == [
        (4, ("How do I join?",), "1) Come to the pier at nine"),
        (5, ("How do I join?",), "2) Ask for Ida"),
        (10, ("Is tea free?",), "For members, it is."),
    ]


def test_a_sentence_that_was_wrapped_at_120_columns_is_one_passage(read):
    first = "Whoever takes a boat out of the shed after sunset has to carry a white light at the stern, and the duty officer"
    second = "has to know when the crew will be back at the pier."
    text = f"{first}\n{second}\n\nThe end.\n"
    assert texts(read("a.txt", text)) == [f"{first} {second}", "The end."]


@pytest.mark.parametrize("piece", ["{::nomarkdown", "{:/", '](a b "', '](a b "c" ', "- {:.a", "{button}`"])
def test_odd_marks_without_end_are_read_in_time(read, piece):
    with guarded():
        read("a.md", f"word\n\n{piece * (2_000 if ']' in piece else 5_000)}\n")


def test_lines_of_120_columns_that_are_thoughts_of_their_own_stay_apart(read):
    first = "rowing alone is forbidden after dark because nobody can see the boat from the pier and no ferry will stop"
    for second in ("Bring a light.", "bring a light"):
        assert len(texts(read("a.txt", f"{first}.\n{second}\n"))) == 2
