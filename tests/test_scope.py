"""Scopes: every way to reach a passage is limited to the passages in scope."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.choices import document_names, section_names
from index.answering.neighbours import surroundings
from index.answering.quoting import find, quote
from index.answering.searcher import Searcher
from index.building import build
from index.searching.scope import EVERYTHING, Scope, scope_of, visible_documents, visible_sections

DOCUMENTS = {
    "handbook.md": "# Handbook\n\n## Fees\n\n- Membership is free.\n- Boats cost ten euros.\n- Keys cost two euros.\n\n"
    "## Rules\n\n- Boats come home by ten.\n",
    "faq.md": "# Questions\n\n## Boats\n\n- Boats have two oars.\n",
}
ROWS = 12
ROW_SETS = st.sets(st.integers(0, ROWS - 1))
EVERY_RANKING = ["dense", "bm25", "rrf", "fused"]


@pytest.fixture
def searcher(project, encoder):
    settings = project(DOCUMENTS)
    build(settings, encoder=encoder)
    return Searcher.open(settings, encoder)


def texts(searcher, rows):
    return {searcher.generation.passages[row].text for row in rows}


def scope_from(rows):
    return Scope(tuple(range(row, row + 1) for row in sorted(rows)))


def test_a_document_and_a_section_narrow_the_search(searcher):
    fees = scope_of(searcher.generation, section="Fees")
    assert {hit.passage.text for hit in searcher.ask("boats", top=9, scope=fees).hits} == {
        "Membership is free.",
        "Boats cost ten euros.",
        "Keys cost two euros.",
    }
    faq = scope_of(searcher.generation, document="faq.md")
    assert [hit.passage.text for hit in searcher.ask("boats", top=9, scope=faq).hits] == ["Boats have two oars."]
    assert searcher.ask("boats", top=9, scope=fees & faq).hits == ()


def test_an_empty_scope_has_no_answer_and_no_hits(searcher):
    answer = searcher.ask("boats", scope=Scope(()))
    assert (answer.outcome, answer.confidence, answer.hits, answer.unmatched) == ("none", 0.0, (), ())


@pytest.mark.parametrize("ranking", EVERY_RANKING)
def test_every_ranking_stays_within_the_scope(searcher, ranking):
    rules = scope_of(searcher.generation, section="Rules")
    ranked = searcher.index.retriever.rank("boats", 9, ranking, rules)
    assert texts(searcher, [match.row for match in ranked]) == {"Boats come home by ten."}
    assert searcher.index.retriever.rank("boats", 9, ranking, Scope(())) == []


def test_a_passage_out_of_scope_is_neither_found_again_nor_quoted(searcher):
    rules = scope_of(searcher.generation, section="Rules")
    row = next(row for row, passage in enumerate(searcher.generation.passages) if passage.text == "Boats cost ten euros.")
    passage = searcher.generation.passages[row]
    assert find(searcher.generation, passage.id, row) == row
    assert find(searcher.generation, passage.id, row, rules) is None
    assert [hit.row for hit in quote(searcher.index, "boats", [row])] == [row]
    assert quote(searcher.index, "boats", [row], rules) == []


def test_neighbours_out_of_scope_are_neither_shown_nor_counted(searcher):
    rows = [row for row, passage in enumerate(searcher.generation.passages) if passage.section == ("Fees",)]
    shown = surroundings(searcher.generation, rows[1], 1, scope_from(rows[1:]))
    assert ([passage.text for passage in shown.before], shown.earlier) == ([], 0)
    assert ([passage.text for passage in shown.after], shown.later) == (["Keys cost two euros."], 0)


def test_only_names_in_scope_are_offered(searcher):
    faq = scope_of(searcher.generation, document="faq.md")
    assert section_names(visible_sections(searcher.generation, faq)) == ["Boats"]
    assert document_names(visible_documents(searcher.generation, faq)) == ["Questions"]
    assert document_names(visible_documents(searcher.generation, EVERYTHING)) == ["Handbook", "Questions"]


@given(ROW_SETS, ROW_SETS)
def test_the_intersection_of_two_scopes_contains_the_rows_in_both(first, second):
    common = scope_from(first) & scope_from(second)
    assert {row for row in range(ROWS) if row in common} == first & second


@given(ROW_SETS)
def test_the_scope_of_everything_limits_nothing(rows):
    scope = scope_from(rows)
    assert {row for row in range(ROWS) if row in EVERYTHING & scope} == {row for row in range(ROWS) if row in scope} == rows


def test_a_document_is_one_range_however_many_sections_it_has(project, encoder):
    sections = "".join(f"## Section {number}\n\n- Text {number}.\n\n" for number in range(50))
    settings = project({"long.md": f"# Long\n\n{sections}", "other.md": "- Other.\n"})
    build(settings, encoder=encoder)
    assert scope_of(Searcher.open(settings, encoder).generation, document="long.md").ranges == (range(50),)


@given(ROW_SETS, st.integers(0, ROWS), st.integers(0, ROWS))
def test_a_scope_overlaps_rows_if_it_contains_one_of_them(rows, first, last):
    assert scope_from(rows).overlaps(range(first, last)) == any(row in rows for row in range(first, last))
