"""Sections beside one another as the items of a list, from whichever of them a question comes."""

from collections import Counter

import pytest

from index.answering.item_lists import MAX_SECTION_ROWS
from index.answering.list_finding import ListReader
from index.answering.searcher import Searcher
from index.building import build
from index.storing.section_file import MAX_BESIDE
from tests.conftest import write_project

MANUAL = """\
# Manual

## Doors

- Doors are locked at ten.

### Keys

- Keys hang in the office.

## Lamps

- Lamps are switched off by the last to leave.

# Visitors

## Badges

- Badges are worn.
"""


@pytest.fixture
def open_reader(tmp_path, encoder):
    """Build an index of documents, and return its generation with a reader of its lists."""

    def open_reader(documents):
        settings = write_project(tmp_path, documents)
        build(settings, encoder=encoder)
        generation = Searcher.open(settings, encoder).generation
        return generation, ListReader(generation)

    return open_reader


def texts_of(generation, found):
    """Return the texts of each item of a list."""
    return [[generation.passages[row].text for row in item] for item in found.items]


def test_sections_of_one_parent_are_a_list_in_which_each_has_what_is_below_it(open_reader):
    generation, reader = open_reader({"manual.md": MANUAL})
    items = [["Doors are locked at ten.", "Keys hang in the office."], ["Lamps are switched off by the last to leave."]]
    for row in (0, 2, 0):
        found = reader.lists_of(row)["subsections"]
        assert found.section == ("Manual",)
        assert texts_of(generation, found) == items


def test_what_is_alone_below_its_parent_is_no_list(open_reader):
    _, reader = open_reader({"manual.md": MANUAL})
    assert "subsections" not in reader.lists_of(1)  # Keys
    assert "subsections" not in reader.lists_of(3)  # Badges


def test_sections_of_two_documents_are_two_lists(open_reader):
    pages = {f"{name}.md": f"# Rules\n\n## One\n\n- One of {name}.\n\n## Two\n\n- Two of {name}.\n" for name in ("a", "b")}
    generation, reader = open_reader(pages)
    for row, name in enumerate("aabb"):
        assert texts_of(generation, reader.lists_of(row)["subsections"]) == [[f"One of {name}."], [f"Two of {name}."]]


@pytest.mark.parametrize(("sections", "is_list"), [(MAX_SECTION_ROWS, True), (MAX_SECTION_ROWS + 1, False)])
def test_sections_that_are_too_many_to_be_shown_are_no_list_from_any_of_them(open_reader, sections, is_list):
    text = "# Rules\n\n" + "".join(f"## Topic {at}\n\n- Text {at}.\n\n" for at in range(sections))
    generation, reader = open_reader({"rules.md": text})
    for row in (0, sections // 2, sections - 1):
        found = reader.lists_of(row).get("subsections")
        assert (found is not None) == is_list
        assert found is None or len(found.items) == sections
    assert len(generation.passages) == sections


def test_an_index_looks_around_a_section_once(open_reader, monkeypatch):
    text = "# Rules\n\n" + "".join(f"## Topic {at}\n\n- Text {at}.\n\n" for at in range(20))
    generation, reader = open_reader({"rules.md": text})
    looked, find = Counter(), generation.sections._find_beside

    def counted(position, passages):
        looked[position] += 1
        return find(position, passages)

    monkeypatch.setattr(generation.sections, "_find_beside", counted)
    for row in range(20):
        reader.lists_of(row)
        ListReader(generation).lists_of(row)
    assert sum(looked.values()) == 1


@pytest.mark.parametrize(("empty", "is_list"), [(5, True), (MAX_BESIDE, False)])
def test_sections_without_passages_are_passed_over_unless_they_are_very_many(open_reader, empty, is_list):
    between = "".join(f"## Topic {at}\n\n" for at in range(empty))
    _, reader = open_reader({"rules.md": f"# Rules\n\n## First\n\n- Text one.\n\n{between}## Last\n\n- Text two.\n"})
    assert ("subsections" in reader.lists_of(0)) == is_list
