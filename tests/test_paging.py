"""Button ids, which hold all that a button needs to know of its answer."""

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rendering.paging import ACTIONS, OUTCOMES, Page, Paging, read_button_id
from index.answering.answers import Hit
from index.passages.passage import Passage
from index.passages.splitting import Unlimited, split

IDS = st.builds(
    lambda content, copy: content + copy,
    st.text("0123456789abcdef", min_size=12, max_size=12),
    st.just("") | st.integers(2, 2**16 - 1).map("-{}".format),
)
"""Passage ids, as assigned by `index.passages.splitting`."""
PAGES = st.builds(Page, st.integers(0, 2**32 - 1), IDS)
PAGINGS = st.builds(
    lambda asker, outcome, pages, place: Paging(asker, outcome, tuple(pages), place % len(pages)),
    st.integers(0, 2**64 - 1),
    st.sampled_from(sorted(OUTCOMES)),
    st.lists(PAGES, min_size=1, max_size=5),
    st.integers(0, 4),
)
ACTION = st.sampled_from(sorted(ACTIONS))
PAGING = Paging(80351110224678912, "suggestions", (Page(7, "0123456789ab"), Page(3, "ba9876543210-2")), 1)


def hit(row: int, passage_id: str) -> Hit:
    return Hit(1, 0.5, row, Passage(passage_id, "a.md", (), 1, "words"), "Handbook", None)


@given(PAGINGS, ACTION)
def test_a_button_id_restores_its_action_and_paging(paging, action):
    assert read_button_id(paging.button_id(action)) == (action, paging)


@given(PAGINGS, ACTION)
def test_every_button_id_fits_the_limits_of_discord(paging, action):
    assert 1 <= len(paging.button_id(action)) <= 100
    assert paging.button_id(action).isascii()


@given(PAGINGS)
def test_no_two_buttons_of_an_answer_have_the_same_id(paging):
    pages = [paging.at(place) for place in range(len(paging.pages))]
    ids = [page.button_id(action) for page, action in product(pages, ACTIONS)]
    assert len({*ids}) == len(ids)


@given(st.text() | st.from_regex(r"f[12][a-z][a-z][0-9]:[\w=-]{0,99}") | st.from_regex(r"f1sa[0-4]:[0-9a-zA-Z_-]{27,91}\Z"))
def test_a_foreign_id_is_ignored_or_read_consistently(typed):
    found = read_button_id(typed)
    if found:
        action, paging = found
        assert read_button_id(paging.button_id(action)) == found
        assert len(paging.button_id(action)) == len(typed)


@given(PAGINGS, ACTION, st.integers(1, 15))
def test_an_id_with_missing_or_extra_characters_is_invalid(paging, action, count):
    assert read_button_id(paging.button_id(action)[:-count]) is None
    assert read_button_id(paging.button_id(action) + "A" * count) is None


@pytest.mark.parametrize(
    ("changed", "to"),
    [("f1", "f0"), ("f1", "f2"), ("f1", "F1"), ("f1s", "f1z"), ("f1ss", "f1sz"), ("f1ss1", "f1ss2"), (":", ";"), (":", "")],
)
def test_an_id_of_another_version_or_with_a_missing_page_is_invalid(changed, to):
    right = PAGING.button_id("show")
    assert right.startswith("f1ss1:")
    assert read_button_id(right.replace(changed, to, 1)) is None


@pytest.mark.parametrize("typed", ["", "None", "show", "f1ss1:", "f1ss1:" + "=" * 27, "f1ss1:" + "ü" * 27, "f1ss0:" + "A" * 28])
def test_an_id_of_another_format_is_invalid(typed):
    assert read_button_id(typed) is None


def test_a_button_of_a_duplicate_passage_refers_to_the_one_shown(read):
    passages, _ = split([read("a.md", "# A\n\n## B\n\n- same\n\n## C\n\n- same\n")], Unlimited())
    first, second = (hit(row, passage.id) for row, passage in enumerate(passages))
    paging = Paging.of(1, "answer", [second, first])
    _, found = read_button_id(paging.button_id("context"))
    assert first.passage.id != second.passage.id
    assert [page.passage_id for page in found.pages] == [second.passage.id, first.passage.id]


def test_the_pages_of_an_answer_are_its_five_best_passages_with_the_best_shown():
    hits = [hit(row, f"{row:012x}") for row in (5, 3, 8, 1, 9, 2)]
    paging = Paging.of(1, "answer", hits)
    assert [page.row for page in paging.pages] == [5, 3, 8, 1, 9]
    assert paging.page == Page(5, "000000000005")
    assert paging.at(2).page == Page(8, "000000000008")
    assert paging.at(2).pages == paging.pages


def test_a_passage_with_very_many_duplicates_still_has_buttons():
    often = replace(PAGING, pages=(Page(70_000, "0123456789ab-70000"),), position=0)
    action, paging = read_button_id(often.button_id("show"))
    assert action == "show"
    assert paging.page.passage_id.startswith("0123456789ab-")
