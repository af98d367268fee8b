"""Passages shown before: found again after the documents have changed, quoted again, and shown with their neighbours."""

import pytest

from index.answering.neighbours import surroundings
from index.answering.quoting import find, quote
from index.answering.searcher import Searcher
from index.building import build
from index.errors import QuestionError

GATES = [f"Gate {number} opens at {number} o'clock." for number in range(1, 10)]
HANDBOOK = "# Handbook\n\n- Be kind.\n\n## Gates\n\n" + "".join(f"- {line}\n" for line in GATES) + "\n## Rules\n\n- Be kind.\n"


@pytest.fixture
def searcher(project, encoder):
    settings = project({"handbook.md": HANDBOOK})
    build(settings, encoder=encoder)
    return Searcher.open(settings, encoder)


def row_of(searcher, text):
    return next(row for row, passage in enumerate(searcher.generation.passages) if passage.text == text)


def rebuild(project, encoder, text):
    settings = project({"handbook.md": text})
    build(settings, encoder=encoder)
    return Searcher.open(settings, encoder)


def test_a_moved_passage_is_found(searcher, project, encoder):
    row = row_of(searcher, GATES[4])
    name = searcher.generation.passages[row].id
    moved = rebuild(project, encoder, HANDBOOK.replace("- Be kind.\n\n## Gates", "- Be kind.\n- Be early.\n\n## Gates"))
    assert moved.generation.passages[row].id != name
    assert moved.generation.passages[find(moved.generation, name, row)].text == GATES[4]


def test_a_deleted_passage_is_not_found(searcher, project, encoder):
    row = row_of(searcher, GATES[8])
    name = searcher.generation.passages[row].id
    without = rebuild(project, encoder, HANDBOOK.replace(f"- {GATES[8]}\n", ""))
    assert find(without.generation, name, row) is None
    assert find(without.generation, name, 10_000) is None


def test_of_two_equal_passages_the_one_shown_is_found(searcher):
    first, second = (row for row, passage in enumerate(searcher.generation.passages) if passage.text == "Be kind.")
    for row in (first, second):
        assert find(searcher.generation, searcher.generation.passages[row].id, 0) == row


def test_passages_are_quoted_in_the_given_order_and_highlighted_for_the_question(searcher):
    rows = [row_of(searcher, GATES[6]), row_of(searcher, GATES[1])]
    hits = quote(searcher.index, "When does gate 7 open?", rows)
    assert [hit.passage.text for hit in hits] == [GATES[6], GATES[1]]
    assert [hit.row for hit in hits] == rows
    start, end = hits[0].highlights[0]
    assert GATES[6][start:end].startswith("Gate 7")


def test_quoting_for_an_invalid_question_raises_an_error(searcher):
    with pytest.raises(QuestionError):
        quote(searcher.index, "?!", [0])


@pytest.mark.parametrize(
    ("gate", "before", "after", "left_out"),
    [(1, [], [2, 3], (0, 6)), (5, [3, 4], [6, 7], (2, 2)), (9, [7, 8], [], (6, 0))],
)
def test_a_passage_is_shown_with_its_neighbours_in_the_section(searcher, gate, before, after, left_out):
    found = surroundings(searcher.generation, row_of(searcher, GATES[gate - 1]), 2)
    assert found.passage.text == GATES[gate - 1]
    assert [passage.text for passage in found.before] == [GATES[number - 1] for number in before]
    assert [passage.text for passage in found.after] == [GATES[number - 1] for number in after]
    assert (found.earlier, found.later) == left_out
    assert found.title == "Handbook"


def test_a_passage_alone_in_its_section_has_no_neighbours(searcher):
    found = surroundings(searcher.generation, len(searcher.generation.passages) - 1, 3)
    assert (found.before, found.after, found.earlier, found.later) == ((), (), 0, 0)
